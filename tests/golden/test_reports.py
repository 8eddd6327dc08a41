"""The report of each example: verified by nothing but the file, and the same bytes as when its digest was written down.

`pytest tests/golden/test_reports.py --update` writes the digests anew, for the libraries that are installed: those of
`.ci/constraints.txt` and of the machine. A digest that moves has its reason in CHANGELOG.md, in the same commit.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
from collections.abc import Mapping
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kporisk import resources
from kporisk.reports.renderer import renderer
from kporisk.workflow.verify import verify
from kporisk.workflow.verify.result import Outcome
from tests.golden.printed import EDITIONS, EXAMPLES, case_file, printed
from tests.shared import printed_once

GOLDEN = Path(__file__).parent / "pdf_digests.json"
PRINTED_TWICE = "legal-process-firm"
"""In both languages, with a field for a signature and out of a register. Of the others the digest says that they were printed the same."""
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def libraries() -> Mapping[str, str]:
    """What besides this program decides the bytes, by its version."""
    found: Any = renderer((resources.folder("report_templates"),))["libraries"]
    return dict(sorted(found.items()))


def unlike(there: Mapping[str, str], here: Mapping[str, str]) -> list[str]:
    """Each library that is not the one for which the digests hold, with both versions."""
    names = sorted({*there, *here})
    return [f"{name} {here.get(name, 'none')} (golden: {there.get(name, 'none')})" for name in names if there.get(name) != here.get(name)]


def golden(file: Path = GOLDEN) -> Mapping[str, Any]:
    """The digests, and the libraries for which they hold."""
    with file.open(encoding="utf-8") as opened:
        fcntl.flock(opened, fcntl.LOCK_SH)
        found: Mapping[str, Any] = json.load(opened)
    return found


def written(name: str, digest: str, here: Mapping[str, str], file: Path = GOLDEN) -> None:
    """Write one digest down; what was written for other libraries is dropped. Several processes may do so at once."""
    with file.open("a+", encoding="utf-8") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        opened.seek(0)
        text = opened.read()
        before = json.loads(text) if text else {"libraries": {}, "reports": {}}
        kept = {} if unlike(before["libraries"], here) else before["reports"]
        reports = {each: found for each, found in {**kept, name: digest}.items() if each in EDITIONS}
        opened.truncate(0)
        opened.write(json.dumps({"libraries": dict(here), "reports": dict(sorted(reports.items()))}, indent=2) + "\n")


@pytest.mark.parametrize("name", EDITIONS)
def test_an_example_is_verified_and_has_its_golden_digest(name: str, update: bool, tmp_path_factory: pytest.TempPathFactory) -> None:
    content = printed(tmp_path_factory, name).read_bytes()
    with nullcontext() if name == PRINTED_TWICE else printed_once():
        result = verify(content, at=NOW)
    assert {check.name: check.outcome for check in result.checks} == dict.fromkeys(
        ("file", "data", "recomputed", "pages", "signatures"), Outcome.OK
    )
    assert result.outcome is Outcome.OK
    here, digest = libraries(), hashlib.sha256(content).hexdigest()
    if update:
        written(name, digest, here)
    wanted = golden()
    if others := unlike(wanted["libraries"], here):
        pytest.skip(f"verified; its digest is not compared, since other libraries print here: {', '.join(others)}")
    assert digest == wanted["reports"].get(name), "the pages moved; if they should, run with --update and say why in CHANGELOG.md"


def test_every_example_has_its_edition_and_its_digest(update: bool) -> None:
    cases = {*EXAMPLES.glob("*.yaml"), *EXAMPLES.glob("*/case.yaml")}
    assert {case_file(name) for name in EDITIONS} == cases
    # While they are written, another process may not have come to its own.
    assert update or set(golden()["reports"]) == set(EDITIONS)


def test_another_library_is_named_with_both_versions() -> None:
    here = libraries()
    assert unlike(here, here) == [] and {"weasyprint", "pydyf", "fonttools", "pango", "harfbuzz", "zlib"} <= set(here)
    others = unlike({**here, "pango": "1.0.0", "gone": "2"}, here)
    assert others == ["gone none (golden: 2)", f"pango {here['pango']} (golden: 1.0.0)"]


def test_a_digest_is_written_beside_the_others_and_those_of_other_libraries_are_dropped(tmp_path: Path) -> None:
    file, (one, other, *_) = tmp_path / "digests.json", EDITIONS
    written(one, "1", {"pango": "1"}, file)
    written(other, "2", {"pango": "1"}, file)
    assert golden(file) == {"libraries": {"pango": "1"}, "reports": {one: "1", other: "2"}}
    written(other, "3", {"pango": "2"}, file)
    assert golden(file) == {"libraries": {"pango": "2"}, "reports": {other: "3"}}
