"""Every folder under tests/cases/bad is a document with one kind of fault, named by the folder, and what is said about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kporisk.documents.cases.reader import check, read_case
from kporisk.errors import InvalidDocument
from tests.worlds import shipped

FOLDER = Path(__file__).parents[1] / "cases" / "bad"
FAULTS = sorted(path.name for path in FOLDER.iterdir())
NAMES = ("case.yaml", "case.json", "engagement.yaml", "engagement.json", "response.yaml", "reviews.yaml", "reviews.json")


def _document(fault: str) -> Path:
    return next(path for name in NAMES if (path := FOLDER / fault / name).exists())


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_said_about_a_fault(fault: str, update: bool) -> None:
    problems, warnings = check(_document(fault), shipped().checklists)
    lines = [str(problem).replace(f"{FOLDER / fault}/", "") for problem in problems]
    lines += [f"warning: {warning.source}: {warning.pointer}: {warning.message['en']}" for warning in warnings]
    said = "\n".join(lines) + "\n"
    expected = FOLDER / fault / "expected.txt"
    if update:
        expected.write_text(said, encoding="utf-8")
    assert said == expected.read_text(encoding="utf-8")
    assert bool(problems) != fault.startswith("doubtful")


@pytest.mark.parametrize(
    "fault", [fault for fault in FAULTS if _document(fault).name.startswith("case") and not fault.startswith("doubtful")]
)
def test_a_faulty_case_is_not_read(fault: str) -> None:
    with pytest.raises(InvalidDocument) as caught:
        read_case(_document(fault), shipped().checklists)
    assert caught.value.problems


def test_no_fault_is_passed_over() -> None:
    assert len(FAULTS) > 70
