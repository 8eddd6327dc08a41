"""One interview: what it stands at, what is said in it, each word on disk before the next; and its record at the end."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from kporisk.documents.cases.normal import case_from_normal, normal_parts
from kporisk.documents.cases.place import Place, Reading
from kporisk.documents.cases.response import read_response
from kporisk.documents.cases.returned import laid_over
from kporisk.documents.files.nodes import node
from kporisk.model.assessment import Assessment, Depth, QuestionStatus
from kporisk.model.case import Digests, Reviews, Vendor
from kporisk.model.checklist import EvidenceKind, Question, Respondent
from kporisk.model.external import Statement
from kporisk.register.kinds import Entry, Kind
from kporisk.workflow.filling.composed import composed
from kporisk.workflow.filling.draft import END, Draft, retold, told
from kporisk.workflow.filling.journal import Journal, Sealer
from kporisk.workflow.filling.known import case_of_start, citable, last_answers, new_id, start_of
from kporisk.workflow.filling.said import Reader, Reason, Refused, line, value_of
from kporisk.workflow.filling.sheet import AUDITOR, Sheet, after, before, going_on, meant, next_open, sheet_of
from kporisk.workflow.programme.externals import elsewhere_of
from kporisk.workflow.programme.record import judged
from kporisk.workflow.workspace.opened import Workspace

_UNDIGESTED = Digests("", "", "")
"""Nobody sees the digests of a case that is only looked at."""


class Interview:
    """An interview with one speaker about one vendor. Close it, or use it as a context.

    Everything that is said is in the journal when a method returns; methods that may refuse something return why, else None.
    """

    def __init__(self, workspace: Workspace, id: str, *, speaker: Respondent, only: str | None, depth: Depth | None, today: date) -> None:
        """Begin it, or go on with it.

        Raises UsageError where nothing can be asked, LockedError where somebody else is at it, IntegrityError for a damaged draft.
        """
        self.speaker, self.today = speaker, today
        self._workspace, self._depth, self._only = workspace, depth, only
        self._keeps = False
        self._library = workspace.library
        self.known = workspace.vendor(id)
        self.start = start_of(workspace, self.known)
        self.last = last_answers(self.start, speaker, self._library.checklists)
        self._elsewhere = elsewhere_of(workspace.register, self.known, self._library.checklists)
        self.draft = Draft()
        with ExitStack() as stack:
            self._journal = stack.enter_context(self._opened())
            self.draft = retold(self._journal.events)
            self.resumed, self.torn = bool(self._journal.events), self._journal.torn
            self.unfit = self._open_unfit()
            self.sheet = Sheet((), self._library.checklists.checklists)
            self._judge()  # what is asked
            self._judge()  # where the band stands when all that is open
            # Where nothing stands yet, it begins with the first; a draft whose questions are no longer asked, at the next.
            self.at = going_on(self.sheet.order, self.draft.at, self.draft.answers)
            stack.pop_all()

    def _opened(self) -> Journal:
        sealer = Sealer(self._workspace.register.key_of(self.known.ref), self.known.ref, self.speaker.value)
        return Journal(self._workspace.drafts(self.known.ref) / f"{self.speaker.value}.journal", sealer)

    def __enter__(self) -> Interview:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the draft, which stays."""
        self._journal.close()

    # What stands

    @property
    def vendor(self) -> str:
        """The vendor's name."""
        return self.start.state.facts.name

    @property
    def question(self) -> Question | None:
        """The question that it stands at; None at the end."""
        return None if self.at == END else self.sheet.question[self.at]

    @property
    def by_auditor(self) -> bool:
        """Whether the auditor speaks, who may state what nobody else does, and sees the score."""
        return self.speaker is AUDITOR

    @property
    def answered(self) -> frozenset[str]:
        """The questions that have an answer of this interview."""
        return frozenset(self.draft.answers)

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """Questions of the sheet whose answer of last time nobody has confirmed or replaced."""
        return tuple(id for id in self.sheet.order if id in self.start.said["answers"] and id not in self.draft.answers)

    @property
    def partial(self) -> bool:
        """Whether only some questions are asked again: the answers of before stay where there is no other."""
        return self._only is not None

    @property
    def stated(self) -> tuple[Statement, ...]:
        """What the vendor stated in forms of others towards the question that it stands at."""
        return self._elsewhere.statements.get(self.at, ())

    @cached_property
    def _citable(self) -> Mapping[str, Any]:
        return {**self._elsewhere.pieces, **citable(self.start, self.last, self.speaker)}

    @property
    def evidence(self) -> dict[str, Any]:
        """The pieces of evidence that can be cited, by id."""
        return {**self._citable, **self.draft.evidence}

    @property
    def kinds(self) -> Mapping[str, EvidenceKind]:
        """All kinds of evidence, by id."""
        return self._library.checklists.evidence_kinds

    @property
    def covers_vendor(self) -> bool:
        """Whether one of the vendor's own questions is answered anew, so that its declaration of before covers no longer what is said."""
        question = self._library.checklists.question
        return any(question[id].respondent is Respondent.VENDOR for id in self._covered())

    def meant(self, word: str) -> tuple[str | None, tuple[str, ...]]:
        """The question that a word means, or the nearest ones."""
        found = meant(self.sheet, word)
        return found.question, found.near

    # What is said

    def _tell(self, **event: Any) -> None:
        self._journal.append(event)
        self.draft = told(self.draft, event)
        if event["what"] in ("answer", "cite", "open"):
            self._judge()

    def go(self, question: str) -> None:
        """Stand at another question, or at the END. No answer changes."""
        self._tell(what="at", question=question)
        self.at = question

    def back(self) -> None:
        """Stand at the question before."""
        self.go(before(self.sheet.order, self.at))

    def skip(self) -> None:
        """Stand at the question after."""
        self.go(after(self.sheet.order, self.at))

    def next_open(self) -> None:
        """Stand at the next question without an answer, or at the END."""
        self.go(next_open(self.sheet.order, self.at, self.draft.answers))

    def speak(self, name: str, role: str) -> Refused | None:
        """Say who speaks from now on; somebody who answered before keeps their id."""
        name, refused = line("a name", name)
        role, refused_role = line("a role", role) if role.strip() else ("", None)
        if refused or refused_role:
            return refused or refused_role
        for person in (*self.draft.people.values(), *self.start.said["respondents"]):
            if person["name"].casefold() == name.casefold() and role in ("", person.get("role", "")):
                self._tell(what="person", **person)
                return None
        taken = {*self.draft.people, *(person["id"] for person in self.start.said["respondents"])}
        self._tell(what="person", id=new_id(name, taken, otherwise="respondent"), name=name, role=role)
        return None

    def say(self, typed: str) -> Refused | None:
        """Answer the question that it stands at with what was typed, and go on."""
        question = self.sheet.question[self.at]
        value = value_of(question, typed, by_auditor=self.by_auditor)
        if isinstance(value, Refused):
            return value
        core = {"status": "answered", "value": value}
        held = self._reader().held(question, core)
        return Refused(held.message, Reason.VALUE) if isinstance(held, Refused) else self._answer(question, core)

    def unknown(self) -> Refused | None:
        """Answer that it is not known, and go on."""
        return self._answer(self.sheet.question[self.at], {"status": "unknown"})

    def not_applicable(self, reason: str) -> Refused | None:
        """Answer that it does not apply, for a reason, and go on."""
        question = self.sheet.question[self.at]
        refused = self._answer(question, {"status": "not_applicable", "reason": reason})
        return refused if refused is None or question.knock_out is None else Refused(refused.message, Reason.ALWAYS)

    def confirm(self) -> Refused | None:
        """Confirm the answer of last time with its note and evidence, as an answer of now, and go on."""
        question, last = self.sheet.question[self.at], self.last[self.at]
        core = {key: last[key] for key in ("status", "value", "reason") if key in last}
        cited = (*last.get("evidence", ()), *self.draft.cited.get(self.at, ()))
        known = tuple(one for one in dict.fromkeys(cited) if one.partition("#")[0] in self.evidence)
        return self._answer(question, core, note=self.draft.notes.get(self.at, last.get("note")), cited=known)

    def _answer(
        self, question: Question, core: Mapping[str, Any], *, note: str | None = None, cited: tuple[str, ...] | None = None
    ) -> Refused | None:
        note = self.draft.notes.get(question.id) if note is None else note
        cited = self.draft.cited.get(question.id, ()) if cited is None else cited
        held = self._reader().held(question, self._whole(core, note, cited))
        if isinstance(held, Refused):
            return held
        kept = {key: value for key, value in held.items() if key not in ("note", "evidence")}
        then = after(self.sheet.order, question.id)
        self._tell(what="answer", question=question.id, answer=kept, note=note, cited=list(cited), at=then)
        self.at = then
        return None

    def _whole(self, core: Mapping[str, Any], note: str | None, cited: tuple[str, ...]) -> dict[str, Any]:
        beside: dict[str, Any] = {"by": self.draft.by} if self.draft.by else {}
        beside |= {"note": note} if note else {}
        return {**core, **beside, **({"evidence": list(cited)} if cited and core["status"] != "unknown" else {})}

    def take_back(self) -> None:
        """Take the answer of this interview back: the question is open again. Its note and evidence stay."""
        self._tell(what="open", question=self.at)

    def note(self, text: str) -> Refused | None:
        """Write a note beside the question; blank takes it away."""
        if text.strip():
            held = self._reader().held(self.sheet.question[self.at], {"status": "unknown", "note": text})
            if isinstance(held, Refused):
                return held
            text = held["note"]
        self._tell(what="note", question=self.at, text=text.strip() or None)
        return None

    def cite(self, citation: str) -> Refused | None:
        """Cite a declared piece of evidence for the question, as `soc2` or `soc2#CC6.1`; once more takes it away."""
        cited = self.draft.cited.get(self.at, ())
        if citation in cited:
            self._tell(what="cite", question=self.at, cited=[one for one in cited if one != citation])
            return None
        question = self.sheet.question[self.at]
        # Any value will do: what is looked at is the citation.
        held = self._reader().held(replace(question, knock_out=None), {"status": "not_applicable", "reason": "-", "evidence": [citation]})
        if isinstance(held, Refused):
            return held
        self._tell(what="cite", question=self.at, cited=[*cited, *held["evidence"]])
        return None

    def refused_evidence(self, item: Mapping[str, Any]) -> Refused | None:
        """Why what is said of a piece of evidence so far (its kind, its title, …) will not do."""
        found = self._reader().piece("evidence", {"title": "-", **item})
        return found if isinstance(found, Refused) else None

    def declare(self, item: Mapping[str, Any]) -> str | Refused:
        """Declare a piece of evidence (kind, title, issued, expires, file, sha256: what there is); its id."""
        taken = {*self.start.evidence, *self.start.said["evidence"], *self.draft.evidence}
        id = new_id(str(item.get("kind", "")), taken, otherwise="evidence")
        piece = self._reader().piece(id, item)
        if isinstance(piece, Refused):
            return piece
        self._tell(what="evidence", id=id, item=piece)
        return id

    # What it amounts to

    def response(self) -> Mapping[str, Any]:
        """The response as it would be recorded now, in normal form: what was said in this interview, laid over what was said before."""
        checklists = self._library.checklists
        said = composed(self.draft, self.start, self._citable, checklists, on=self.today)
        return laid_over(said, self.start.response, checklists, covered=self._covered())

    def _covered(self) -> frozenset[str]:
        """The questions whose answers of before go: all that are asked, or, where only some are asked again, those with another answer."""
        return self.answered if self.partial or self._keeps else self.answered | frozenset(self.sheet.order)

    def keep_unconfirmed(self) -> None:
        """Let the answers of before that nobody confirmed stay as they are, with their day, when this is recorded."""
        self._keeps = True

    def renew(self) -> bool:
        """Look into the register again: whether somebody recorded answers or facts about the vendor since it was looked into last."""
        before, self.start = self.start, start_of(self._workspace, self.known)
        if (before.response, before.engagement, before.evidence) == (self.start.response, self.start.engagement, self.start.evidence):
            return False
        self.last = last_answers(self.start, self.speaker, self._library.checklists)
        self._elsewhere = elsewhere_of(self._workspace.register, self.known, self._library.checklists)
        del self._citable
        self._judge()
        return True

    def record(self, *, at: datetime, declaration: tuple[str, str] | None = None) -> bool:
        """Record the response, and remove the draft; whether there was something new to record. `declaration`: name and role.

        Raises InvalidDocument where it does not fit what others recorded before, LockedError where they recorded something since `renew`:
        the draft stays then.
        """
        document = dict(self.response())
        if declaration is not None:
            document["declaration"] = {"name": declaration[0], "role": declaration[1], "on": self.today.isoformat()}
        place = Place(Reading(), self.known.id, "response", node(document))
        response, _ = read_response(place, self._library.checklists, by_auditor=True)
        place.reading.finish()
        assert response is not None
        held = normal_parts(Vendor("", ""), {}, response, Reviews())["response"]
        new: bool = held != self.start.state.response
        if new:
            entry = Entry(Kind.RESPONSE, {"response": held}, self.known.ref)
            self._workspace.commit([entry], at=at, expect={self.known.ref: self.start.state.last})
        self._journal.remove()
        return new

    def _judge(self) -> None:
        """Assess what was said so far: what is asked, and where the band stands."""
        self.assessment = self._assessed()
        asked = {result.question.id for result in self.assessment.questions if result.status is not QuestionStatus.NOT_ASKED}
        self.sheet = sheet_of(self._library.checklists, asked, speaker=self.speaker, only=self._only, before=self._with_register())

    def _assessed(self) -> Assessment:
        document = case_of_start(self.start.state, self.start.engagement, self.response())
        case = case_from_normal(document, self._library.checklists, digests=_UNDIGESTED)
        return judged(case, self._library, as_of=self.today, depth=self._depth, source=self.known.id)

    def _with_register(self) -> dict[str, Any]:
        answers = self.start.said["answers"]
        return {id: {**answer, "evidence": self.start.cited.get(id, ())} for id, answer in answers.items()}

    def _open_unfit(self) -> tuple[str, ...]:
        """Take back answers of the draft that are none any more, since the checklists or the evidence are others; returns which."""
        known, gone = self._library.checklists.question, []
        for id in self.draft.answers:
            answer = self.draft.answer(id)
            if id not in known or isinstance(self._reader().held(known[id], answer or {}), Refused):
                gone.append(id)
        for id in gone:
            event = {"what": "open", "question": id}
            self._journal.append(event)
            self.draft = told(self.draft, event)
        return tuple(gone)

    def _reader(self) -> Reader:
        return Reader(self._library.checklists, frozenset(self.evidence), self.draft.people, self.today, self.by_auditor)
