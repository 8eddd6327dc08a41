"""How an interview speaks and listens: its words in lines that fit, and one line that is typed in answer to each thing it asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from kporisk.cli.interview_screen import Screen
from kporisk.cli.output import say
from kporisk.workflow.filling.said import Refused

Ask = Callable[[str], str]
"""Asks for one line with a prompt. Raises EOFError and KeyboardInterrupt."""
QUIT, HELP = ":q", ":h"
"""The commands that work wherever anything is asked."""


class CommandError(Exception):
    """A command was typed where something else was asked for: `typed` is the whole line, to be done instead."""

    def __init__(self, typed: str) -> None:
        super().__init__("a command was typed")
        self.typed = typed


class Voice:
    """Says things and asks for them. `commands`: the words that are commands wherever they are typed."""

    def __init__(self, screen: Screen, ask: Ask, commands: Collection[str]) -> None:
        self.screen = screen
        self._ask, self._commands = ask, frozenset(commands)

    def line(self, prompt: str) -> str:
        """What is typed after a prompt, as it is but for blanks around it; commands too."""
        return self._ask(prompt).strip()

    def asked(self, word: str) -> str:
        """What is typed in answer to one of the words of the interview, help left aside. Raises CommandError for another command."""
        while (typed := self.line(self.screen.say(word)))[:1] == ":":
            command = typed.partition(" ")[0]
            if command == HELP:
                self.show(self.screen.help())
            elif command in self._commands:
                raise CommandError(typed)
            else:
                self.tell("no_command", word=command[:20])
        return typed

    def tell(self, word: str, /, **given: object) -> None:
        """Say one of the words of the interview."""
        self.show(self.screen.prose(self.screen.say(word, **given)))

    def refuse(self, word: str, /, **given: object) -> None:
        """Say that something will not do, in one of the words of the interview."""
        self.show(self.screen.prose(f"! {self.screen.say(word, **given)}"))

    def told(self, refused: Refused | None) -> None:
        """Say why something was refused, where it was."""
        if refused is not None:
            self.show(self.screen.prose(f"! {self.screen.refusal(refused)}"))

    def show(self, lines: Sequence[str]) -> None:
        """Show lines as they are."""
        for line in lines:
            say(line)
