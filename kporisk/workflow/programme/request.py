"""What to ask a vendor for: the shortest list of documents that would change its tier, for us, and as a letter without any of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kporisk import resources
from kporisk.model.checklist import Checklists, Respondent
from kporisk.model.scale import Text
from kporisk.reports.lines import plain, words, wrapped
from kporisk.reports.speech import Speech, speech

FORMAT = "kporisk.evidence-request/1"

_TITLE: Text = {"en": "Documents requested from {name}", "fr": "Documents demandés à {name}"}
_LEAD: Text = {
    "en": "They would show what you answered on {day}. A document that shows several answers is needed once; please give its date.",
    "fr": "Ils démontreraient ce que vous avez répondu le {day}. Un document qui démontre plusieurs réponses n'est requis qu'une fois ; "
    "merci d'en indiquer la date.",
}
_SHOWS: Text = {"en": "It would show:", "fr": "Il démontrerait :"}
_NOW: Text = {
    "en": "{id} as of {day}: {tier}, {score} as proven.",
    "fr": "{id} au {day} : {tier}, {score} démontré.",
}
_REACHED: Text = {
    "en": "Were all of these accepted, it would be {tier}, {score}:",
    "fr": "Si tous ces documents étaient acceptés, ce serait {tier}, {score} :",
}
_NARROWED: Text = {
    "en": "No document would change the tier. Were all of these accepted, the score would be {score}:",
    "fr": "Aucun document ne changerait le niveau. Si tous ceux-ci étaient acceptés, le score serait de {score} :",
}
_NOTHING: Text = {
    "en": "No document would change anything: what is weak by its own word, or open, holds it there.",
    "fr": "Aucun document n'y changerait rien : ce qui est faible de son propre aveu, ou sans réponse, l'y maintient.",
}


def request_document(assessment: Mapping[str, Any]) -> dict[str, Any]:
    """The list with what it would change, for the client's own eyes."""
    plan = assessment["plan"]
    return {
        "format": FORMAT,
        "vendor": assessment["vendor"],
        "as_of": assessment["as_of"],
        "documents": plan["documents"],
        "now": {"score": assessment["score"]["proven"], "tier": assessment["tier"]["proven"]},
        "then": {"score": plan["score"], "tier": plan["tier"]},
        "reached": plan["reached"],
    }


def request_lines(document: Mapping[str, Any], *, lang: str) -> Iterator[str]:
    """The same in words, in lines of at most 80 characters."""
    now, then, documents, voice = document["now"], document["then"], document["documents"], _voice(lang)
    said = {"id": document["vendor"]["id"], "day": voice.day(document["as_of"])}
    yield from _wrapped(_NOW[lang].format(**_where(now, voice), **said), "")
    if not documents:
        yield from _wrapped(_NOTHING[lang], "")
        return
    lead = _REACHED if document["reached"] else _NARROWED
    yield from _wrapped(lead[lang].format(**_where(then, voice)), "")
    for number, wanted in enumerate(documents, 1):
        yield ""
        yield from _wrapped(f"{voice.text(wanted['text'])} ({wanted['kind']})", f"{number}. ")
        yield from _wrapped(", ".join(wanted["questions"]), "   ")


def for_the_vendor(assessment: Mapping[str, Any], checklists: Checklists, *, lang: str) -> str | None:
    """The list as plain text to send: names of documents and the vendor's own questions, no score, tier, weight or answer.

    A document that would only show what others answered is left out. None where nothing is left to ask of the vendor.
    """
    voice = _voice(lang)
    parts = list(_documents(assessment, checklists, voice))
    if not parts:
        return None
    name = assessment["vendor"]["name"] or assessment["vendor"]["id"]
    head = [_TITLE[lang].format(name=name), "", *_wrapped(_LEAD[lang].format(day=voice.day(assessment["answered_on"])), "")]
    return "\n".join([*head, *(line for number, part in enumerate(parts, 1) for line in ("", *_numbered(number, part, lang)))]) + "\n"


def _voice(lang: str) -> Speech:
    return speech(lang, (resources.folder("report_templates"),))


def _where(stand: Mapping[str, Any], voice: Speech) -> dict[str, str]:
    return {"tier": voice.label("tier", stand["tier"]).lower(), "score": voice.number(stand["score"], 1)}


def _documents(assessment: Mapping[str, Any], checklists: Checklists, voice: Speech) -> Iterator[tuple[str, list[str]]]:
    for wanted in assessment["plan"]["documents"]:
        own = [checklists.question[id] for id in wanted["questions"] if checklists.question[id].respondent is Respondent.VENDOR]
        if own:
            yield voice.text(wanted["text"]), [f"{voice.text(question.text)} [{question.id}]" for question in own]


def _numbered(number: int, part: tuple[str, list[str]], lang: str) -> Iterator[str]:
    title, questions = part
    yield from _wrapped(title, f"{number}. ")
    yield f"   {_SHOWS[lang]}"
    for question in questions:
        yield from _wrapped(question, "   - ")


def _wrapped(text: str, lead: str) -> list[str]:
    lines = wrapped(words(text), 80 - len(lead))
    return [f"{' ' * len(lead) if number else lead}{plain(line)}" for number, line in enumerate(lines)]
