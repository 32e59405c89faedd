"""Role of a path: whether a finding there counts towards a tier, and whether an address there is a maintainer's."""

from __future__ import annotations

import re

TEST, EXAMPLE, DOCUMENTATION, VENDORED, CODE, DATA = "test", "example", "docs", "vendored", "code", "data"

#: Roles whose findings never feed a tier.
ASIDE = frozenset({TEST, EXAMPLE, DOCUMENTATION, VENDORED})

_FOLDERS = (
    (VENDORED, frozenset({
        "node_modules", "vendor", "vendors", "third_party", "third-party", "thirdparty", "site-packages", "bower_components",
        "deps", "external",
    })),
    (TEST, frozenset({
        "test", "tests", "testing", "spec", "specs", "__tests__", "testdata", "test-data", "test_data", "fixtures", "fixture",
        "mocks", "__mocks__", "e2e", "cypress",
    })),
    (EXAMPLE, frozenset({"example", "examples", "sample", "samples", "demo", "demos", "tutorial", "tutorials", "quickstart"})),
    (DOCUMENTATION, frozenset({"doc", "docs", "documentation", "man", "wiki"})),
)  # fmt: skip
#: Folders of what was taken out of a system: a document or a file of JSON in them is data, whatever its name ends in.
_EXPORTS = re.compile(
    r"(?:^|[/_.-])(?:exports?|dumps?|backups?|uploads?|attachments?|tickets?|records|customers?|applicants?|candidates?|resumes?|cvs?"
    r"|payroll|personnel|contacts|mailbox(?:es)?|inbox|outbox|archives?|hr|crm|kyc)(?:[/_.-]|$)",
    re.IGNORECASE,
)
_TEST_FILE = re.compile(r"(?:^test_.*|.*[_.-](?:test|tests|spec|mock|mocks)\.[a-z]+$|.*Tests?\.[a-z]+$)", re.IGNORECASE)
_EXAMPLE_FILE = re.compile(
    r".*\.(?:example|sample|template|dist|tmpl)$|.*[._-](?:example|sample)\.[a-z]+$", re.IGNORECASE
)
_DOC_FILE = re.compile(
    r"(?:readme|changelog|changes|history|news|contributing|authors|maintainers|license|licence|copying|notice|credits|thanks)(?:\..*)?$|.*\.(?:md|rst|adoc|[1-9]|pod|texi|html?)$",
    re.IGNORECASE,
)
_CODE_FILE = re.compile(
    r".*\.(?:py|pyi|pyx|js|jsx|mjs|cjs|ts|tsx|java|kt|kts|scala|groovy|go|rs|c|h|cc|cpp|hpp|cxx|hh|cs|vb|fs|swift|m|mm|rb|php|pl|pm|lua|r|jl|dart|ex|exs|erl|hs|ml|clj|lisp|el|sh|bash|zsh|fish|ps1|bat|cmd|tcl|sql|tf|hcl|gradle|cmake|mk|make|am|in|ac|m4|s|asm|vue|svelte|css|scss|less|proto|thrift|graphql|nix|toml|cfg|ini|ya?ml|json|lock|gemspec|podspec|patch|diff|po|pot|spec|def|map|bazel|bzl)$"
    r"|.*/?(?:makefile|dockerfile|rakefile|gemfile|vagrantfile|codeowners|\.mailmap|\.gitattributes|\.gitignore)$",
    re.IGNORECASE,
)


#: Endings of files that are data as often as code or documentation.
_EITHER = (".json", ".md", ".html", ".htm", ".sql", ".yaml", ".yml", ".spec", ".po", ".map", ".in")


def role(path: str) -> str:
    """The role of a path relative to its source.

    A message of a commit or a tag, and git's own files, are code: the addresses in them are contributors'.
    """
    if path.endswith(")") or "/.git/" in f"/{path}":
        return CODE
    *folders, name = path.lower().replace("!", "/").split("/")
    for found, names in _FOLDERS:
        if not names.isdisjoint(folders):
            return found
    name = path[max(path.rfind("/"), path.rfind("!")) + 1 :]
    for found, pattern in ((TEST, _TEST_FILE), (EXAMPLE, _EXAMPLE_FILE)):
        if pattern.match(name):
            return found
    if name.lower().endswith(_EITHER) and _EXPORTS.search("/".join(folders)):
        return DATA
    for found, pattern in (
        (DOCUMENTATION, _DOC_FILE),
        (CODE, _CODE_FILE),
    ):
        if pattern.match(name):
            return found
    return DATA
