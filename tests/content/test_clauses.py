"""Every clause that the shipped checklists cite exists, where a list of the framework's clauses is at hand."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
CHECKLISTS = ROOT / "checklists"
CLAUSES = ROOT / "tests" / "data" / "clause_ids.json"


class Citation(NamedTuple):
    """One cited clause and who cites it."""

    file: str
    by: str
    reference: str


def _yaml(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def citations() -> Iterator[Citation]:
    """All references of questions and rules, in the order of the files."""
    for path in sorted(CHECKLISTS.rglob("questions.json")):
        for name, question in json.loads(path.read_text(encoding="utf-8"))["properties"].items():
            for reference in question["x-kporisk"].get("references", ()):
                yield Citation(str(path.relative_to(ROOT)), name, reference)
    for path in sorted(CHECKLISTS.rglob("rules.yaml")):
        for rule in _yaml(path) or ():
            for reference in rule.get("references", ()):
                yield Citation(str(path.relative_to(ROOT)), rule["id"], reference)


def normalised(framework: str, clause: str) -> str:
    """A clause as the list of its framework writes it: GDPR `28(3)(b)` is `28.3.b` there, and a bare `44` is `Article 44`."""
    if framework != "GDPR":
        return clause
    parts = [part for part in re.split(r"[().]+", clause) if part]
    return f"Article {parts[0]}" if len(parts) == 1 else ".".join(parts)


def complaint(reference: str, known: Mapping[str, frozenset[str]], frameworks: frozenset[str]) -> str | None:
    """What is wrong with a reference, or None."""
    framework, separator, clause = reference.partition(":")
    if not separator or not clause:
        return "a reference is framework:clause"
    if framework not in frameworks:
        return f"{framework} is not in references.yaml"
    if framework in known and normalised(framework, clause) not in known[framework]:
        return f"{framework} has no {clause}"
    return None


@pytest.fixture(scope="module")
def known() -> Mapping[str, frozenset[str]]:
    """The clauses that exist, by framework."""
    listed = json.loads(CLAUSES.read_text(encoding="utf-8"))
    return {framework: frozenset(clauses) for framework, clauses in listed.items() if framework != "note"}


@pytest.fixture(scope="module")
def frameworks() -> frozenset[str]:
    """The frameworks that reports can name."""
    return frozenset(_yaml(CHECKLISTS / "references.yaml")["frameworks"])


def test_every_cited_clause_exists(known: Mapping[str, frozenset[str]], frameworks: frozenset[str]) -> None:
    wrong = [
        f"{citation.file}: {citation.by}: {citation.reference}: {said}"
        for citation in citations()
        if (said := complaint(citation.reference, known, frameworks)) is not None
    ]
    assert wrong == []


def test_what_is_checked_is_not_nothing(known: Mapping[str, frozenset[str]]) -> None:
    cited = list(citations())
    checked = [citation for citation in cited if citation.reference.partition(":")[0] in known]
    assert {"questions.json", "rules.yaml"} == {Path(citation.file).name for citation in cited}
    assert {citation.reference.partition(":")[0] for citation in checked} == set(known)
    assert len(checked) > 700


def test_no_reference_is_cited_twice_by_one_question_or_rule() -> None:
    assert [citation for citation, times in Counter(citations()).items() if times > 1] == []


def test_rules_cite_only_what_questions_cite_where_no_list_is_at_hand(known: Mapping[str, frozenset[str]]) -> None:
    cited = [citation for citation in citations() if citation.reference.partition(":")[0] not in known]
    by_questions = {citation.reference for citation in cited if citation.file.endswith("questions.json")}
    assert [citation for citation in cited if citation.reference not in by_questions] == []


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("ISO:A.9.99", "ISO has no A.9.99"),
        ("ISO:A.5.38", "ISO has no A.5.38"),
        ("800-53:PS-6(9)", "800-53 has no PS-6(9)"),
        ("GDPR:28(3)(z)", "GDPR has no 28(3)(z)"),
        ("GDPR:144", "GDPR has no 144"),
        ("DORA:30.2.z", "DORA has no 30.2.z"),
        ("CSF:GV.SC-11", "CSF has no GV.SC-11"),
        ("TSC:CC6.9", "TSC has no CC6.9"),
        ("CCM:HRS-99", "CCM has no HRS-99"),
        ("MVSP:9.9", "MVSP has no 9.9"),
        ("COBIT:APO10", "COBIT is not in references.yaml"),
        ("A.5.12", "a reference is framework:clause"),
        ("ISO:", "a reference is framework:clause"),
    ],
)
def test_a_made_up_clause_is_caught(reference: str, said: str, known: Mapping[str, frozenset[str]], frameworks: frozenset[str]) -> None:
    assert complaint(reference, known, frameworks) == said


@pytest.mark.parametrize(
    "reference", ["GDPR:28(3)(b)", "GDPR:44", "GDPR:5(1)(f)", "DORA:30.3.e", "ISO:A.6.6", "800-53:PS-6(3)", "TSD:2(1)(c)"]
)
def test_a_real_clause_passes(reference: str, known: Mapping[str, frozenset[str]], frameworks: frozenset[str]) -> None:
    assert complaint(reference, known, frameworks) is None
