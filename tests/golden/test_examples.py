"""What the examples come to: every number that a reader would act on, held against a snapshot that is read in the diff.

`pytest tests/golden --update` writes the snapshots anew; a change in them has its reason in CHANGELOG.md, in the same commit.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.command import DAY, EXAMPLES, run

SNAPSHOTS = Path(__file__).parent / "examples"
CASES = tuple(sorted(str(path.relative_to(EXAMPLES)) for path in (*EXAMPLES.glob("*.yaml"), *EXAMPLES.glob("*/case.yaml"))))

Document = Mapping[str, Any]


@cache
def _assessment(case: str) -> Document:
    done = run("assess", EXAMPLES / case, "--as-of", DAY, "--format", "json")
    assert (done.code, done.err) == (0, "")
    document = json.loads(done.out)
    assert isinstance(document, dict)
    return document


@cache
def _schema() -> Document:
    done = run("schema", "assessment")
    assert (done.code, done.err) == (0, "")
    schema = json.loads(done.out)
    assert isinstance(schema, dict)
    return schema


def _snapshot(case: str) -> Path:
    return SNAPSHOTS / (case.removesuffix("/case.yaml").removesuffix(".yaml") + ".txt")


def _pair(pair: Mapping[str, float]) -> str:
    return f"{pair['told']:.6f} {pair['proven']:.6f}"


def _words(pair: Mapping[str, Any]) -> str:
    return f"{pair['told']} {pair['proven']}"


def reduced(document: Document) -> str:
    """The assessment without texts, digests and versions: one thing a line, ordered as reports show it."""
    return "".join(f"{line}\n" for line in _lines(document))


def _lines(document: Document) -> Iterator[str]:
    tier = document["tier"]
    yield f"vendor {document['vendor']['id']}"
    yield f"answered_on {document['answered_on']}  as_of {document['as_of']}  next_assessment_on {document['next_assessment_on']}"
    yield f"recommendation {document['recommendation']}"
    yield f"score {_pair(document['score'])}"
    yield f"tier {_words(tier)}  decided {tier['decided']}  without_waivers {_words(tier['without_waivers'])}"
    yield f"depth {document['depth']}  declared {document['declared']}"
    yield from ("", "inherent", *(f"  {name} {_pair(pair)}" for name, pair in document["inherent"].items()))
    yield from ("", "derived", *(f"  {name} {_plain(value)}" for name, value in document["derived"].items()))
    yield from ("", "jurisdiction", *(_country(one) for one in document["jurisdiction"]))
    yield from ("", "coverage", *(f"  {name} {count}" for name, count in document["coverage"].items()))
    yield from ("", "proof", *(f"  {name} {count}" for name, count in document["proof"].items()))
    yield from ("", "domains", *(line for one in document["domains"] for line in _domain(one)))
    yield from ("", "rules", *(_rule(one) for one in document["rules"] if one["outcome"] != "clear"))
    for kind in ("findings", "requests"):
        yield from ("", kind, *(f"  {one['id']}  {one['basis']}  {one['severity']}  {_pair(one['loss'])}" for one in document[kind]))
    yield from ("", "plan", *_plan(document["plan"]))
    yield from ("", "sensitivity", *(_sensitivity(one) for one in document["sensitivity"]))
    yield from ("", "warnings", *(f"  {one['source']}: {one['pointer']}: {one['message']['en']}" for one in document["warnings"]))
    yield from ("", "waivers", *(f"  {one['rule']} until {one['until']}" for one in document["waivers"]))


def _plain(value: object) -> str:
    return _pair(value) if isinstance(value, dict) else str(value)


def _country(one: Document) -> str:
    hours = one["overlap_hours"]
    overlap = f"{hours['least']} to {hours['most']} h"
    return (
        f"  {one['country']}  points {_pair(one['points'])}  language {one['language_level']}  overlap {overlap}  apart {one['days_apart']}"
    )


def _domain(one: Document) -> Iterator[str]:
    yield f"  {one['id']}  weight {one['weight']}"
    yield from (
        f"    {name} {_pair(one[name])}" for name in ("impact", "likelihood", "inherent", "gap", "residual", "base", "contribution")
    )


def _rule(one: Document) -> str:
    waived = "" if one["waiver"] is None else f"  waived until {one['waiver']['until']}"
    return f"  {one['id']}  {one['outcome']}  floor {one['floor']}{waived}"


def _plan(plan: Document) -> Iterator[str]:
    yield f"  score {plan['score']:.6f}  tier {plan['tier']}  reached {plan['reached']}"
    yield from (f"  {one['kind']}: {' '.join(one['questions'])}" for one in plan["documents"])


def _sensitivity(one: Document) -> str:
    return f"  {one['domain']}  halved {_words(one['omega_halved'])}  doubled {_words(one['omega_doubled'])}"


@pytest.mark.parametrize("case", CASES)
def test_an_example_comes_to_what_it_came_to(case: str, update: bool) -> None:
    path, now = _snapshot(case), reduced(_assessment(case))
    if update:
        path.parent.mkdir(exist_ok=True)
        path.write_text(now, encoding="utf-8")
    then = path.read_text(encoding="utf-8") if path.exists() else ""
    moved = list(difflib.unified_diff(then.splitlines(), now.splitlines(), "snapshot", "now", n=1, lineterm=""))
    assert not moved, "this example moved; if it should, run with --update and say why in CHANGELOG.md\n" + "\n".join(moved)


def test_every_snapshot_has_its_example() -> None:
    assert {path.name for path in SNAPSHOTS.iterdir()} == {_snapshot(case).name for case in CASES}


def test_snapshots_hold_nothing_that_moves_by_itself() -> None:
    for case in CASES:
        document, text = _assessment(case), _snapshot(case).read_text(encoding="utf-8")
        assert document["sources"]["case_sha256"] not in text
        assert document["kporisk_version"] not in text.split()


def test_a_moved_number_shows(update: bool) -> None:
    document = json.loads(json.dumps(_assessment(CASES[0])))
    document["findings"][0]["loss"]["told"] += 2e-6
    changed = [
        line for line in difflib.ndiff(reduced(_assessment(CASES[0])).splitlines(), reduced(document).splitlines()) if line[0] in "+-"
    ]
    assert [line[:2] for line in changed] == ["- ", "+ "]


@pytest.mark.parametrize("case", CASES)
def test_an_assessment_keeps_to_its_published_schema(case: str) -> None:
    Draft202012Validator.check_schema(_schema())
    validator = Draft202012Validator(_schema(), format_checker=Draft202012Validator.FORMAT_CHECKER)
    faults = [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(_assessment(case))]
    assert faults == []


@pytest.mark.parametrize(
    "path",
    [
        "score",
        "score.told",
        "tier.without_waivers",
        "findings.0.loss",
        "requests.0.evidence_wanted",
        "domains.0.gap.proven",
        "plan.reached",
    ],
)
def test_the_schema_misses_what_is_taken_away(path: str) -> None:
    document = json.loads(json.dumps(_assessment(CASES[0])))
    *way, last = path.split(".")
    place = document
    for step in way:
        place = place[int(step) if step.isdigit() else step]
    del place[last]
    assert list(Draft202012Validator(_schema()).iter_errors(document))


@pytest.mark.parametrize(
    ("path", "value"), [("recommendation", "maybe"), ("tier.told", "grave"), ("score.told", 101), ("extra", 1), ("as_of", "24/11/2026")]
)
def test_the_schema_refuses_what_is_wrong(path: str, value: object) -> None:
    document = json.loads(json.dumps(_assessment(CASES[0])))
    *way, last = path.split(".")
    place = document
    for step in way:
        place = place[step]
    place[last] = value
    assert list(Draft202012Validator(_schema()).iter_errors(document))
