"""Deployment: recorded state of infrastructure, access to clusters, inventories, zones, and how software is built and shipped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.classes.base import Classed, View
from detectors.classes.sign import Sign, Signs, lines

_JSON = frozenset({"application/json", "application/x-ndjson"})
_PLAIN = frozenset({"text/plain", "text/csv"})

_KUBECONFIG = Sign(
    "infra.kubeconfig", "infra.kubeconfig", (b"clusters:", b"kind: Config"),
    lines(r"kind:\s{1,4}Config\s*$", r"clusters:\s*$", r"contexts:\s*$", r"users:\s*$", r"\s{2,8}(?:server|certificate-authority-data|client-key-data):"),
    4, re.compile(rb"^\s*server:\s", re.MULTILINE), 0.93,
)  # fmt: skip
_ZONE = Sign(
    "infra.dns_zone", "infra.dns-zone", (b"SOA", b"$ORIGIN", b"$TTL"),
    lines(r"\$(?:ORIGIN|TTL)\s", r"[^;\n]{0,260}\bIN\s{1,16}SOA\s", r"[^;\n]{0,260}\s(?:IN\s{1,16})?NS\s{1,16}\S", r"[^;\n]{0,260}\s(?:IN\s{1,16})?(?:A|AAAA|CNAME|MX|TXT|SRV|PTR)\s{1,16}\S"),
    3, re.compile(rb"^[^;\s]\S{0,250}\s+(?:\d+\s+)?(?:IN\s+)?(?:A|AAAA|CNAME|MX|SRV|PTR)\s", re.MULTILINE), 0.9,
)  # fmt: skip
_ANSIBLE = Sign(
    "infra.host_inventory", "infra.ansible", (b"ansible_host", b"ansible_user", b"ansible_ssh", b"ansible_connection"),
    lines(r"\[[\w.:-]{1,80}\]\s*$", r"[\w.-]{1,253} .{0,200}\bansible_(?:host|user|ssh_\w+|port|connection)=\S", r"all:\s*$", r"\s{2,24}hosts:\s*$", r"\s{4,40}ansible_host:\s\S"),
    2, re.compile(rb"\bansible_(?:ssh_)?host\s{0,4}[=:]"), 0.9,
)  # fmt: skip
_SSH = Sign(
    "infra.host_inventory", "infra.ssh-config", (b"HostName ", b"Hostname ", b"hostname "),
    lines(r"[Hh]ost \S", r"\s{1,8}[Hh]ost[Nn]ame[ =]\S", r"\s{1,8}[Uu]ser[ =]\S", r"\s{1,8}(?:[Ii]dentity[Ff]ile|[Pp]ort|[Pp]roxy[Jj]ump|[Ll]ocal[Ff]orward)[ =]\S"),
    3, re.compile(rb"^\s+[Hh]ost[Nn]ame[ =]", re.MULTILINE), 0.88,
)  # fmt: skip
_WORKFLOW = Sign(
    "code.ci_config", "code.ci", (b"runs-on:", b"jobs:", b"script:", b"stages:", b"steps:", b"pipelines:"),
    lines(r"on:|^\"on\":|^'on':", r"jobs:\s*$", r"\s{2,8}runs-on:\s", r"stages:\s*$", r"\s{2,4}(?:script|before_script):", r"trigger:", r"pool:\s*$", r"\s{0,8}- (?:task|script|bash|uses):", r"workflows:\s*$", r"version:\s{1,4}2(?:\.\d)?\s*$", r"orbs:|^executors:", r"language:\s\w", r"pipelines:\s*$", r"image:\s\S", r"steps:\s*$"),
    3, None, 0.9,
)  # fmt: skip
_PIPELINE = Sign(
    "code.ci_config", "code.ci", (b"pipeline {", b"pipeline{"),
    lines(r"\s{0,4}pipeline\s?\{", r"\s{1,8}agent\b", r"\s{1,8}stages\s?\{", r"\s{2,16}stage\s?\("), 3, re.compile(rb"\bstage\s?\("), 0.93,
)  # fmt: skip
_CONTAINER = Sign(
    "code.ci_config", "code.container-build", (b"FROM ", b"services:"),
    lines(r"FROM (?:--platform=\S+ )?[\w.\-/:${}@]{1,200}(?: [Aa][Ss] \S+)?\s*$", r"(?:RUN|COPY|ADD) \S", r"(?:CMD|ENTRYPOINT|EXPOSE|WORKDIR|ENV|ARG) \S", r"services:\s*$", r"\s{4,8}(?:image|build):\s?\S?", r"\s{4,8}(?:ports|volumes|environment|depends_on):\s*$"),
    2, None, 0.85,
)  # fmt: skip

DEPLOY = Signs((_KUBECONFIG, _ZONE, _ANSIBLE, _SSH, _WORKFLOW, _PIPELINE, _CONTAINER), _PLAIN)

_MANAGED = re.compile(rb'"mode"\s{0,4}:\s{0,4}"managed"')


class State:
    """Classifier of recorded state: Terraform, OpenTofu, Pulumi; and of container images by their manifest."""

    types = _JSON

    def wants(self, media_type: str, head: bytes) -> bool:  # noqa: ARG002  # the seam's
        piece = head[:4096]
        return any(
            mark in piece
            for mark in (b'"terraform_version"', b'"deployment"', b'"RepoTags"', b'"layers"', b'"imageLayoutVersion"', b'"clusters"')
        )

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
            yield Classed("code.container_image", "code.container-image", 0.97, view.said("manifest"), view.tally(b'"RepoTags"'))
        elif b"imageLayoutVersion" in there or {b"schemaVersion", b"config", b"layers", b"mediaType"} <= there:
            yield Classed("code.container_image", "code.container-image", 0.9, view.said("manifest"), 1)
