from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from kporisk.documents.content.method import load_method
from kporisk.documents.content.schemas import method_schema
from kporisk.documents.files.located import read_located
from kporisk.errors import InvalidDocument, Problem
from kporisk.resources import folder

SHIPPED = folder("checklists")


def organisation(tmp_path: Path, edit: Callable[[str], str]) -> Path:
    own = tmp_path / "own"
    own.mkdir()
    text = (SHIPPED / "method.yaml").read_text(encoding="utf-8")
    changed = edit(text)
    assert changed != text, "the edit found nothing to change"
    (own / "method.yaml").write_text(changed, encoding="utf-8")
    return own


def problems(own: Path) -> list[Problem]:
    with pytest.raises(InvalidDocument) as caught:
        load_method([SHIPPED, own])
    return list(caught.value.problems)


def test_the_shipped_method_has_the_constants_of_the_specification() -> None:
    method = load_method([SHIPPED])
    assert (method.b1, method.b2, method.b, method.eta) == (0.25, 0.5, 0.1, 0.9)
    assert method.tiers == (15, 30, 50)
    assert method.confidence == {"attested": 0.6, "document": 0.85, "record": 0.95, "independent": 1, "observed": 1}
    assert [(domain.id, domain.omega, domain.impact) for domain in method.domains] == [
        ("ip_protection", 25, "value"),
        ("data_security", 25, "value"),
        ("hiring_control", 20, "value"),
        ("legal_cultural_barriers", 15, "value"),
        ("service_modules", 15, "value"),
        ("transition_readiness", 10, "dependence"),
        ("workforce_impact", 5, "dependence"),
    ]
    assert method.jurisdiction.overlap == ((0, 10), (2, 5), (4, 0))
    assert (method.jurisdiction.unprofiled_told, method.jurisdiction.unprofiled_proven) == (50, 100)


def test_the_published_schema_is_a_schema_and_the_shipped_method_keeps_to_it() -> None:
    schema = method_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(read_located(SHIPPED / "method.yaml").value)


def test_an_organisation_replaces_the_method_and_its_digest_changes(tmp_path: Path) -> None:
    own = organisation(tmp_path, lambda text: text.replace("omega: 20", "omega: 21"))
    shipped, changed = load_method([SHIPPED]), load_method([SHIPPED, own])
    assert changed.domains[2].omega == 21
    assert changed.sha256 != shipped.sha256


def test_layout_and_comments_do_not_change_the_digest(tmp_path: Path) -> None:
    own = organisation(
        tmp_path, lambda text: "# our own copy\n" + text.replace("eta: 0.90", "eta: 0.9").replace("  omega", "    omega"[2:])
    )
    assert load_method([SHIPPED, own]).sha256 == load_method([SHIPPED]).sha256


def test_a_folder_without_a_method_leaves_the_shipped_one(tmp_path: Path) -> None:
    assert load_method([SHIPPED, tmp_path]) == load_method([SHIPPED])


def test_without_any_method_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(InvalidDocument, match=r"no folder of checklists has this file"):
        load_method([tmp_path])


@pytest.mark.parametrize(
    ("old", "new", "pointer", "words"),
    [
        ("record: 0.95", "record: 0.7", "$.confidence.record", "stronger evidence has less confidence"),
        ("record: 0.95", "record: 1.95", "$.confidence.record", "must be 1 or less"),
        ("high: 30", "high: 15", "$.tiers.high", "does not begin above"),
        ("core: 5, standard: 4", "core: 3, standard: 4", "$.depth_weight.core", "a shallower depth asks more"),
        ("critical: 3, high: 6", "critical: 9, high: 6", "$.cadence_months.high", "looked at less often"),
        ("high: standard, critical: full", "high: full, critical: core", "$.depth_of_tier.critical", "less deeply"),
        ("major_gap: 0.60", "major_gap: 0.20", "$.major_gap", "below finding_gap"),
        ("told: 50, proven: 100", "told: 60, proven: 50", "$.jurisdiction.unprofiled.proven", "unknown counts most"),
        ("[[0, 10], [2, 5], [4, 0]]", "[[1, 10], [2, 5], [4, 0]]", "$.jurisdiction.overlap[0][0]", "begin at 0"),
        ("[[0, 10], [2, 5], [4, 0]]", "[[0, 10], [4, 5], [2, 0]]", "$.jurisdiction.overlap[2]", "ascend"),
        ("[[0, 10], [2, 5], [4, 0]]", "[[0, 5], [2, 10], [4, 0]]", "$.jurisdiction.overlap[1]", "more points"),
        ("impact: dependence", "impact: dependance", "$.domains.transition_readiness.impact", "did you mean dependence?"),
        ("{exposure: 0.8,", "{exposure: 80%,", "$.domains.data_security.likelihood.exposure", "a number is expected"),
        ("{exposure: 0.8,", "{exposur: 0.8,", "$.domains.data_security.likelihood.exposur", "cannot be a key here"),
        ("finding_gap: 0.30", "finding_gab: 0.30", "$.finding_gab", "did you mean finding_gap?"),
        ("finding_gap: 0.30", "finding_gab: 0.30", "$", "finding_gap is missing"),
        ("omega: 5\n", "omega: 0\n", "$.domains.workforce_impact.omega", "must be more than 0"),
        ("{en: Hiring control, fr: Maîtrise du recrutement}", "{en: Hiring control}", "$.domains.hiring_control.title", "fr is missing"),
        ("version: 1.0.0", "version: 1.0", "$.version", "a text is expected"),
    ],
)
def test_a_fault_is_said_where_it_stands(tmp_path: Path, old: str, new: str, pointer: str, words: str) -> None:
    own = organisation(tmp_path, lambda text: text.replace(old, new, 1))
    found = [problem for problem in problems(own) if problem.pointer == pointer and words in problem.message]
    assert found, problems(own)
    lines = (own / "method.yaml").read_text(encoding="utf-8").splitlines()
    line, key = lines[found[0].line - 1], pointer.rpartition(".")[2].partition("[")[0]
    assert key == "$" or key in line
    assert found[0].source == str(own / "method.yaml")


def test_all_faults_are_said_at_once(tmp_path: Path) -> None:
    own = organisation(tmp_path, lambda text: text.replace("high: 30", "high: 15").replace("record: 0.95", "record: 0.7"))
    assert len(problems(own)) == 2
