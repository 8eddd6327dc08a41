"""Answers that contradict their notes, their evidence, each other or the facts: warnings that quote both sides and move no score."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from kporisk.assessment.dependence import dependence
from kporisk.assessment.phrases import Phrases, folded, passage
from kporisk.assessment.polarity import affirms, denies
from kporisk.assessment.prepared import prepare
from kporisk.assessment.quoting import LANGUAGES, answer_quoted, day, fact_quoted, quoted
from kporisk.assessment.ruling import rule_results
from kporisk.model.assessment import RuleOutcome, RuleResult
from kporisk.model.case import Answer, DocumentWarning, EngagementValue, Evidence, Response
from kporisk.model.checklist import Checklists, Question
from kporisk.model.scale import Text
from kporisk.rules.evaluate import Facts

PASTED = 10
"""The same text with so many answers was not written for each of them."""
NAMED = 5
"""Of many questions so many are named."""

APPLIES: Text = {
    "en": "{id} is answered {answer}, yet its note says that it does not apply: {note}",
    "fr": "la réponse à {id} est {answer}, mais sa note dit que la question ne s'applique pas : {note}",
}
"""An answer with its note; of what form it is does not matter."""
LESS: Text = {
    "en": "{id} is answered {answer}, yet its note says less: {note}",
    "fr": "la réponse à {id} est {answer}, mais sa note en dit moins : {note}",
}
_BELOW_NO: Text = {
    "en": "{id} is called not applicable, {reason}, yet {other}, on which it depends, is answered {answer}: what is missing does apply",
    "fr": "{id} est dite non applicable, {reason}, mais la réponse à {other}, dont elle dépend, est {answer} : "
    "ce qui manque s'applique bien",
}
_AGAINST_FACT: Text = {
    "en": "{id} is called not applicable, {reason}, yet the engagement facts, on which it depends, say of {fact}: {value}",
    "fr": "{id} est dite non applicable, {reason}, mais les faits de la mission, dont elle dépend, disent de {fact} : {value}",
}
_EXPIRED: Text = {
    "en": "{id} is answered {answer}, yet the evidence {evidence}, {title}, expired on {on}: it shows no more than the answer itself",
    "fr": "la réponse à {id} est {answer}, mais la preuve {evidence}, {title}, a expiré le {on} : "
    "elle ne démontre rien de plus que la réponse",
}
_PASTED: Text = {
    "en": "the same text stands with {count} answers, {ids} and others: {text}",
    "fr": "le même texte accompagne {count} réponses, {ids} et d'autres : {text}",
}
_OUTSIDE: Text = {
    "en": "{person} answers outside the domains they are named for ({domains}): {ids}",
    "fr": "{person} répond hors des domaines qui sont les siens ({domains}) : {ids}",
}
_SEMICOLON: Text = {"en": "; ", "fr": " ; "}


def contradictions(
    response: Response, checklists: Checklists, engagement: Mapping[str, EngagementValue], rules: Iterable[RuleResult], as_of: date
) -> tuple[DocumentWarning, ...]:
    """What contradicts itself: answer by answer in their order, then what rules find, what was pasted, who answers outside their domains.

    `rules`: what became of the rules; those for contradictions (not monotone) that fire are told. `as_of`: the day for what has expired.
    """
    answers = {id: answer for id, answer in response.answers.items() if id in checklists.question}
    looked = _Look(replace(response, answers=answers), checklists, engagement, as_of)
    return (*looked.answers(), *looked.rules(rules), *looked.pasted(), *looked.outside())


def in_response(
    response: Response, checklists: Checklists, engagement: Mapping[str, EngagementValue] | None = None
) -> tuple[DocumentWarning, ...]:
    """The same before any assessment, on the day of the answers. `engagement` None: the facts are not at hand.

    Rules that read what follows from the facts, such as hours of overlap, are told by an assessment only.
    """
    facts = engagement or {}
    read = Facts({id: answer.value for id, answer in response.answers.items()}, facts, {}, response.answered_on)
    return contradictions(response, checklists, facts, rule_results(prepare(checklists), read, {}), response.answered_on)


@dataclass(frozen=True, slots=True)
class _Look:
    response: Response
    checklists: Checklists
    engagement: Mapping[str, EngagementValue]
    as_of: date

    def answers(self) -> Iterator[DocumentWarning]:
        """What each answer says against its note, its evidence, or what it depends on."""
        over = {id: item for id, item in self.response.evidence.items() if item.expires is not None and self.as_of > item.expires}
        for id, answer in self.response.answers.items():
            question = self.checklists.question[id]
            if answer.note is not None:
                yield from self._note(question, answer, answer.note)
            if answer.reason is not None:
                yield from self._not_applicable(id, answer.reason)
            for citation in answer.evidence:
                if citation.evidence in over and affirms(question, answer):
                    yield self._expired(id, over[citation.evidence])

    def _note(self, question: Question, answer: Answer, note: str) -> Iterator[DocumentWarning]:
        for speaks, phrases, text in ((denies, Phrases.DOES_NOT_APPLY, APPLIES), (affirms, Phrases.ONLY_IN_PART, LESS)):
            said = passage(note, phrases) if speaks(question, answer) else None
            if said is not None:
                words = {
                    lang: {"id": question.id, "answer": self._said(question.id, lang), "note": quoted(said, lang)} for lang in LANGUAGES
                }
                yield _warning(text, words, (question.id,))

    def _not_applicable(self, id: str, reason: str) -> Iterator[DocumentWarning]:
        depends, answers = dependence(self.checklists), self.response.answers
        for other in depends.beside.get(id, ()):
            if other in answers and denies(self.checklists.question[other], answers[other]):
                words = {
                    lang: {"id": id, "reason": quoted(reason, lang), "other": other, "answer": self._said(other, lang)}
                    for lang in LANGUAGES
                }
                yield _warning(_BELOW_NO, words, (id, other))
        wanted = depends.on_fact.get(id)
        if wanted is not None and wanted.stated(self.engagement) and passage(reason, Phrases.DENIES) is not None:
            fact = wanted.fact
            words = {lang: {"id": id, "reason": quoted(reason, lang), "fact": fact, "value": self._fact(fact, lang)} for lang in LANGUAGES}
            yield _warning(_AGAINST_FACT, words, (id,))

    def _expired(self, id: str, evidence: Evidence) -> DocumentWarning:
        assert evidence.expires is not None
        words = {
            lang: {
                "id": id,
                "answer": self._said(id, lang),
                "evidence": evidence.id,
                "title": quoted(evidence.title, lang),
                "on": day(evidence.expires, lang),
            }
            for lang in LANGUAGES
        }
        return _warning(_EXPIRED, words, (id,), place=".evidence", evidence=evidence.id)

    def rules(self, rules: Iterable[RuleResult]) -> Iterator[DocumentWarning]:
        """What the checklists themselves call a contradiction."""
        for result in rules:
            if result.outcome is RuleOutcome.FIRES and not result.rule.monotone:
                words = {
                    lang: {"finding": result.rule.finding[lang], "said": _SEMICOLON[lang].join(self._read(result.names, lang))}
                    for lang in LANGUAGES
                }
                stated = tuple(id for id in result.questions if self._value(id) is not None)
                yield _warning(dict.fromkeys(LANGUAGES, "{finding} ({said})"), words, stated)

    def pasted(self) -> Iterator[DocumentWarning]:
        """The same free text with many answers."""
        written: dict[str, list[str]] = {}
        for id, answer in self.response.answers.items():
            text = answer.note or answer.reason
            if text is not None:
                written.setdefault(text, []).append(id)
        alike: dict[str, tuple[str, list[str]]] = {}
        for text, ids in written.items():
            alike.setdefault(folded(text), (text, []))[1].extend(ids)
        for text, ids in alike.values():
            if len(ids) >= PASTED:
                words = {lang: {"count": str(len(ids)), "ids": ", ".join(ids[:NAMED]), "text": quoted(text, lang)} for lang in LANGUAGES}
                yield _warning(_PASTED, words, tuple(ids))

    def outside(self) -> Iterator[DocumentWarning]:
        """Answers outside the domains that their respondent was named for, once a person."""
        for index, person in enumerate(self.response.respondents):
            if not person.domains:
                continue
            given = [self.checklists.question[id] for id, answer in self.response.answers.items() if answer.by == person.id]
            ids = tuple(question.id for question in given if question.domain not in person.domains)
            if ids:
                said = {"person": person.id, "domains": ", ".join(person.domains), "ids": ", ".join(ids)}
                message = {lang: _OUTSIDE[lang].format(**said) for lang in LANGUAGES}
                yield DocumentWarning("response", f"$.response.respondents[{index}]", message, questions=ids)

    def _value(self, id: str) -> object:
        answer = self.response.answers.get(id)
        return None if answer is None else answer.value

    def _said(self, id: str, lang: str) -> str:
        value = self.response.answers[id].value
        assert value is not None
        return answer_quoted(self.checklists.question[id], value, lang)

    def _fact(self, id: str, lang: str) -> str:
        return fact_quoted(self.checklists.fact[id], self.engagement[id], self.checklists, lang)

    def _read(self, names: Iterable[str], lang: str) -> Iterator[str]:
        """What a rule read of answers and facts, each with its id."""
        for name in names:
            root, _, id = name.partition(".")
            if root == "answers" and self._value(id) is not None:
                yield f"{id} {self._said(id, lang)}"
            elif root == "engagement" and id in self.engagement:
                yield f"{id} {self._fact(id, lang)}"


def _warning(
    text: Text, words: Mapping[str, Mapping[str, str]], questions: tuple[str, ...], *, place: str = "", evidence: str | None = None
) -> DocumentWarning:
    message = {lang: text[lang].format(**words[lang]) for lang in LANGUAGES}
    return DocumentWarning("response", f"$.response.answers.{questions[0]}{place}", message, evidence, questions)
