"""`kporisk explain`: every number back to its answers."""

from __future__ import annotations

import math
import re
from typing import Any, NamedTuple

import pytest

from kporisk.errors import ExitCode
from tests.cli.programme import VENDOR, Programme

ENDS = ("told", "proven")
ROW = re.compile(r" {2,}(\d+[.,]\d\d) +(\d+[.,]\d\d)  ( *)(\S.*)")


def _sum(parts: list[dict[str, Any]], end: str) -> float:
    return math.fsum(part["contribution"][end] if "contribution" in part else part[end] for part in parts)


class Row(NamedTuple):
    """Hundredths as told and as proven, and whether it is a part of a line above."""

    points: tuple[int, int]
    deep: bool


def _rows(out: str) -> list[Row]:
    found = [match.groups() for line in out.splitlines() if (match := ROW.fullmatch(line))]
    return [Row((int(re.sub("[.,]", "", told)), int(re.sub("[.,]", "", proven))), bool(deep)) for told, proven, deep, _ in found]


def test_the_score_is_its_domains_and_each_domain_its_questions(programme: Programme) -> None:
    made = programme.json("explain", VENDOR)
    stored = programme.json("assess", VENDOR, "--as-of", "2026-11-25", "--no-record")
    assert (made["about"], made["score"]) == ("score", stored["score"])
    for end in ENDS:
        assert _sum(made["domains"], end) == pytest.approx(made["score"][end], abs=1e-9)
        for domain in made["domains"]:
            parts = [domain["base"], *domain["questions"], domain["further"]]
            assert _sum(parts, end) == pytest.approx(domain["contribution"][end], abs=1e-9)
            whole = programme.json("explain", VENDOR, domain["id"])
            assert _sum([whole["base"], *whole["questions"]], end) == pytest.approx(domain["contribution"][end], abs=1e-9)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_is_shown_sums_to_what_is_shown(programme: Programme, lang: str) -> None:
    *rows, total = _rows(programme.ran("explain", VENDOR, "--lang", lang))
    wholes = [row for row in rows if not row.deep]
    assert len(wholes) == 7
    for end in (0, 1):
        assert sum(row.points[end] for row in wholes) == total.points[end] > 0
        assert sum(row.points[end] for row in rows if row.deep) == total.points[end]
    *parts, whole = _rows(programme.ran("explain", VENDOR, "hiring_control", "--lang", lang))
    assert tuple(sum(row.points[end] for row in parts) for end in (0, 1)) == whole.points


def test_a_question_is_led_back_to_answer_evidence_review_and_rules(programme: Programme) -> None:
    made = programme.json("explain", VENDOR, "ip_nda_entity")
    assert (made["about"], made["value"], made["by"]) == ("question", "signed_before", "ab")
    assert {rule["id"] for rule in made["rules"]} == {"ko-ip-nda-entity", "gate-signed-though-people-unbound"}
    assert [one["how"] for one in made["lowered_by"]] == ["strengthen"]
    out = " ".join(programme.ran("explain", VENDOR, "ip_nda_entity").split())
    for said in ("Answered by: Anne-Laure Besson", "counts as a document", "Accepted by Camille Rostand, 13 November 2026", "Weight: 5"):
        assert said in out
    assert "ko-ip-nda-entity: clear; lowest tier CRITICAL" in out and "Confidence, 0 to 1: 0.85" in out


def test_what_would_lower_it_follows_from_what_became_of_the_question(programme: Programme) -> None:
    ways = {id: [one["how"] for one in programme.json("explain", VENDOR, id)["lowered_by"]] for id in ("hc_attrition", "lc_urgent_relief")}
    assert "remediate" in ways["hc_attrition"] and "answer" in ways["lc_urgent_relief"]
    shown = programme.json("explain", VENDOR, "ip_ai_tools")["lowered_by"]
    assert {kind["kind"] for one in shown if one["how"] == "show" for kind in one["documents"]} >= {"ai_policy"}


def test_a_rule_says_what_it_read(programme: Programme) -> None:
    id = "rights-created-under-a-law-nobody-read"
    made = programme.json("explain", VENDOR, id)
    assert (made["about"], made["outcome"], made["waiver"]) == ("rule", "possible", None)
    assert {one["name"] for one in made["read"]} >= {"derived.cross_border", "ip_local_formalities", "engagement.deliverable_ip"}
    out = " ".join(programme.ran("explain", VENDOR, id).split())
    assert "Outcome: cannot be excluded" in out and "Models, data sets (engagement.deliverable_ip)" in out


def test_an_assessment_of_earlier_is_explained_as_it_was(programme: Programme) -> None:
    first = programme.json("history", VENDOR)["assessments"][0]
    by_day = programme.json("explain", VENDOR, "hc_attrition", "--on", "2026-11-24")
    assert by_day == programme.json("explain", VENDOR, "hc_attrition", "--record", str(first["record"]))
    assert (by_day["record"], by_day["value"]) == (first["record"], 12)
    assert programme.json("explain", VENDOR, "hc_attrition")["value"] == 60


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("hc_atrition",), "did you mean hc_attrition?"),
        (("ko-ip-nda-entety",), "did you mean ko-ip-nda-entity?"),
        (("data_securty",), "did you mean data_security?"),
        (("headcount",), f"a fact that you state yourself: kporisk scope {VENDOR}"),
        (("xyzzy",), "without an id, the score is explained"),
        (("ds_mfa", "--record", "1", "--on", "2026-11-20"), "give one of them"),
        (("ds_mfa", "--record", "1"), "record 1 is no assessment"),
    ],
)
def test_what_there_is_not_is_answered_with_the_nearest(programme: Programme, arguments: tuple[str, ...], said: str) -> None:
    done = programme.run("explain", VENDOR, *arguments)
    assert (done.code, done.out) == (ExitCode.USAGE, "") and said in done.err


@pytest.mark.parametrize("id", ["ds_mfa", "hc_insider_programme", "ko-ds-mfa", "service_modules"])
def test_every_view_fits_a_terminal_of_80_cells_in_both_languages(programme: Programme, id: str) -> None:
    for lang in ("en", "fr"):
        assert max(map(len, programme.ran("explain", VENDOR, id, "--lang", lang).splitlines())) <= 80
