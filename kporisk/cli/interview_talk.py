"""What is typed in an interview, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path

from kporisk.cli.interview_screen import Screen
from kporisk.cli.output import say
from kporisk.documents.files.suggestions import nearest
from kporisk.errors import UsageError
from kporisk.model.checklist import Question
from kporisk.workflow.filling.draft import END
from kporisk.workflow.filling.interview import Interview
from kporisk.workflow.filling.said import Refused

Ask = Callable[[str], str]
"""Asks for one line with a prompt. Raises EOFError and KeyboardInterrupt."""


class Ended(Enum):
    """How a talk ended: it is to be recorded, or to go on another time."""

    RECORD = "record"
    LATER = "later"


class Talk:
    """The talk of one interview: shows a question, asks, does what was typed, until its end."""

    def __init__(self, interview: Interview, screen: Screen, ask: Ask) -> None:
        self._interview, self._screen, self._ask = interview, screen, ask
        self._commands: dict[str, Callable[[str], None]] = {
            ":b": lambda _: interview.back(),
            ":s": lambda _: interview.skip(),
            ":o": lambda _: interview.next_open(),
            ":u": lambda _: self._told(interview.unknown()),
            ":n": self._not_applicable,
            ":note": self._note,
            ":e": self._evidence,
            ":g": self._go,
            ":x": self._take_back,
            ":by": self.who,
            ":done": lambda _: interview.go(END),
            ":h": lambda _: self._show(screen.help()),
        }

    def run(self) -> Ended:
        """Talk until it is to be recorded, or left for later."""
        while True:
            if self._interview.question is None:
                ended = self._end()
            else:
                self._show(self._screen.page())
                ended = self._question()
            if ended is not None:
                return ended

    def who(self, typed: str = "") -> None:
        """Ask who answers, unless it was said: a name, and a role after a comma, which is asked for once more. Raises EOFError for :q."""
        asked_again = bool(typed)
        while True:
            typed = typed or self._ask(self._screen.say("who"))
            name, _, role = (part.strip() for part in typed.partition(","))
            if name == ":q":
                raise EOFError
            if not name or name.startswith(":") or (not role and not asked_again):
                asked_again = asked_again or bool(name and not name.startswith(":"))
                self._tell("who_again")
                typed = ""
                continue
            refused = self._interview.speak(name, role)
            if refused is None:
                by = self._interview.draft.by
                assert by is not None
                self._tell("speaks", name=self._interview.draft.people[by]["name"])
                return
            self._show(self._screen.prose(refused.message))
            typed = ""

    def declaration(self) -> tuple[str, str] | None:
        """Ask who declares the answers complete and true; None where nobody does."""
        while typed := self._ask(self._screen.say("ask_declare")).strip():
            name, _, role = (part.strip() for part in typed.partition(","))
            if name and role:
                return name, role
            self._tell("declare_form")
        return None

    def _question(self) -> Ended | None:
        """Ask until the interview stands elsewhere; LATER where it is to stop."""
        stood = self._interview.at
        while self._interview.at == stood:
            typed = self._ask(self._screen.prompt()).strip()
            if typed == ":q":
                return Ended.LATER
            if typed.startswith(":"):
                word, _, rest = typed.partition(" ")
                command = self._commands.get(word)
                if command is None:
                    self._tell("no_command", word=word[:20])
                else:
                    command(rest.strip())
                    if word in (":x", ":by") or (word in (":b", ":g", ":o") and self._interview.at == stood):
                        return None  # show it anew
            elif typed:
                self._told(self._interview.say(typed))
            else:
                self._enter()
        return None

    def _enter(self) -> None:
        interview = self._interview
        if interview.at in interview.answered:
            interview.skip()
        elif interview.at in interview.last:
            self._told(interview.confirm())
        else:
            self._tell("empty")

    def _end(self) -> Ended | None:
        interview = self._interview
        self._show(self._screen.summary())
        if not interview.answered:
            self._tell("nothing")
        while True:
            match self._meant(self._ask(self._screen.say("ask_record"))):
                case "yes" if interview.answered:
                    if interview.partial or not interview.unconfirmed or self._settled():
                        return Ended.RECORD
                    self._show(self._screen.summary())
                case "next":
                    interview.next_open()
                    if interview.question is None:
                        continue
                    return None
                case "back":
                    interview.back()
                    return None
                case "quit":
                    return Ended.LATER
                case word if word[:2] == "g ":
                    self._go(word[2:])
                    if interview.question is not None:
                        return None

    def _meant(self, typed: str) -> str:
        """What a letter or word means in the language of the interview; what means nothing there comes back as it is."""
        word = typed.strip().casefold().removeprefix(":")
        return next((key for key in ("yes", "next", "back", "quit") if word in self._screen.say(f"letters_{key}").split()), word)

    def _settled(self) -> bool:
        """Whether it is said what becomes of the answers of last time that nobody confirmed."""
        self._tell("settle", count=len(self._interview.unconfirmed))
        while True:
            match self._ask(self._screen.say("ask_unconfirmed")).strip().casefold().removeprefix(":"):
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
            reason = reason or self._ask(self._screen.say("ask_reason")).strip()
            if not reason:
                self._tell("cancelled")
                return
        self._told(self._interview.not_applicable(reason or "-"))

    def _note(self, text: str) -> None:
        refused = self._interview.note(text or self._ask(self._screen.say("ask_note")))
        if refused is None:
            self._tell("noted" if self._interview.at in self._interview.draft.notes else "unnoted")
        self._told(refused)

    def _take_back(self, _: str) -> None:
        self._interview.take_back()
        self._tell("taken_back")

    def _go(self, word: str) -> None:
        word = word or self._ask(self._screen.say("ask_go")).strip()
        if not word:
            self._tell("cancelled")
            return
        question, near = self._interview.meant(word)
        if question is not None:
            self._interview.go(question)
            return
        self._tell("no_place")
        if near:
            self._tell("near", near=", ".join(near))
        else:
            self._tell("parts", parts=", ".join(self._interview.sheet.parts))

    def _evidence(self, typed: str) -> None:
        known = sorted(self._interview.evidence)
        if not typed:
            self._show_evidence(known)
            typed = self._ask(self._screen.say("ask_evidence")).strip()
        if typed == "+":
            typed = self._declare()
        if not typed:
            self._tell("cancelled")
            return
        id, sign, where = typed.partition("#")
        if id.isdigit() and id not in known and 1 <= int(id[:6]) <= len(known):
            id = known[int(id) - 1]
        refused = self._interview.cite(f"{id.strip()}{sign}{where.strip()}")
        if refused is None:
            cited = self._interview.draft.cited.get(self._interview.at, ())
            self._tell("cited_now", cited=", ".join(cited)) if cited else self._tell("cited_none")
            answer = self._interview.draft.answers.get(self._interview.at)
            if cited and answer is not None and answer["status"] == "unknown":
                self._tell("cited_later")
        self._told(refused)

    def _show_evidence(self, known: Sequence[str]) -> None:
        if not known:
            self._tell("no_evidence")
            return
        self._tell("declared")
        for number, id in enumerate(known, 1):
            item = self._interview.evidence[id]
            self._show(self._screen.prose(f"{number}  {id}: {item['title']} ({item['kind']}, {item.get('issued', '–')})", indent=2))

    def _declare(self) -> str:
        """Ask for a piece of evidence and declare it; its id, empty where it was not."""
        screen, question = self._screen, self._interview.question
        assert question is not None
        item: dict[str, str] = {"kind": self._kind(question)}
        item |= {"title": self._ask(screen.say("ask_title")).strip()} if item["kind"] else {}
        if not item.get("title"):
            return ""
        for key in ("issued", "expires"):
            item[key] = self._ask(screen.say(f"ask_{key}")).strip()
        item |= self._file(self._ask(screen.say("ask_file")).strip())
        while isinstance(made := self._interview.declare(item), Refused):
            self._told(made)
            again = {key: self._ask(screen.say(f"ask_{key}")).strip() for key in ("issued", "expires")}
            if not any(again.values()):
                return ""
            item |= again
        return made

    def _kind(self, question: Question) -> str:
        """Ask of which kind it is, by number or id, until it is one; empty where nothing is said."""
        expected = [kind for kind in question.evidence if kind in self._interview.kinds]
        for number, kind in enumerate(expected, 1):
            self._show(self._screen.prose(f"{number}  {self._screen.kinds([kind])}", indent=2))
        while typed := self._ask(self._screen.say("ask_kind")).strip():
            if typed.isdigit() and 1 <= int(typed[:6]) <= len(expected):
                return expected[int(typed) - 1]
            if typed in self._interview.kinds:
                return typed
            near = nearest(typed, self._interview.kinds)
            self._tell("no_kind", near=near) if near else self._tell("no_kind_near")
        return ""

    def _file(self, path: str) -> dict[str, str]:
        if not path:
            return {}
        import hashlib

        from kporisk.workflow.files import read_whole

        try:
            found = Path(path).expanduser()
            return {"file": found.name, "sha256": hashlib.sha256(read_whole(found)).hexdigest()}
        except UsageError as error:
            self._told(Refused(str(error)))
            return {}

    def _told(self, refused: Refused | None) -> None:
        if refused is not None:
            self._show(self._screen.prose(f"! {refused.message}"))

    def _tell(self, word: str, /, **given: object) -> None:
        self._show(self._screen.prose(self._screen.say(word, **given)))

    def _show(self, lines: Sequence[str]) -> None:
        for line in lines:
            say(line)
