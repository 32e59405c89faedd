"""Main: the command `discover`. Commands are imported when they are run; errors end here."""

from __future__ import annotations

import io
import logging
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from discover.cli import exits
from discover.cli.trace import origin, trace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Where bugs are reported.
ISSUES = "https://github.com/discover-holdings/discover/issues"

#: Every command: where it is, and its sentence in `discover --help`, which must not cost its imports.
COMMANDS: Mapping[str, tuple[str, str]] = {
    "attest": ("discover.cli.attest:attest", "Sign what a vendor holds, and check what was signed."),
    "classify": ("discover.cli.classify:classify", "Give the tier that follows from what a vendor holds."),
    "completion": ("discover.cli.completion:completion", "Print the completion script of a shell."),
    "coverage": ("discover.cli.coverage:coverage", "Say how much was examined, and what was not."),
    "declared": (
        "discover.cli.declared:declared",
        "Hold what vendors declare in FILE, a sweep file, against what was measured.",
    ),
    "doctor": ("discover.cli.doctor:doctor", "Say which parts are there, and how to get the rest."),
    "explain": ("discover.cli.explain:explain", "Say what a tier (T0 to T4) or a rule (V1, …) means."),
    "history": (
        "discover.cli.history:history",
        "Say what a vendor held at each sweep, and what has changed.",
    ),
    "inventory": ("discover.cli.inventory:inventory", "Say what a vendor holds, the worst first."),
    "kinds": ("discover.cli.kinds:kinds", "List the kinds of data, and what law and good sense say of each."),
    "retention": (
        "discover.cli.retention:retention",
        "Say what is held longer than it may be; plan its deletion; prove it.",
    ),
    "rules": ("discover.cli.rules:rules", "List the rules, show one, or check your own."),
    "scan": ("discover.cli.scan:scan", "Scan folders, repositories and buckets into the inventory."),
    "show": ("discover.cli.show:show", "Show all places of one value."),
    "stores": ("discover.cli.stores:stores", "Say what services say of the buckets that data lies in."),
    "sweep": ("discover.cli.sweep:sweep", "Scan every source of every vendor that a file names."),
}
_LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)


class Commands(click.Group):
    """A group that imports a command when it is run, not when it is listed."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """All names, in order."""
        return sorted(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by the sentences above, then the exit codes."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code), sentence) for code, sentence in exits.SENTENCES.items()])

    def shell_complete(
        self, ctx: click.Context, incomplete: str
    ) -> list[Any]:  # CompletionItem, imported while a shell completes only
        """Complete names of commands from the table above, and options as ever."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415  # only while a shell completes

        names = [
            CompletionItem(name, help=COMMANDS[name][1])
            for name in self.list_commands(ctx)
            if name.startswith(incomplete)
        ]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def invoke(self, ctx: click.Context) -> Any:  # what the command returns: an exit code or nothing
        """Run the command; a reader that closes the pipe has seen enough, and is no error."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _let_go()
            return exits.DONE


def version() -> str:
    """Version of the installed distribution; `0` where the tree is run without being installed."""
    from importlib import metadata  # noqa: PLC0415  # 0.03 s that `--help` does without

    try:
        return metadata.version("discover-holdings")
    except metadata.PackageNotFoundError:
        return "0"


def _print_version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"discover {version()}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("-v", "--verbose", count=True, help="Say on standard error what is done; twice for more.")
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Print the version and end.",
)
def cli(verbose: int) -> None:
    """Find what a vendor really holds: secrets, personal data and more, in folders, git histories and buckets.

    Begin with: discover scan PATH --vendor NAME
    """
    _log(_LEVELS[min(verbose, len(_LEVELS) - 1)])


class _Plain(logging.Formatter):
    """One line a record; paths cannot steer the terminal, and errors are named without what they say."""

    def format(self, record: logging.LogRecord) -> str:
        from discover.report.words import shown  # noqa: PLC0415  # only where something is logged

        line = f"{record.levelname.lower()}: {shown(record.getMessage())}"
        error = record.exc_info[1] if record.exc_info else None
        return f"{line}\n{trace(error)}" if error else line


def _log(level: int) -> None:
    """Send what modules log to standard error, from a level on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Plain())
    logging.basicConfig(level=level, handlers=[handler], force=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit code.

    Args:
        arguments: without the program's name; None for those of the process.
    """
    _prepare()
    code = _run(arguments)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _let_go()
    except OSError as error:  # standard output is a file on a full disk, say
        _let_go()
        code = _tell(error)
    return code


def entry() -> int:
    """The program `discover`: `main`, and an end that waits for nobody after Ctrl-C.

    The workers of an interrupted scan were killed; the interpreter would wait for the threads that spoke with them.
    """
    code = main()
    if code == exits.INTERRUPTED:
        sys.stderr.flush()
        os._exit(code)
    return code


def _prepare() -> None:
    """Make standard output take every character: UTF-8 whatever the locale; a terminal shows what it can."""
    if sys.stdout is None:  # closed by whoever started us
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # for the rest of the process
    if isinstance(sys.stdout, io.TextIOWrapper):
        if sys.stdout.isatty():
            sys.stdout.reconfigure(errors="backslashreplace")
        else:
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _run(arguments: Sequence[str] | None) -> int:
    try:
        result = cli.main(arguments, prog_name="discover", standalone_mode=False)
    except (KeyboardInterrupt, click.ClickException, click.Abort) as error:
        return _tell(error)
    except Exception as error:  # noqa: BLE001  # the last place where a bug can be told as one
        return _tell(error)
    return result if isinstance(result, int) else exits.DONE


def _tell(error: BaseException) -> int:
    """Say on standard error what went wrong, and give the exit code."""
    from discover.report.words import shown  # noqa: PLC0415  # only where something went wrong

    code = exits.exit_code(error)
    verbose = logging.getLogger().isEnabledFor(logging.INFO)
    if isinstance(error, click.ClickException):
        error.show(sys.stderr)
    elif code == exits.INTERRUPTED:
        click.echo("error: interrupted", err=True)
    elif isinstance(error, OSError):
        named = f"{error.filename}: " if isinstance(error.filename, str) else ""
        click.echo(f"error: {shown(named)}{error.strerror or type(error).__name__}", err=True)
    elif isinstance(error, exits.EXPECTED):
        click.echo(f"error: {shown(str(error))}", err=True)
    else:
        advice = "" if verbose else "; discover -v COMMAND shows the way to it"
        click.echo(
            f"error: a bug in discover {version()} ({origin(error)}); please report it at {ISSUES}{advice}", err=True
        )
    if verbose and not isinstance(error, click.ClickException):
        click.echo(trace(error), err=True)
    return code


def _let_go() -> None:
    """Point standard output at nothing, so that the interpreter does not fail on it again when it ends."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, sys.stdout.fileno())
        os.close(nothing)
    except (OSError, ValueError):  # not a file of the operating system: nothing is left to flush
        return


if __name__ == "__main__":
    sys.exit(entry())
