"""The report of each example, printed once in a run of the tests: what it is held against stands in several rooms."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kporisk.reports.edition import Anchor, Audience, Edition, SignOff
from kporisk.workflow.assess import assessed_file
from kporisk.workflow.report import print_report
from tests.shared import made_once, printed_once
from tests.worlds import shipped

AS_OF = date(2026, 11, 24)
EXAMPLES = Path(__file__).parents[2] / "checklists" / "examples"
EDITIONS = {
    "analytics-firm": Edition(("en",)),
    "captive-research-centre": Edition(("en",), audience=Audience.INTERNAL, prepared=SignOff("Ines Aubry", AS_OF)),
    "freelance-platform": Edition(("en",)),
    "hostile": Edition(("fr",)),
    "legal-process-firm": Edition(("fr", "en"), for_signature=True, anchor=Anchor(1234, "7d" * 32)),
    "medical-coder": Edition(("fr",)),
}
"""Every example; each language alone, and both in one file; both editions that carry their data; one out of a register."""


def case_file(name: str) -> Path:
    """Where the case of an example lies."""
    single = EXAMPLES / f"{name}.yaml"
    return single if single.exists() else EXAMPLES / name / "case.yaml"


def printed(factory: pytest.TempPathFactory, name: str) -> Path:
    """The finished file of an example."""

    def make(folder: Path) -> None:
        assessed = assessed_file(case_file(name), shipped(), as_of=AS_OF, depth=None)
        with printed_once():
            (folder / "report.pdf").write_bytes(print_report(assessed, shipped(), edition=EDITIONS[name]))

    return made_once(factory, f"report-{name}", make) / "report.pdf"
