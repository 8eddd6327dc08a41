"""What is typed in an interview, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from kporisk.cli import interview_evidence
from kporisk.cli.interview_screen import Screen
from kporisk.cli.interview_voice import HELP, QUIT, Ask, CommandError, Voice
from kporisk.workflow.filling.draft import END
from kporisk.workflow.filling.interview import Interview

_AT_THE_END = {":o": "next", ":b": "back", ":q": "quit", ":h": "help", ":g": "go", "g": "go"}
"""What commands mean at the end, the same in every language: `:o` is never a yes."""


class Ended(Enum):
    """How a talk ended: it is to be recorded, or to go on another time."""

    RECORD = "record"
    LATER = "later"


class Talk:
    """The talk of one interview: shows a question, asks, does what was typed, until its end."""

    def __init__(self, interview: Interview, screen: Screen, ask: Ask) -> None:
        self._interview, self._screen = interview, screen
        self._commands: dict[str, Callable[[str], None]] = {
            ":b": lambda _: interview.back(),
            ":s": lambda _: interview.skip(),
            ":o": lambda _: interview.next_open(),
            ":u": lambda _: self._voice.told(interview.unknown()),
            ":n": self._not_applicable,
            ":note": self._note,
            ":e": lambda typed: interview_evidence.cite(interview, self._voice, typed),
            ":g": self._go,
            ":x": self._take_back,
            ":by": self.who,
            ":done": lambda _: interview.go(END),
            ":h": lambda _: self._voice.show(screen.help()),
        }
        self._voice = Voice(screen, ask, {*self._commands, QUIT})

    def run(self) -> Ended:
        """Talk until it is to be recorded, or left for later."""
        while True:
            if self._interview.question is None:
                ended = self._end()
            else:
                self._voice.show(self._screen.page())
                ended = self._question()
            if ended is not None:
                return ended

    def who(self, typed: str = "") -> None:
        """Ask who answers, unless it was said: a name, and a role after a comma, which is asked for once more. Raises EOFError for :q.

        Where somebody answers already, an empty line leaves it at that.
        """
        asked_again = bool(typed)
        while True:
            typed = typed or self._voice.line(self._screen.say("who"))
            if not typed and self._interview.draft.by is not None:
                self._voice.tell("cancelled")
                return
            name, role = self._person(typed)
            if not name or (not role and not asked_again):
                asked_again = asked_again or bool(name)
                self._voice.tell("who_again")
                typed = ""
                continue
            refused = self._interview.speak(name, role)
            if refused is None:
                by = self._interview.draft.by
                assert by is not None
                self._voice.tell("speaks", name=self._interview.draft.people[by]["name"])
                return
            self._voice.show(self._screen.prose(refused.message))
            typed = ""

    def declaration(self) -> tuple[str, str] | None:
        """Ask who declares the answers complete and true; None where nobody does. Raises EOFError for :q."""
        while typed := self._voice.line(self._screen.say("ask_declare")):
            name, role = self._person(typed)
            if name and role:
                return name, role
            self._voice.tell("declare_form")
        return None

    def _person(self, typed: str) -> tuple[str, str]:
        """The name and the role in a line; nothing of a line that begins as commands do: help is shown, and :q raises EOFError."""
        if typed == QUIT:
            raise EOFError
        if typed == HELP:
            self._voice.show(self._screen.help())
        name, _, role = (part.strip() for part in typed.partition(","))
        return ("", "") if name.startswith(":") else (name, role)

    def _question(self) -> Ended | None:
        """Ask until the interview stands elsewhere; LATER where it is to stop."""
        stood, instead = self._interview.at, ""
        while self._interview.at == stood:
            typed, instead = instead or self._voice.line(self._screen.prompt()), ""
            if typed == QUIT:
                return Ended.LATER
            if typed.startswith(":"):
                word, _, rest = typed.partition(" ")
                try:
                    self._command(word, rest.strip())
                except CommandError as error:
                    self._voice.tell("cancelled")
                    instead = error.typed
                    continue
                if word in (":x", ":by") or (word in (":b", ":g", ":o") and self._interview.at == stood):
                    return None  # show it anew
            elif typed:
                self._voice.told(self._interview.say(typed))
            else:
                self._enter()
        return None

    def _command(self, word: str, rest: str) -> None:
        command = self._commands.get(word)
        if command is None:
            self._voice.tell("no_command", word=word[:20])
        else:
            command(rest)

    def _enter(self) -> None:
        interview = self._interview
        if interview.at in interview.answered:
            interview.skip()
        elif interview.at in interview.last:
            self._voice.told(interview.confirm())
        else:
            self._voice.tell("empty")

    def _end(self) -> Ended | None:
        interview = self._interview
        self._voice.show(self._screen.summary())
        if not interview.answered:
            self._voice.tell("nothing")
        typed = ""
        while True:
            typed = typed or self._voice.line(self._screen.say("ask_record"))
            word, _, rest = typed.partition(" ")
            typed = ""
            match self._meant(word):
                case "yes" if interview.answered:
                    if interview.renew():
                        self._voice.tell("meanwhile")
                        self._voice.show(self._screen.summary())
                    elif interview.partial or not interview.unconfirmed or self._settled():
                        return Ended.RECORD
                    self._voice.show(self._screen.summary())
                case "yes":
                    self._voice.tell("nothing")
                case "next":
                    interview.next_open()
                case "back":
                    interview.back()
                case "quit":
                    return Ended.LATER
                case "help":
                    self._voice.show(self._screen.help())
                case "go":
                    try:
                        self._go(rest.strip())
                    except CommandError as error:
                        typed = error.typed
                case _ if word:
                    self._voice.tell("end_again")
            if interview.question is not None:
                return None

    def _meant(self, word: str) -> str:
        """What a command means at the end, or a letter or word in the language of the interview; what means nothing comes back as it is."""
        word = word.casefold()
        keys = ("yes", "next", "back", "quit")
        return _AT_THE_END.get(word) or next((key for key in keys if word in self._screen.say(f"letters_{key}").split()), word)

    def _settled(self) -> bool:
        """Whether it is said what becomes of the answers of last time that nobody confirmed."""
        self._voice.tell("settle", count=len(self._interview.unconfirmed))
        while True:
            match self._voice.line(self._screen.say("ask_unconfirmed")).casefold().removeprefix(":"):
                case "k" | "keep" | "g" | "garder":
                    self._interview.keep_unconfirmed()
                    return True
                case "open" | "ouvrir":
                    return True
                case "b" | "q":
                    return False

    def _not_applicable(self, reason: str) -> None:
        question = self._interview.question
        assert question is not None
        if question.knock_out is None:
            reason = reason or self._voice.asked("ask_reason")
            if not reason:
                self._voice.tell("cancelled")
                return
        self._voice.told(self._interview.not_applicable(reason or "-"))

    def _note(self, text: str) -> None:
        refused = self._interview.note(text or self._voice.asked("ask_note"))
        if refused is None:
            self._voice.tell("noted" if self._interview.at in self._interview.draft.notes else "unnoted")
        self._voice.told(refused)

    def _take_back(self, _: str) -> None:
        self._interview.take_back()
        self._voice.tell("taken_back")

    def _go(self, word: str) -> None:
        """Go to what a word means; asked for until it means one thing, or nothing is typed."""
        if not word:
            self._tell_parts()
        while word := word or self._voice.asked("ask_go"):
            question, near = self._interview.meant(word)
            if question is not None:
                self._interview.go(question)
                return
            if len(near) > 1:
                self._voice.tell("several", near=self._screen.few(near))
            else:
                self._voice.tell("no_place")
                self._voice.tell("near", near=near[0]) if near else self._tell_parts()
            word = ""
        self._voice.tell("cancelled")

    def _tell_parts(self) -> None:
        self._voice.tell("parts", parts=", ".join(self._interview.sheet.parts))
