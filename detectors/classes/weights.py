"""Weights: trained parameters of models, by the heads of the files that hold them."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from detectors.classes.base import Classed, View

_KIND = "code.model_weights"
#: Sources: https://github.com/huggingface/safetensors#format, https://github.com/ggml-org/ggml/blob/master/docs/gguf.md,
#: PyTorch's torch/serialization.py (MAGIC_NUMBER 0x1950a86a20f9469cfc6c), TensorFlow Lite's schema.fbs (file identifier TFL3).
_TORCH_OLD = re.compile(rb"\x80[\x02-\x05]\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e")
_TORCH_ZIP = re.compile(rb"PK\x03\x04.{26}[^\0/]{0,120}/data\.pkl", re.DOTALL)
_PICKLE = re.compile(rb"\x80[\x02-\x05]")
_LEARNED = (b"sklearn.", b"xgboost.", b"lightgbm.", b"catboost", b"torch.nn", b"torch._utils", b"keras.")
_KERAS = (b"model_weights", b"keras_version", b"layer_names", b"weight_names", b"model_config")
#: ONNX: ModelProto's ir_version (field 1, small), then producer_name (2), or opset or graph; the producers that write nearly all.
_ONNX = re.compile(
    rb"\x08[\x01-\x1e](?:\x12.(?:pytorch|tf2onnx|onnx|keras2onnx|skl2onnx|OnnxML|paddle|CNTK|caffe2|chainer)|\x3a|\x42)",
    re.DOTALL,
)
_HEADER_MOST = 100 << 20


class Weights:
    """Classifier of model weights; counts tensors where the head tells how many."""

    types = frozenset(
        {
            "application/octet-stream",
            "application/x-python-pickle",
            "application/zip",
            "application/x-hdf5",
            "text/plain",
        }
    )

    def wants(self, media_type: str, head: bytes) -> bool:
        if media_type == "text/plain":
            return head[:4] == b"GGUF"
        if media_type == "application/zip":
            return b"/data.pkl" in head[:512]
        if media_type == "application/x-hdf5":
            return True
        return head[:4] == b"GGUF" or head[8:9] == b"{" or head[4:8] == b"TFL3" or head[:1] in {b"\x80", b"\x08"}

    def classify(self, view: View) -> Iterator[Classed]:
        head = view.head
        if head.startswith(b"GGUF"):
            yield from self._gguf(head)
        elif head[8:9] == b"{":
            yield from self._safetensors(view)
        elif head[4:8] == b"TFL3":
            yield Classed(_KIND, "code.tflite", 0.97, ("magic",), None)
        elif _TORCH_OLD.match(head) or _TORCH_ZIP.match(head):
            yield Classed(_KIND, "code.torch", 0.95, ("magic",), None)
        else:
            yield from self._named(view)

    def _gguf(self, head: bytes) -> Iterator[Classed]:
        if len(head) >= 24:  # noqa: PLR2004  # magic, version, two counts
            (version, tensors) = struct.unpack_from("<IQ", head, 4)
            if version <= 16 and tensors < 1 << 32:  # noqa: PLR2004  # versions so far: 1 to 3
                yield Classed(_KIND, "code.gguf", 0.99, ("magic",), tensors)

    def _named(self, view: View) -> Iterator[Classed]:
        """What is told by names of its maker in the first bytes."""
        head = view.head
        if view.media_type == "application/x-hdf5":
            if sum(mark in head for mark in _KERAS) >= 2:  # noqa: PLR2004  # of five names that Keras writes
                yield Classed(_KIND, "code.keras", 0.9, view.said("names"), None)
        elif _PICKLE.match(head):
            if any(mark in head for mark in _LEARNED):
                yield Classed(_KIND, "code.pickled-model", 0.75, ("pickle", "library"), None)
        elif _ONNX.match(head) and (b"onnx" in view.start or view.name.lower().endswith(".onnx")):
            yield Classed(_KIND, "code.onnx", 0.9, ("fields",), None)

    def _safetensors(self, view: View) -> Iterator[Classed]:
        (length,) = struct.unpack_from("<Q", view.head)
        if 2 <= length <= _HEADER_MOST and b'"data_offsets"' in view.head:  # noqa: PLR2004  # an empty object
            whole = 8 + length <= len(view.head)
            tensors = view.head.count(b'"data_offsets"', 8, 8 + length)
            yield Classed(_KIND, "code.safetensors", 0.99, ("header",) if whole else ("header", "partial"), tensors)
