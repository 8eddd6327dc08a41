"""What the templates of each edition place, by name: sections and their values, in one language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from kporisk.reports import accounts, appendix, changes, counsel, dossier, summary, surroundings, vendor_pages
from kporisk.reports.discretion import without_internal_notes
from kporisk.reports.edition import Audience
from kporisk.reports.imprint import Imprint
from kporisk.reports.reading import Reading
from kporisk.reports.vendor import for_vendor

Values: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Carried:
    """One attachment as appendix B prints it."""

    name: str
    about: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Given:
    """What an edition is made of besides the assessment."""

    sections: tuple[str, ...]
    carried: tuple[Carried, ...]
    change: Mapping[str, Any] | None
    """A `kporisk.change/1` document that leads from an older assessment to this one."""


@dataclass(frozen=True, slots=True)
class View:
    """How one edition is made: its template, its sections in their order, what the template is given."""

    template: str
    sections: tuple[str, ...]
    values: Callable[[Reading, Imprint, Given], Values]
    fitted: tuple[str, ...] = ()
    """The sections that fill exactly one page each."""
    linked: Callable[[Values], Mapping[str, str]] = lambda values: {}
    """What each anchor that a page links to is called."""


@dataclass(frozen=True, slots=True)
class Page:
    """One edition in one language, ready for its template."""

    template: str
    values: Mapping[str, Any]
    prefix: str
    """Before each anchor: empty for the first language of a file."""
    fitted: tuple[str, ...]
    titles: Mapping[str, str]
    """What each anchor leads to, in words: what a link to it says to somebody who cannot see it."""

    def at(self, name: str) -> str:
        """The anchor of that name in this language's part of the file."""
        return f"{self.prefix}{name}"

    @property
    def sections(self) -> tuple[str, ...]:
        """The sections in their order."""
        sections: tuple[str, ...] = self.values["sections"]
        return sections


def page(
    reading: Reading,
    imprint: Imprint,
    audience: Audience,
    *,
    prefix: str,
    carried: Sequence[Carried],
    change: Mapping[str, Any] | None = None,
) -> Page:
    """The edition for `audience` in the language of `reading`; with a `change` document, with what changed since an older assessment."""
    view = VIEWS[audience]
    at: Callable[[str], str] = lambda name: f"{prefix}{name}"  # noqa: E731
    given = Given(view.sections if change is None else with_change(view.sections), tuple(carried), change)
    speech = reading.speech
    common = {
        "lang": speech.lang,
        "language": speech.own_name,
        "at": at,
        "imprint": imprint,
        "sections": given.sections,
        "setting": "",
        "vendor": reading.short_vendor,
        "as_of": reading.document["as_of"],
        "say": speech.say,
        "paragraphs": speech.paragraphs,
        "kind": speech.say("document.kind"),
        "title": speech.say("document.title", vendor=reading.short_vendor),
        "description": speech.say("document.description", date=speech.day(reading.document["as_of"])),
    }
    values = {**common, **view.values(reading, imprint, given)}
    return Page(view.template, values, prefix, view.fitted, {at(anchor): text for anchor, text in view.linked(values).items()})


def _internal(reading: Reading, imprint: Imprint, given: Given) -> Values:
    return {
        "cover": counsel.cover(reading, imprint),
        "counsel": counsel.counsel(reading),
        "change": None if given.change is None else changes.changes(reading, given.change),
        "contents": accounts.contents(reading, given.sections),
        "control": accounts.control(reading, imprint),
        "domains": surroundings.domains(reading),
        "cards": dossier.cards(reading),
        "requests": dossier.requests(reading),
        "countries": surroundings.countries(reading),
        "engagement": surroundings.engagement(reading),
        "answers": appendix.answers(reading),
        "left_out": "",
        "method": accounts.accounts(reading),
        "carried": given.carried,
    }


def _legal(reading: Reading, imprint: Imprint, given: Given) -> Values:
    document, notes = without_internal_notes(reading.document)
    values = _internal(replace(reading, document=document), imprint, given)
    if notes:
        values["left_out"] = reading.speech.count("answers.notes_in_case" if given.carried else "answers.notes_left_out", notes)
    return values


def _summary(reading: Reading, imprint: Imprint, given: Given) -> Values:
    return {
        "counsel": counsel.unlinked(counsel.counsel(reading)),
        "change": None if given.change is None else changes.changes(reading, given.change),
        "overview": summary.overview(reading),
    }


def _vendor(reading: Reading, imprint: Imprint, given: Given) -> Values:
    """Only what `for_vendor` lets through, and no name of ours."""
    seen = replace(reading, document=for_vendor(reading.document))
    speech = reading.speech
    return {
        "imprint": replace(imprint, prepared="", reviewed="", approved="", register=""),
        "vendor": seen.short_vendor,
        "kind": speech.say("vendor_edition.kind"),
        "title": speech.say("vendor_edition.document", vendor=seen.short_vendor),
        "description": speech.say("vendor_edition.description", date=speech.day(seen.document["answered_on"])),
        "letter": vendor_pages.letter(seen),
        "parts": vendor_pages.parts(seen),
    }


def with_change(sections: tuple[str, ...]) -> tuple[str, ...]:
    """The sections with what changed after the contents; an edition without contents has no section for it."""
    place = sections.index("control") + 1 if "control" in sections else len(sections)
    return (*sections[:place], *(("change",) if place < len(sections) else ()), *sections[place:])


def _titles(values: Values) -> Mapping[str, str]:
    say = values["say"]
    named = {name: f"{say(f'{name}.number')} {say(f'{name}.title')}" for name in values["sections"] if name != "cover"}
    named |= {card.anchor: f"{card.number} {card.title}" for card in values["cards"]}
    return named | {request.anchor: f"{request.number} {request.title}" for group in values["requests"] for request in group.requests}


def _parts(values: Values) -> Mapping[str, str]:
    return {part.anchor: part.title for part in values["parts"]}


_WHOLE = ("cover", "counsel", "control", "domains", "findings", "requests", "jurisdiction", "engagement", "answers", "method")

VIEWS: Mapping[Audience, View] = {
    Audience.INTERNAL: View("report.html.j2", _WHOLE, _internal, fitted=("counsel",), linked=_titles),
    Audience.LEGAL: View("report.html.j2", _WHOLE, _legal, fitted=("counsel",), linked=_titles),
    Audience.VENDOR: View("vendor.html.j2", ("letter", "points", "sheet"), _vendor, linked=_parts),
    Audience.SUMMARY: View("summary.html.j2", ("counsel", "overview"), _summary, fitted=("counsel", "overview")),
}
