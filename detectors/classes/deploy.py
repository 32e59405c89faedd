"""Deployment: recorded state of infrastructure, access to clusters, inventories, zones, and how software is built and shipped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.classes.base import Classed, View
from detectors.classes.needle import Needles
from detectors.classes.sign import Signs

_JSON = frozenset({"application/json", "application/x-ndjson"})

DEPLOY = Signs("deploy", frozenset({"text/plain", "text/csv"}))

NEEDLES = Needles(
    b'"terraform_version"', b'"deployment"', b'"RepoTags"', b'"layers"', b'"imageLayoutVersion"', b'"clusters"',
)  # fmt: skip
_MANAGED = re.compile(rb'"mode"\s{0,4}:\s{0,4}"managed"')


class State:
    """Classifier of recorded state: Terraform, OpenTofu, Pulumi; and of container images by their manifest."""

    types = _JSON

    def wants(self, media_type: str, head: bytes) -> bool:  # noqa: ARG002  # the seam's
        return NEEDLES.within(head)

    def classify(self, view: View) -> Iterator[Classed]:
        there = view.keys.keys()
        if b"terraform_version" in there and (there & {b"lineage", b"serial", b"resources", b"modules"}):
            resources = len(_MANAGED.findall(view.head)) + len(_MANAGED.findall(view.tail))
            yield Classed("infra.iac_state", "infra.terraform-state", 0.97, view.said("members"), resources)
        elif b"terraform_version" in there and b"planned_values" in there:
            yield Classed("infra.iac_state", "infra.terraform-state", 0.9, view.said("members:plan"), None)
        elif {b"deployment", b"manifest", b"urn"} <= there or {b"deployment", b"resources", b"urn"} <= there:
            yield Classed("infra.iac_state", "infra.pulumi-state", 0.95, view.said("members"), view.tally(b'"urn"'))
        elif {b"clusters", b"contexts", b"users"} <= there and b"current-context" in there:
            yield Classed("infra.kubeconfig", "infra.kubeconfig", 0.95, view.said("members"), view.tally(b'"server"'))
        elif {b"Config", b"RepoTags", b"Layers"} <= there:
            yield Classed(
                "code.container_image", "code.container-image", 0.97, view.said("manifest"), view.tally(b'"RepoTags"')
            )
        elif b"imageLayoutVersion" in there or {b"schemaVersion", b"config", b"layers", b"mediaType"} <= there:
            yield Classed("code.container_image", "code.container-image", 0.9, view.said("manifest"), 1)
