"""A small report, made once: an engagement that risks little, asked at core depth, answered by one person."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any
from unittest.mock import patch

from kporisk.documents.cases.reader import read_case_content
from kporisk.documents.files.digest import canonical
from kporisk.reports.edition import Anchor, Audience, Edition
from kporisk.seal.differences import page_texts
from kporisk.workflow.assess import Assessed, assess_case
from kporisk.workflow.report import print_report
from tests.shared import printed_once
from tests.worlds import shipped

AS_OF = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

ENGAGEMENT: dict[str, Any] = {
    "service_types": ["data_analysis"],
    "relation": "captive",
    "engagement_type": "project",
    "client_country": "FR",
    "vendor_country": "FR",
    "delivery_countries": ["FR"],
    "working_language": "fr",
    "contract_language": "fr",
    "data_classes": ["public_only"],
    "competitive_sensitivity": "low",
    "record_volume": 0,
    "access_modes": ["client_onsite"],
    "remote_work": "none",
    "headcount": 3,
    "uses_contractors": False,
    "subcontracting": "none",
    "serves_competitors": "no",
    "deliverable_ip": "none",
    "function_criticality": "non_critical",
    "substitutability": "easy",
    "annual_spend_eur": 1000,
    "client_regulated_as": ["none"],
    "contract_stage": "negotiating",
    "ai_use": "none",
    "client_jobs_affected": 0,
    "client_has_works_council": False,
}
HEAD = Anchor(1234, "7d" * 32)
"""Where the register stood."""
SECRET = "zqxcanary"
"""What nobody may read but in the case itself."""


def case_document(**answers: Any) -> dict[str, Any]:
    """The case; `answers` are laid over its own."""
    return {
        "format": "kporisk.case/1",
        "vendor": {"id": "acme-analytics", "name": "Acme Analytics SAS"},
        "engagement": ENGAGEMENT,
        "response": {
            "answered_on": "2026-11-20",
            "respondents": [{"id": "ri", "name": "R. Iyer", "role": "operations"}],
            "answers": {"ds_mfa": {"value": 60, "note": f"{SECRET} said in confidence"}, **answers},
        },
    }


def assessed(document: dict[str, Any] | None = None, *, as_of: date = AS_OF) -> Assessed:
    """The case read and assessed with the shipped checklists."""
    library = shipped()
    case = read_case_content(canonical(case_document() if document is None else document), "case.json", library.checklists)
    return assess_case(case, library, as_of=as_of, depth=None, source="case.json")


@functools.cache
def small() -> Assessed:
    """The small case, assessed."""
    return assessed()


@functools.cache
def report(audience: str = "legal") -> bytes:
    """Its report for that audience, in English, not yet signed off."""
    with printed_once():
        return print_report(small(), shipped(), edition=Edition(audience=Audience(audience)))


@functools.cache
def anchored() -> bytes:
    """The same report out of a register."""
    with printed_once():
        return print_report(small(), shipped(), edition=Edition(anchor=HEAD))


_RECOMPUTED: dict[Any, Any] = {}
_TEXTS = functools.cache(page_texts)


@contextmanager
def recomputed_once() -> Iterator[None]:
    """While it lasts, what the same attachments were recomputed to and what the same pages say is remembered."""
    rooms = [import_module(f"kporisk.workflow.verify{name}") for name in ("", ".against")]
    inner = rooms[0].recompute

    def recompute(found: Any) -> Any:
        key = tuple(sorted(found.attachments.items()))
        if key not in _RECOMPUTED:
            _RECOMPUTED[key] = inner(found)
        return _RECOMPUTED[key]

    with ExitStack() as stack:
        for room in rooms:
            stack.enter_context(patch.object(room, "recompute", recompute))
        stack.enter_context(patch("kporisk.workflow.verify.data.page_texts", _TEXTS))
        stack.enter_context(patch("kporisk.seal.differences.page_texts", _TEXTS))
        yield
