"""Whether the pages say what the data says: printed again and compared byte by byte, or vouched for by a signature."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kporisk import resources
from kporisk.errors import KporiskError
from kporisk.reports.archive import Attachment
from kporisk.reports.edition import edition_from
from kporisk.reports.render import pdf
from kporisk.reports.renderer import renderer
from kporisk.seal.carried import Carried
from kporisk.seal.differences import Place, differences
from kporisk.workflow.verify.recompute import Recomputed, json_object
from kporisk.workflow.verify.result import Check, Outcome, Said, said
from kporisk.workflow.verify.signed import Signed

MOST_TOLD = 12

ABOUT = {
    "previous.json": "previous",
    "previous-case.json": "previous_case",
    "case.json": "case",
    "assessment.json": "assessment",
    "checklists.json": "checklists",
    "method.yaml": "method",
}
"""The attachments in the order in which a report lists them, and what each is."""


def remade(found: Carried, recomputed: Recomputed, templates: Sequence[Path]) -> bytes | None:
    """The file as this program prints it from what was recomputed and the very attachments that the file has.

    None where another version printed it, or the edition cannot be read: `pages` says which.
    """
    if renderer_differs(found, templates):
        return None
    attachments = [Attachment(name, found.attachments[name], about) for name, about in ABOUT.items() if name in found.attachments]
    change = None if recomputed.told is None else recomputed.told.document
    try:
        edition = edition_from(json_object(found.attachments["edition.json"]))
        return pdf(recomputed.assessed.document, edition=edition, change=change, attachments=attachments, templates=templates)
    except (KporiskError, KeyError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None


def renderer_differs(found: Carried, templates: Sequence[Path]) -> tuple[str, ...]:
    """What of the printing program, its libraries and templates is another here than where the report was printed."""
    try:
        return _unlike(json_object(found.attachments["edition.json"])["renderer"], templates)
    except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return ("edition",)


def same_renderer(there: Mapping[str, Any], templates: Sequence[Path]) -> bool:
    """Whether what printed a report prints the same here. Raises KeyError, TypeError or AttributeError for what is no renderer."""
    return not _unlike(there, templates)


def _unlike(there: Mapping[str, Any], templates: Sequence[Path]) -> tuple[str, ...]:
    here = renderer((*templates, resources.folder("report_templates")))
    libraries: Any = here["libraries"]
    unlike = [name for name in ("kporisk", "templates", "own_templates") if there[name] != here[name]]
    return (*unlike, *sorted(name for name in {*libraries, *there["libraries"]} if libraries.get(name) != there["libraries"].get(name)))


def places_said(places: Iterable[Place]) -> Iterator[Said]:
    """Each difference as a sentence, a dozen of them."""
    places = list(places)
    for place in places[:MOST_TOLD]:
        yield said(f"pages.{place.where.value}", at=place.at, name=place.name, found=place.found, wanted=place.wanted)
    if len(places) > MOST_TOLD:
        yield said("pages.more", n=len(places) - MOST_TOLD)


def pages(found: Carried, again: bytes | None, signed: Signed, templates: Sequence[Path]) -> Check:
    """Whether the file is `again`, what this program prints from its data; None: it cannot be printed here the way it was."""
    if again is not None:
        places = differences(found.original, again)
        if not places:
            return Check("pages", Outcome.OK, (said("pages.equal", n=found.pages),))
        return Check("pages", Outcome.FAILED, (said("pages.differ"), *places_said(places)))
    unlike = renderer_differs(found, templates) if "edition.json" in found.attachments else ("edition",)
    why = said("pages.other_renderer", names=", ".join(unlike)) if unlike else said("pages.no_edition")
    if signed.vouched:
        return Check("pages", Outcome.OK, (said("pages.by_signature"), why))
    return Check("pages", Outcome.NOT_CHECKED, (said("pages.not_checked"), why))
