"""An interview on the terminal: what is shown of a question, of how far it has come, and of its end, in lines that fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, assert_never

from kporisk.cli.interview_words import COMMANDS, WORDS
from kporisk.model.checklist import Question, Respondent
from kporisk.model.safe import safe
from kporisk.model.scale import Age, AnyOf, Number, OneOf, Text
from kporisk.reports.lines import hanging, heading, paragraph, plain, words
from kporisk.workflow.filling.interview import Interview
from kporisk.workflow.filling.said import Reason, Refused, options_of
from kporisk.workflow.filling.sheet import progress

WIDEST = 100
BELOW = 3
"""Lines below a question: how far it has come, the commands, and what is typed."""
MOST_STATED = 3
"""So many statements from forms of others are shown beside a question."""
LONGEST_STATED = 200
"""Characters of one."""
FEW = 12
"""Up to so many ids are named in a line."""


class Screen:
    """What an interview shows, in one language. `width` in cells, `height` in lines."""

    def __init__(self, interview: Interview, lang: str, *, width: int, height: int) -> None:
        self._interview, self._lang = interview, lang
        self._width, self._height = min(width, WIDEST), height

    def say(self, word: str, /, **given: object) -> str:
        """One of the words around the questions."""
        text = WORDS[self._lang][word]
        return text.format(**given) if given else text

    def prose(self, text: str, *, indent: int = 0) -> list[str]:
        """Text in lines; each line of it stands alone."""
        return [plain(line) for one in text.split("\n") for line in paragraph(words(one), self._width, indent=indent)]

    def help(self) -> list[str]:
        """What can be typed, commands in a column."""
        lines = []
        for one in self.say("help").split("\n"):
            lead, _, rest = one.partition(" ") if one.startswith(":") else ("", "", one)
            lines += [plain(line) for line in hanging(words(lead), words(rest), self._width, indent=0, hang=9 if lead else 0)]
        return lines

    def page(self) -> list[str]:
        """The question that the interview stands at, with all that helps to answer it."""
        interview = self._interview
        question = interview.question
        assert question is not None
        checklist = interview.sheet.checklist_of[question.id]
        ids = interview.sheet.of(checklist)
        section = checklist.section_of(question)
        parts = [self._text(checklist.title), *([self._text(section)] if section else []), f"{ids.index(question.id) + 1}/{len(ids)}"]
        title = " · ".join(parts)
        marks = [question.id]
        if interview.by_auditor:
            marks.append(self.say(f"asked_of_{question.respondent.value}"))
        if question.knock_out is not None:
            marks.append(self.say("always"))
        head = [*[plain(line) for line in heading(title, self._width)], *self.prose(" · ".join(marks))]
        asked = self.prose(self._text(question.text), indent=2)
        told = []
        if interview.speaker is not Respondent.VENDOR:
            told += self.prose(self.say("why", why=self._text(question.why)), indent=2)
        if question.evidence:
            told += self.prose(self.say("shown_by", kinds=self.kinds(question.evidence)), indent=2)
        told += [line for text in self._stated() for line in self.prose(text, indent=2)]
        below = [*self._how(question), *self._beside(question)]
        if len(head) + len(asked) + len(told) + len(below) > self._height - BELOW:
            # Whatever scrolls away, the question stays with its options.
            return [*head, *told, *asked, *below]
        return [*head, *asked, *told, *below]

    def kinds(self, ids: Iterable[str]) -> str:
        """Kinds of evidence, with their ids."""
        known = self._interview.kinds
        return "; ".join(f"{self._text(known[id].text)} ({id})" for id in ids if id in known)

    def _stated(self) -> Iterator[str]:
        """What the vendor says in forms of others, with how it is cited where it can be."""
        interview = self._interview
        word = "stated_by_you" if interview.speaker is Respondent.VENDOR else "stated_by_them"
        for one in interview.stated[:MOST_STATED]:
            said = " ".join(": ".join(part for part in (one.said, one.note) if part).split())
            cite = self.say("stated_cite", cite=f"{one.form}#{one.row}") if one.form in interview.evidence else ""
            short = said if len(said) <= LONGEST_STATED else said[: LONGEST_STATED - 1].rstrip() + "…"
            yield self.say(word, row=one.row, form=one.title, on=one.answered_on.isoformat(), said=short) + cite
        if len(interview.stated) > MOST_STATED:
            yield self.say("stated_more", rows=self.few([one.row for one in interview.stated[MOST_STATED:]]))

    def refusal(self, refused: Refused) -> str:
        """Why something was no answer, and what is one."""
        if refused.reason is None:
            return refused.message
        question = self._interview.question
        assert question is not None
        if refused.reason is not Reason.VALUE:
            return self.say(f"refused_{refused.reason.value}")
        options = options_of(question, by_auditor=self._interview.by_auditor)
        match question.scale:
            case OneOf():
                return self.say("refused_one_of", count=len(options))
            case AnyOf():
                return self.say("refused_any_of", count=len(options))
            case Number() | Age():
                return self.say("refused_value", wanted=self._typed(question))
        assert_never(question.scale)

    def _how(self, question: Question) -> list[str]:
        if not isinstance(question.scale, OneOf | AnyOf):
            return self.prose(self._typed(question), indent=2)
        lines = self.prose(self.say("one_of" if isinstance(question.scale, OneOf) else "any_of"), indent=2)
        for number, option in enumerate(options_of(question, by_auditor=self._interview.by_auditor), 1):
            body = words(self._text(option.text))
            lines += [plain(line) for line in hanging(words(str(number)), body, self._width, indent=4, hang=7)]
        return lines

    def _typed(self, question: Question) -> str:
        """Which number or day is typed in answer to a question without a list of options."""
        options = options_of(question, by_auditor=self._interview.by_auditor)
        word = self.say("or_word", word=options[0].value, text=self._text(options[0].text)) if options else ""
        if isinstance(question.scale, Number):
            limits = self._limits(question.scale.minimum, question.scale.maximum)
            return self.say("number", limits=limits, unit=self._text(question.scale.unit), word=word)
        return self.say("day", word=word)

    def _limits(self, least: float | None, most: float | None) -> str:
        low, high = (None if limit is None else f"{limit:g}" if abs(limit) < 1e6 else f"{limit:.0f}" for limit in (least, most))
        word = "between" if low and high else "least" if low else "most" if high else None
        return self.say(word, low=low, high=high) if word else ""

    def _beside(self, question: Question) -> list[str]:
        """What was said last time, or now, with its note and evidence, and what Enter does."""
        interview = self._interview
        now, last = interview.draft.answer(question.id), interview.last.get(question.id)
        if now is not None:
            said = [self.say("now", said=self._said(question, now)), *self._details(now)]
            return [*self.prose("\n".join(said), indent=2), *self.prose(self.say("keep"), indent=2)]
        lines = []
        if last is not None:
            on = interview.start.said["answered_on"]
            said = [self.say("last", on=on, said=self._said(question, last)), *self._details(last)]
            lines = [*self.prose("\n".join(said), indent=2), *self.prose(self.say("unchanged"), indent=2)]
        kept = {"note": interview.draft.notes.get(question.id), "evidence": interview.draft.cited.get(question.id)}
        return [*lines, *self.prose("\n".join(self._details(kept)), indent=2)] if any(kept.values()) else lines

    def _details(self, answer: Mapping[str, Any]) -> list[str]:
        found = []
        if answer.get("reason"):
            found.append(self.say("reason", reason=answer["reason"]))
        if answer.get("evidence"):
            found.append(self.say("cites", cited=", ".join(answer["evidence"])))
        if answer.get("note"):
            found.append(self.say("note", note=answer["note"]))
        return [" ".join(one.split()) for one in found]

    def _said(self, question: Question, answer: Mapping[str, Any]) -> str:
        if answer["status"] != "answered":
            return self.say(str(answer["status"]))
        options = options_of(question, by_auditor=True)
        numbers = {option.value: number for number, option in enumerate(options_of(question, by_auditor=self._interview.by_auditor), 1)}
        texts = {option.value: self._text(option.text) for option in options}
        value = answer["value"]
        match question.scale:
            case OneOf():
                return f"{numbers.get(value, '')} {texts.get(value, value)}".strip()
            case AnyOf():
                return "; ".join(f"{numbers.get(one, '')} {texts.get(one, one)}".strip() for one in value) or self.say("none_of_these")
            case Number(unit=unit):
                return texts.get(value) or f"{value} {self._text(unit)}"
            case Age():
                return texts.get(value) or str(value)
        assert_never(question.scale)

    def live(self) -> str:
        """How far it has come and, for the auditor, where the band stands: one line, cut to the terminal."""
        interview = self._interview
        order, answered = interview.sheet.order, interview.answered
        done, count = progress(order, answered)
        if interview.question is None:
            line = self.say("live_end", count=count, done=done)
        else:
            checklist = interview.sheet.checklist_of[interview.at]
            part_done, part_count = progress(interview.sheet.of(checklist), answered)
            place = order.index(interview.at) + 1
            line = self.say("live", place=place, count=count, done=done, part=checklist.id, part_done=part_done, part_count=part_count)
        if interview.by_auditor or interview.speaker in (Respondent.CLIENT, Respondent.CONTRACT):
            score, tier = interview.assessment.score, interview.assessment.tier
            told, proven = self.say(tier.told.word), self.say(tier.proven.word)
            line += " · " + self.say("band", told=self._figure(score.told), proven=self._figure(score.proven))
            tiers = f" ({told if told == proven else f'{told}–{proven}'})"
            line += tiers if len(line) + len(tiers) <= self._width else ""
        return safe(line)[: self._width]

    def _figure(self, number: float) -> str:
        return f"{number:.1f}".replace(".", self.say("point"))

    def prompt(self) -> str:
        """What stands before an answer: how far it has come, the commands, and the place to type."""
        return f"{self.live()}\n{COMMANDS[self._lang]}\n> "

    def summary(self) -> list[str]:
        """The end: what is answered, by checklist, what is open, and what recording does to answers that nobody confirmed."""
        interview = self._interview
        sheet, answered = interview.sheet, interview.answered
        done, count = progress(sheet.order, answered)
        lines = [plain(line) for line in heading(self.say("summary", done=done, count=count), self._width)]
        for checklist in sheet.checklists:
            ids = sheet.of(checklist)
            if ids:
                of = self.say("all_of", done=progress(ids, answered)[0], count=len(ids))
                lines += self.prose(self.say("part_of", title=self._text(checklist.title), of=of), indent=2)
        unconfirmed = interview.unconfirmed
        still = [id for id in sheet.order if id not in answered and id not in unconfirmed]
        if still:
            lines += self.prose(self.say("still_open", ids=self.few(still)))
        if unconfirmed and interview.partial:
            lines += self.prose(self.say("unconfirmed_kept", count=len(unconfirmed)))
        elif unconfirmed:
            lines += self.prose(self.say("unconfirmed", count=len(unconfirmed), ids=self.few(unconfirmed)))
        return lines

    def few(self, ids: Sequence[str]) -> str:
        """Some of the ids, and how many more there are."""
        shown = ", ".join(ids[:FEW])
        return f"{shown} {self.say('and_more', count=len(ids) - FEW)}" if len(ids) > FEW else shown

    def _text(self, text: Text) -> str:
        return text.get(self._lang) or text["en"]
