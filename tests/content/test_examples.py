"""The example cases: what `kporisk demo` shows and what people copy from tells the story that its first lines promise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from kporisk import resources
from kporisk.assessment.assess import assess
from kporisk.documents.cases.normal import normal_form
from kporisk.documents.cases.reader import read_case
from kporisk.model.assessment import Assessment, Depth, EvidenceState, QuestionStatus, Recommendation, RuleOutcome
from kporisk.model.band import Tier
from kporisk.model.case import Case, Outcome, Status
from kporisk.reports.characters import clean, uncovered
from kporisk.workflow.library import Library, library

AS_OF = date(2026, 11, 24)
FOLDER = resources.folder("checklists") / "examples"
CAPTIVE, FREELANCE, ANALYTICS, MEDICAL, LEGAL = FIVE = (
    "captive-research-centre.yaml",
    "freelance-platform.yaml",
    "analytics-firm/case.yaml",
    "medical-coder.yaml",
    "legal-process-firm.yaml",
)
HOSTILE = "hostile.yaml"
five = pytest.mark.parametrize("name", FIVE)
every = pytest.mark.parametrize("name", [*FIVE, HOSTILE])


@cache
def _library() -> Library:
    return library()


@cache
def _case(name: str) -> Case:
    return read_case(FOLDER / name, _library().checklists)


@cache
def _assessed(name: str, depth: Depth | None = None) -> Assessment:
    return assess(_library().checklists, _library().method, _case(name), AS_OF, depth=depth)


def _comment(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return lines[: next(index for index, line in enumerate(lines) if not line.startswith("#"))]


def _parts(name: str) -> list[Path]:
    path = FOLDER / name
    return sorted(path.parent.glob("*.yaml")) if "/" in name else [path]


def test_no_example_is_forgotten() -> None:
    found = {path.relative_to(FOLDER) for path in FOLDER.rglob("*") if path.is_file()}
    assert found == {path.relative_to(FOLDER) for name in (*FIVE, HOSTILE) for path in _parts(name)}


@every
def test_each_file_says_in_a_few_lines_what_it_shows(name: str) -> None:
    for path in _parts(name):
        assert 3 <= len(_comment(path)) <= 7, path
        assert all(len(line) <= 120 for line in _comment(path)), path


@five
def test_reads_without_a_doubt(name: str) -> None:
    told = [warning.pointer for warning in _case(name).warnings]
    assert told == (["$.response"] if name == MEDICAL else []), "only the medical coder's response is not declared"


@five
def test_answers_many_questions_and_only_such_as_are_asked(name: str) -> None:
    answers = _case(name).response.answers
    asked = {result.question.id for result in _assessed(name, Depth.FULL).questions if result.status is not QuestionStatus.NOT_ASKED}
    assert 80 <= len(answers) <= 120
    assert set(answers) <= asked
    assert set(answers) < asked, "some questions are left open"


@five
def test_mixes_the_ways_to_answer(name: str) -> None:
    answers = _case(name).response.answers.values()
    assert {answer.status for answer in answers} == set(Status)
    assert sum(answer.note is not None for answer in answers) >= 5
    assert sum(answer.by is not None for answer in answers) >= 20
    assert sum(answer.by is None for answer in answers) >= 20, "the short form too"
    assert any(citation.place for answer in answers for citation in answer.evidence)


@five
def test_evidence_is_plausible(name: str) -> None:
    response = _case(name).response
    question = _library().checklists.question
    cited = {
        (citation.evidence, response.evidence[citation.evidence].kind, id)
        for id, answer in response.answers.items()
        for citation in answer.evidence
    }
    assert 10 <= len(response.evidence) <= 25
    assert {evidence for evidence, _, _ in cited} == set(response.evidence), "what is declared is cited"
    assert [(id, kind) for _, kind, id in sorted(cited) if kind not in question[id].evidence] == []
    digests = [item.sha256 for item in response.evidence.values() if item.sha256]
    assert len(set(digests)) == len(digests)
    assert not any(re.fullmatch(r"(.)\1*", digest) for digest in digests)


@five
def test_some_evidence_counts_and_some_does_not(name: str) -> None:
    states = {cited.state for result in _assessed(name).questions for cited in result.evidence}
    assert EvidenceState.COUNTS in states
    assert states & {EvidenceState.TOO_OLD, EvidenceState.EXPIRED}
    assert states & {EvidenceState.NO_DIGEST, EvidenceState.NO_ISSUE_DATE}
    assert EvidenceState.KIND_NOT_NAMED not in states


def test_the_five_show_every_way_in_which_evidence_can_fail() -> None:
    states = {cited.state for name in (*FIVE, HOSTILE) for result in _assessed(name).questions for cited in result.evidence}
    assert states == set(EvidenceState) - {EvidenceState.KIND_NOT_NAMED}


@five
def test_somebody_else_reviewed(name: str) -> None:
    case = _case(name)
    reviews = case.reviews.evidence
    assert {review.outcome for review in reviews} == set(Outcome)
    assert not {review.by for review in reviews} & {person.name for person in case.response.respondents}
    assert all(review.note for review in reviews if review.outcome is Outcome.REJECTED)
    assert all(case.response.answered_on <= review.on <= AS_OF for review in reviews)
    cited = {(citation.evidence, id) for id, answer in case.response.answers.items() for citation in answer.evidence}
    assert {(review.evidence, question) for review in reviews for question in review.questions} <= cited


@five
def test_the_outcome_is_the_one_that_the_file_promises(name: str) -> None:
    assessment = _assessed(name)
    told, proven = (tier.name.lower() for tier in (assessment.tier.told, assessment.tier.proven))
    recommendation = assessment.recommendation.value.replace("_", " ")
    assert f"# Outcome: {told} as told, {proven} as proven: {recommendation}." in _comment(FOLDER / name)


def test_the_outcomes_are_spread() -> None:
    found = [_assessed(name).recommendation for name in FIVE]
    assert set(found) == set(Recommendation) - {Recommendation.APPROVE}
    assert [name for name in FIVE if _assessed(name).recommendation is Recommendation.APPROVE_WITH_CONDITIONS] == [LEGAL]
    assert min(FIVE, key=lambda name: _assessed(name).score.proven) == LEGAL


def test_well_told_and_little_proven_makes_the_widest_band() -> None:
    wide = {name: _assessed(name).score.proven - _assessed(name).score.told for name in FIVE}
    assert max(wide, key=wide.__getitem__) == ANALYTICS
    assert wide[ANALYTICS] > 25
    assert wide[LEGAL] < wide[ANALYTICS] / 2


def test_the_missing_agreement_alone_makes_the_medical_coder_critical() -> None:
    assessment = _assessed(MEDICAL)
    assert assessment.score.proven < 50
    assert assessment.tier.told is assessment.tier.proven is Tier.CRITICAL
    fired = [result.rule.id for result in assessment.rules if result.outcome is RuleOutcome.FIRES and result.rule.floor == "critical"]
    assert fired == ["ko-md-baa"]


def test_one_waiver_is_in_force_on_a_floor_that_fires_and_others_are_past() -> None:
    in_force = {
        (name, result.rule.id, result.outcome)
        for name in FIVE
        for result in _assessed(name).rules
        if result.waiver is not None and result.waiver.until >= AS_OF
    }
    assert in_force == {(CAPTIVE, "ko-hc-screening-coverage", RuleOutcome.FIRES)}
    past = {(name, waiver.rule) for name in FIVE for waiver in _case(name).reviews.waivers if waiver.until < AS_OF}
    assert past == {(MEDICAL, "ko-md-baa"), (LEGAL, "ko-ip-team-segregation")}
    captive = _assessed(CAPTIVE)
    assert captive.tier.told is Tier.MODERATE, "the waiver lifts the floor"
    assert captive.tier_without_waivers.told is Tier.HIGH


def test_the_examples_speak_several_languages_and_scripts() -> None:
    def scripts(name: str) -> set[str]:
        text = (FOLDER / name).read_text(encoding="utf-8")
        return {unicodedata.name(character).split()[0] for character in text if unicodedata.category(character)[0] == "L"}

    assert {"LATIN", "GREEK", "CYRILLIC", "DEVANAGARI"} <= scripts(FREELANCE)
    notes = " ".join(answer.note or "" for answer in _case(ANALYTICS).response.answers.values())
    assert {"les", "des", "du", "chaque"} <= set(notes.split())


def test_the_hostile_case_is_valid_and_keeps_its_text() -> None:
    case = _case(HOSTILE)
    written = " ".join(filter(None, (text for answer in case.response.answers.values() for text in (answer.note, answer.reason))))
    titles = " ".join(item.title for item in case.response.evidence.values())
    for poison in ("<script>", "{{ 7*7 }}", "{% for", "url(http://", "file:///etc/passwd", "=HYPERLINK(", "DROP TABLE", "]52;c;"):
        assert poison in written, poison
    for poison in ("javascript:", "<iframe", "</style>", "\\write18", "data:text/html;base64,"):
        assert poison in titles, poison
    assert case.vendor.name.startswith("<script>alert('vendor')</script>")
    assert _assessed(HOSTILE).questions


def test_the_hostile_case_carries_what_the_reader_has_to_tame() -> None:
    text = (FOLDER / HOSTILE).read_text(encoding="utf-8")
    assert re.search(r"(\\u03[0-6][0-9a-f]){300}", text), "300 combining marks on one letter"
    assert "\\u202e" in text and "\\u200b" in text
    answers = _case(HOSTILE).response.answers.values()
    longest = max((answer.note or "" for answer in answers), key=len)
    assert 7_900 <= len(longest) <= 8_000
    assert any(re.fullmatch(r"\S{490,}", answer.note or "") for answer in answers)
    assert not any("\u202e" in (text or "") for answer in answers for text in (answer.note, answer.reason))
    assert _case(HOSTILE).warnings, "what was removed is told"


@every
def test_the_bundled_fonts_can_show_every_character_that_is_left(name: str) -> None:
    fonts = tuple(sorted((resources.folder("report_templates") / "fonts").glob("*.ttf")))
    assert fonts
    assert uncovered("".join(clean(text) for text in _texts(normal_form(_case(name)))), fonts) == ()


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from (str(key), *_texts(item))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
