"""Languages: what a tree of files is written in, by the endings of names: source code as a holding, counted and not read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from discover.inventory.role import VENDORED, role

#: Rule of the finding that says it.
RULE = "repository.held"

_ENDINGS = """
Python py pyi pyx pxd; JavaScript js jsx mjs cjs; TypeScript ts tsx mts cts; Java java; Kotlin kt kts; Scala scala sc;
Groovy groovy; Go go; Rust rs; C c h; C++ cc cpp cxx hpp hh hxx ipp; C# cs; F# fs fsx; Visual-Basic vb bas; Swift
swift; Objective-C m mm; Ruby rb rake; PHP php phtml; Perl pl pm t; Lua lua; R r rmd; Julia jl; Dart dart; Elixir ex
exs; Erlang erl hrl; Haskell hs lhs; OCaml ml mli; Clojure clj cljs cljc; Lisp lisp el scm rkt; Shell sh bash zsh fish
ksh; PowerShell ps1 psm1; Batch bat cmd; Tcl tcl; SQL sql; PL/SQL pls pkb pks; Terraform tf tfvars hcl; Assembly s
asm; Fortran f f90 f95 for; COBOL cob cbl cpy; Ada adb ads; Pascal pas dpr; MATLAB mlx; Solidity sol; Vyper vy; Zig
zig; Nim nim; Crystal cr; D d; V v; VHDL vhd vhdl; SystemVerilog sv svh; CUDA cu cuh; OpenCL cl; GLSL glsl vert frag;
Protobuf proto; Thrift thrift; GraphQL graphql gql; Vue vue; Svelte svelte; HTML html htm xhtml; CSS css scss sass
less; Notebook ipynb; Stan stan; Prolog pro; APL apl; ABAP abap; Apex cls trigger; Nix nix; Starlark bzl bazel; CMake
cmake; Makefile mk
"""
#: Language by ending. Endings as GitHub's linguist gives them: https://github.com/github-linguist/linguist
LANGUAGES: Mapping[str, str] = MappingProxyType({
    ending: words[0].replace("-", " ") for words in map(str.split, _ENDINGS.split(";")) for ending in words[1:]
})  # fmt: skip
_NAMES: Mapping[str, str] = MappingProxyType(
    {"dockerfile": "Dockerfile", "makefile": "Makefile", "rakefile": "Ruby", "gemfile": "Ruby", "jenkinsfile": "Groovy"}
)
#: A folder with fewer files of code, or less of it, is no body of source: scripts lie in many places.
_FILES, _BYTES = 20, 50_000
#: Languages that are named.
_MOST = 5


@dataclass(slots=True)
class Languages:
    """Bytes and files by language; folders of others' code and of built files are left out.

    Attributes:
        bytes: by language.
        files: in all.
    """

    bytes: dict[str, int] = field(default_factory=dict)
    files: int = 0

    def add(self, path: str, size: int) -> None:
        """A file."""
        name = path.rpartition("/")[2].lower()
        language = LANGUAGES.get(name.rpartition(".")[2]) if "." in name else _NAMES.get(name)
        if language is None or size <= 0 or role(path) == VENDORED:
            return
        self.bytes[language] = self.bytes.get(language, 0) + size
        self.files += 1

    def add_all(self, files: Iterable[tuple[str, int]]) -> None:
        """Several."""
        for path, size in files:
            self.add(path, size)

    @property
    def size(self) -> int:
        """Bytes in all."""
        return sum(self.bytes.values())

    @property
    def much(self) -> bool:
        """Whether a folder holds enough of it to be a body of source."""
        return self.files >= _FILES and self.size >= _BYTES

    def said(self) -> str:
        """The largest languages with their shares: `Python 62 %, Go 30 %`."""
        whole = self.size
        ordered = sorted(self.bytes.items(), key=_largest)[:_MOST]
        return ", ".join(f"{language} {max(1, round(100 * size / whole))} %" for language, size in ordered)


def _largest(entry: tuple[str, int]) -> tuple[int, str]:
    return -entry[1], entry[0]
