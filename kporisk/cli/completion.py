"""`kporisk completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from kporisk.cli.output import say


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")), metavar="SHELL")
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script for a SHELL.

    \b
    Example:
      kporisk completion bash > ~/.local/share/bash-completion/completions/kporisk
    """
    script = get_completion_class(shell)
    assert script is not None
    say(script(ctx.find_root().command, {}, "kporisk", "_KPORISK_COMPLETE").source())
