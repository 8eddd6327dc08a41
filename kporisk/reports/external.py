"""The report of an external response: somebody else's form as a vendor filled it, every row, and what it is worth."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from kporisk.errors import RenderingError
from kporisk.reports import press
from kporisk.reports.archive import Archive, Attachment
from kporisk.reports.characters import cleaned, shortened
from kporisk.reports.counsel import Row
from kporisk.reports.drawing import Bar, Extent, bar, extent
from kporisk.reports.edition import Edition, edition_document
from kporisk.reports.imprint import Imprint, imprint
from kporisk.reports.reading import ENDS, Document, Pair, pair
from kporisk.reports.renderer import renderer
from kporisk.reports.setting import LOGO, body_of, framed, letters_in_logo, styles, template_folders
from kporisk.reports.speech import Speech, speech
from kporisk.reports.views import Carried, Page

AUDIENCE = "external"
"""What our properties in the file call it."""
LONGEST_IN_COLUMN = 400
TEMPLATE = "external.html.j2"


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group of the form, summed up."""

    anchor: str
    title: str
    weight: str
    bar: Bar | None
    """None where nothing of it is scored."""
    gap: str
    points: str
    answered: str


@dataclass(frozen=True, slots=True)
class RowLine:
    """One row of the form."""

    question: str
    facts: str
    answer: str
    open: bool
    note: str
    long_note: str
    """A note too long for its column: set below the answer, across the page."""
    owner: str
    points: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one group."""

    anchor: str
    title: str
    rows: tuple[RowLine, ...]


def external_pdf(
    document: Mapping[str, Any],
    *,
    edition: Edition = Edition(),  # noqa: B008 - frozen
    attachments: Sequence[Attachment] = (),
    templates: Sequence[Path] = (),
) -> bytes:
    """The report of a `kporisk.external-assessment/1` document as a PDF, A4, PDF/A-3a and PDF/UA-1.

    Of the edition, languages and look count: there is one audience, and nothing to approve. `attachments`: what the file carries of its
    proof. Raises UsageError for a language that there is not, RenderingError for a document that contradicts itself and as `pdf` does.
    """
    folders = template_folders(templates)
    attachments = (*attachments, Attachment("edition.json", _about(edition, folders), "edition")) if attachments else ()
    carried = [Carried(one.name, one.about, hashlib.sha256(one.content).hexdigest()) for one in attachments]
    pages = [_page(_read(document), speech(lang, folders), edition, carried, number) for number, lang in enumerate(edition.languages)]
    text = framed(pages, [body_of(page, folders) for page in pages], folders, style="")
    logo = edition.look.logo
    sheet = press.Sheet(
        css="\n".join(styles(edition, folders, "page.css")),
        folder=folders[-1],
        foreign=bool(press.strange(text + letters_in_logo(edition), folders[-1])),
        pictures=() if logo is None else ((LOGO, logo.content, logo.kind),),
    )
    archive = Archive(
        attachments=attachments,
        properties={
            "Format": "1",
            "State": "STATED",
            "Audience": AUDIENCE,
            "Languages": ",".join(edition.languages),
            "AsOf": str(document["answered_on"]),
            "Digest": hashlib.sha256(_compact(document)).hexdigest(),
            "Edition": "" if attachments else _about(edition, folders).decode(),
        },
        titles={anchor: text for page in pages for anchor, text in page.titles.items()},
        languages={page.at(page.sections[0]): page.values["lang"] for page in pages[1:]},
        day=date.fromisoformat(str(document["answered_on"])),
    )
    seed = "\n".join((text, *archive.properties.values(), *(f"{one.name} {one.sha256}" for one in carried)))
    return press.print_pdf(text, sheet, archive, whole=(), identifier=hashlib.sha256(seed.encode()).hexdigest()[:32].encode())


def _about(edition: Edition, folders: tuple[Path, ...]) -> bytes:
    return _compact({**edition_document(edition), "renderer": renderer(folders)})


def _compact(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _read(document: Mapping[str, Any]) -> Document:
    """The document, cleaned. Raises RenderingError where its rows or groups do not add up to its score."""
    clean = cleaned(document)
    assert isinstance(clean, dict)
    for parts in (clean["groups"], clean["rows"]):
        for end in ENDS if clean["score"] else ():
            if abs(math.fsum(one["contribution"][end] for one in parts if one["contribution"]) - clean["score"][end]) > 1e-6:
                raise RenderingError("the response contradicts itself: its contributions do not add up to its score; import the form again")
    return clean


def _page(document: Document, words: Speech, edition: Edition, carried: Sequence[Carried], number: int) -> Page:
    prefix = f"{words.lang}-" if number else ""
    say = words.say
    shown = replace(imprint(edition, words, logo=LOGO), state_word=say("external.state"), register="")
    vendor = str(document["vendor"]["name"])
    anchors = {group["id"]: f"g{place}" for place, group in enumerate(document["groups"], 1)}
    groups = tuple(_group(group, anchors, words) for group in document["groups"])
    rows = tuple(_rows(document, group, anchors, words) for group in document["groups"])
    values = {
        "lang": words.lang,
        "language": words.own_name,
        "at": lambda name: f"{prefix}{name}",
        "imprint": shown,
        "sections": ("front", "rows", "account"),
        "setting": "",
        "vendor": shortened(vendor, 60),
        "as_of": document["answered_on"],
        "say": say,
        "paragraphs": words.paragraphs,
        "kind": say("external.kind"),
        "title": say("external.document", vendor=shortened(vendor, 60)),
        "description": say("external.description", form=document["form"]["title"], date=words.day(document["answered_on"])),
        "front": _front(document, vendor, shown, words),
        "groups": groups,
        "total": _points(document["score"], words),
        "contradictions": tuple(Row(", ".join(one["rows"][:3]), words.text(one["message"])) for one in document["contradictions"]),
        "rows": rows,
        "account": _account(document, words),
        "carried": carried,
    }
    titles = {f"{prefix}{one.anchor}": one.title for one in rows}
    return Page(TEMPLATE, values, prefix, (), titles)


def _front(document: Document, vendor: str, shown: Imprint, words: Speech) -> dict[str, Any]:
    say, score = words.say, document["score"]
    return {
        "name": shortened(vendor, 240),
        "size": "long" if len(vendor) > 70 else "middle" if len(vendor) > 34 else "short",
        "form": document["form"]["title"],
        "sense": say("external.unscored") if score is None else say("external.sense", **_ends(score, words)),
        "figure": None if score is None else _figure(score, words),
        "facts": tuple(_facts(document, words)),
    }


def _figure(score: Document, words: Speech) -> Extent:
    said = _ends(score, words)
    return extent(
        words.say("external.figure", **said),
        pair(score),
        words.say("as_told", points=said["told"]),
        words.say("as_proven", points=said["proven"]),
        words.measure,
    )


def _facts(document: Document, words: Speech) -> Iterable[Row]:
    say, form, told = words.say, document["form"], document["coverage"]
    yield Row(say("external.form"), say("semicolon").join(filter(None, (words.label("external_form", form["kind"]), form["version"]))))
    yield Row(say("external.answered_on"), words.day(document["answered_on"]))
    yield Row(say("external.rows"), words.number(told["rows"]))
    for name in ("answered", "not_applicable", "blank", "not_understood", "not_scored"):
        yield Row(say(f"external.{name}"), words.number(told[name]))
    grade = document["grade"]
    if grade is not None:
        share = words.percent(grade["earned"] / grade["possible"]) if grade["possible"] else "–"
        yield Row(
            say("external.grade"),
            say("external.graded", earned=words.measure(grade["earned"]), possible=words.measure(grade["possible"]), share=share),
        )
    elif form["weighted"]:
        yield Row(say("external.grade"), say("external.no_grade"))
    yield Row(say("external.file"), document["file"])


def _group(group: Document, anchors: Mapping[str, str], words: Speech) -> GroupLine:
    told, gap = group["coverage"], group["gap"]
    title = _title(group)
    shown = None if gap is None else bar(title, Pair(100 * gap["told"], 100 * gap["proven"]))
    return GroupLine(
        anchor=anchors[group["id"]],
        title=title,
        weight=words.measure(group["weight"]) if group["weight"] else "–",
        bar=None if shown is None else replace(shown, title=words.say("external.bar", title=title, **_percents(gap, words))),
        gap="–" if gap is None else "{told} – {proven}".format(**_percents(gap, words)),
        points=_points(group["contribution"], words),
        answered=words.say("of", part=words.number(told["answered"]), whole=words.number(told["rows"])),
    )


def _rows(document: Document, group: Document, anchors: Mapping[str, str], words: Speech) -> Rows:
    own = tuple(_row(row, document["form"]["weighted"], words) for row in document["rows"] if row["group"] == group["id"])
    return Rows(anchors[group["id"]], _title(group), own)


def _row(row: Document, weighted: bool, words: Speech) -> RowLine:
    say, note = words.say, row["note"]
    facts = [row["id"], row["place"]]
    facts += [say("answers.weight", weight=words.measure(row["weight"]))] if weighted and row["scored"] else []
    facts += [say("external.expects", answer=row["expected"])] if row["expected"] else []
    facts += [] if row["scored"] else [say("external.unscored_row")]
    return RowLine(
        question=row["text"],
        facts=" · ".join(facts),
        answer=_answer(row, words),
        open=row["status"] in ("blank", "not_understood"),
        note=note if len(note) <= LONGEST_IN_COLUMN else say("answers.below"),
        long_note=note if len(note) > LONGEST_IN_COLUMN else "",
        owner=say("external.owner", owner=row["owner"]) if row["owner"] else "",
        points=_points(row["contribution"], words, 2),
    )


def _answer(row: Document, words: Speech) -> str:
    if row["status"] == "blank":
        return words.say("external.blank_row")
    if row["status"] == "not_understood":
        return words.text(row["reason"])
    return shortened(str(row["said"]), LONGEST_IN_COLUMN)


def _account(document: Document, words: Speech) -> tuple[Row, ...]:
    say, method = words.say, document["method"]
    return (
        Row(say("external.file_sha256"), document["sha256"]),
        Row(say("external.method"), say("change.digest", version=method["version"], digest=method["sha256"])),
        Row(say("control.program"), f"kporisk {document['kporisk_version']}"),
    )


def _title(group: Document) -> str:
    return f"{group['id']} · {group['title']}" if group["title"] and group["title"] != group["id"] else str(group["id"])


def _ends(score: Document, words: Speech) -> dict[str, str]:
    return {end: words.number(score[end], 1) for end in ENDS}


def _percents(gap: Document, words: Speech) -> dict[str, str]:
    return {end: words.percent(gap[end]) for end in ENDS}


def _points(band: Document | None, words: Speech, places: int = 1) -> str:
    if band is None:
        return "–"
    told, proven = (words.number(band[end], places) for end in ENDS)
    return told if told == proven else f"{told} – {proven}"
