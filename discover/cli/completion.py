"""`discover completion`: what a shell needs to complete commands, options and names of vendors and rules."""

from __future__ import annotations

import sys

import click
from click.shell_completion import ShellComplete, get_completion_class

#: How to have it in every new shell; said in the script itself, where every shell takes it for a comment.
INSTALL = {
    "bash": "discover completion bash > ~/.local/share/bash-completion/completions/discover",
    "fish": "discover completion fish > ~/.config/fish/completions/discover.fish",
    "zsh": 'discover completion zsh > "${fpath[1]}/_discover"  (then start a new shell; compinit must be loaded)',
}
_VARIABLE = "_DISCOVER_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(tuple(INSTALL)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell; its first lines say how to install it."""
    found = get_completion_class(shell)
    assert found is not None  # click has all three
    root = ctx.find_root()
    script = ShellComplete.source(found(root.command, {}, "discover", _VARIABLE))
    # zsh wants its `#compdef` line first.
    first, _, rest = script.lstrip().partition("\n")
    head = f"{first}\n" if first.startswith("#compdef") else ""
    sys.stdout.write(f"{head}# To install: {INSTALL[shell]}\n{rest if head else script.lstrip()}")
