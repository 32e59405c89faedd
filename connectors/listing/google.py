"""Google: the manifest of an inventory report of Storage Insights, and what its rows mean.

https://cloud.google.com/storage/docs/insights/inventory-reports, and for the words of `report_config`
https://cloud.google.com/storage/docs/json_api/v1/reportConfig.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from connectors.errors import Reason, SourceError
from connectors.listing.entries import Meaning
from connectors.listing.manifest import DataFile, Format, Manifest, Shape, amount, at_time, wrong
from connectors.listing.table import shown
from connectors.listing.values import moment, plain, text
from connectors.provider import Listed

#: What separates records or cells where the manifest leaves it out or spells it.
_SPELLED = {"": ",", "\\t": "\t"}
_LINES = frozenset({"", "\n", "\r\n", "\\n", "\\r\\n"})


def manifest(found: Mapping[str, object], name: str) -> Manifest:
    """Read a manifest.

    Raises:
        SourceError: it is none, or none that can be used.
    """
    shards = found.get("report_shards_file_names")
    if not isinstance(shards, list) or not all(isinstance(shard, str) and text(shard) for shard in shards):
        raise wrong(name, "is no manifest of a report: report_shards_file_names is missing")
    promised = amount(found.get("shard_count"), "shard_count", name)
    if promised is not None and promised != len(shards):
        raise wrong(name, f"promises {promised} data files and names {len(shards)}")
    kinds = {Format.PARQUET if shard.lower().endswith(".parquet") else Format.CSV for shard in shards} or {Format.CSV}
    if len(kinds) > 1:
        raise wrong(name, "names data files of several formats")
    config = _inner(found, "report_config")
    options = _inner(config, "object_metadata_report_options")
    return Manifest(
        google=True,
        bucket=text(_inner(options, "storage_filters").get("bucket")),
        taken=at_time(found.get("snapshot_time"), "snapshot_time", name),
        entries=amount(found.get("records_processed"), "records_processed", name),
        format=kinds.pop(),
        shape=_shape(_inner(config, "csv_options"), options.get(plain("metadata_fields")), name),
        files=tuple(DataFile(_key(shard, name)) for shard in shards),
    )


def _inner(found: Mapping[str, object], name: str) -> Mapping[str, object]:
    """An object in an object, its own names made plain: interfaces write `csv_options`, or `csvOptions`."""
    inner = next((value for key, value in found.items() if plain(key) == plain(name)), None)
    return {plain(key): value for key, value in inner.items()} if isinstance(inner, dict) else {}


def _key(shard: str, manifest_name: str) -> str:
    """The key of a data file: it stands beside the manifest, unless a folder or a bucket is named."""
    if shard.startswith("gs://"):
        return shard.removeprefix("gs://").partition("/")[2]
    return shard if "/" in shard else posixpath.join(posixpath.dirname(manifest_name), shard)


def _shape(options: Mapping[str, object], fields: object, name: str) -> Shape:
    """How the CSV was asked for."""
    delimiter, separator = text(options.get("delimiter")), text(options.get("recordseparator"))
    delimiter = _SPELLED.get(delimiter, delimiter)
    if len(delimiter) != 1 or delimiter in '"\r\n' or separator not in _LINES:
        raise wrong(name, "its cells or records are not separated by one character and by ends of lines")
    columns = tuple(map(str, fields)) if isinstance(fields, list) else ()
    # `false` and "left out" are the same in much of Google's JSON, so that only `true` is taken at its word.
    header = True if options.get("headerrequired") is True or not columns else None
    return Shape(columns, header, delimiter)


class GoogleRows(Meaning):
    """Rows of a report of Storage Insights."""

    name = "name"
    older = "timedeleted"

    def __init__(self, columns: Sequence[str], file: str, bucket: str, prefix: str, *, known: bool) -> None:
        """Take the columns of a file and what is wanted of it; see `Meaning`.

        Args:
            columns: see `Meaning`.
            file: see `Meaning`.
            bucket: see `Meaning`.
            prefix: see `Meaning`.
            known: whether the manifest told whose report it is.

        Raises:
            SourceError: neither manifest nor rows tell which bucket they are of, or there are no names.
        """
        super().__init__(columns, file, bucket, prefix)
        if not known and self.at("bucket") is None:
            raise SourceError(
                f"{shown(file)}: neither the manifest nor a column says which bucket the report is of; have one made whose metadata"
                " fields include bucket"
            )
        self._generation, self._modified, self._made = self.at("generation"), self.at("updated"), self.at("timecreated")
        self._storage = self.at("storageclass")
        self._replaced, self._deleted = self.at("timedeleted"), self.at("softdeletetime")

    def key(self, value: str) -> str:
        return value

    def told(self, key: str, size: int, row: Sequence[object]) -> Listed:
        generation = text(self.cell(row, self._generation))
        modified = moment(self.cell(row, self._modified))
        if modified is None:
            modified = moment(self.cell(row, self._made))
        storage = text(self.cell(row, self._storage)).upper()
        version, reason, detail = self._state(row, generation)
        named = "" if storage == "STANDARD" else storage
        return Listed(key, size, generation, version, modified, named, reason, detail)

    def _state(self, row: Sequence[object], generation: str) -> tuple[str, str, str]:
        """The version to name, and the reason and detail where it cannot be read."""
        if text(self.cell(row, self._deleted)):
            return (
                generation,
                Reason.DELETED,
                "deleted, and kept by soft delete for a time; restore it to have it scanned",
            )
        if not text(self.cell(row, self._replaced)):
            return "", "", ""
        if generation:
            return generation, "", ""
        detail = "an older version, and the report does not say which; have one made whose metadata fields include generation"
        return "", Reason.DELETED, detail
