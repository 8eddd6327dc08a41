"""What is doubtful in a case, so that nobody wonders why the band did not narrow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from kporisk.assessment.polarity import affirms
from kporisk.model.assessment import CitedEvidence, EvidenceState, QuestionResult
from kporisk.model.case import Case, DocumentWarning
from kporisk.model.checklist import Checklists
from kporisk.model.scale import Text
from kporisk.rules.figures import Figures
from kporisk.rules.words import TONGUES

_MISSING: Mapping[EvidenceState, Text] = {
    EvidenceState.KIND_NOT_NAMED: {
        "en": "is of a kind that this question does not ask for",
        "fr": "n'est pas d'une nature demandée par cette question",
    },
    EvidenceState.NO_DIGEST: {"en": "has no recorded SHA-256", "fr": "n'a pas d'empreinte SHA-256 enregistrée"},
    EvidenceState.NO_ISSUE_DATE: {"en": "has no issue date", "fr": "n'a pas de date d'émission"},
    EvidenceState.EXPIRED: {"en": "has expired", "fr": "a expiré"},
    EvidenceState.TOO_OLD: {"en": "is older than its kind allows", "fr": "est plus ancienne que ne l'admet sa nature"},
    EvidenceState.REJECTED: {"en": "was rejected by the reviewer", "fr": "a été rejetée par l'examinateur"},
    EvidenceState.REVIEWER_IS_RESPONDENT: {"en": "was accepted by a respondent", "fr": "a été acceptée par un répondant"},
    EvidenceState.NOT_REVIEWED: {
        "en": "has not been accepted for this question by a reviewer",
        "fr": "n'a pas été acceptée pour cette question par un examinateur",
    },
}


def warnings(case: Case, results: Mapping[str, QuestionResult], checklists: Checklists, as_of: date) -> tuple[DocumentWarning, ...]:
    """Evidence that does not count and why, waivers that ended or lift nothing, and facts of law that may be out of date."""
    return (*_evidence(results.values()), *_waivers(case, checklists, as_of), *_law(case, checklists, as_of))


def _evidence(results: Iterable[QuestionResult]) -> Iterable[DocumentWarning]:
    for result in results:
        for item in result.evidence:
            if item.state is not EvidenceState.COUNTS and not _told_elsewhere(result, item):
                missing = _MISSING[item.state]
                yield DocumentWarning(
                    "response",
                    f"$.response.answers.{result.question.id}.evidence",
                    {
                        "en": f"the evidence {item.evidence} {missing['en']}: it shows no more than the answer itself",
                        "fr": f"la preuve {item.evidence} {missing['fr']} : elle ne démontre rien de plus que la réponse",
                    },
                    item.evidence,
                )


def _told_elsewhere(result: QuestionResult, item: CitedEvidence) -> bool:
    """Whether it is a contradiction: what has expired behind a yes."""
    return item.state is EvidenceState.EXPIRED and result.answer is not None and affirms(result.question, result.answer)


def _waivers(case: Case, checklists: Checklists, as_of: date) -> Iterable[DocumentWarning]:
    for index, waiver in enumerate(case.reviews.waivers):
        if as_of > waiver.until:
            yield DocumentWarning(
                "reviews",
                f"$.reviews.waivers[{index}]",
                {
                    "en": f"the waiver of {waiver.rule} ended on {_day(waiver.until, 'en')} and lifts nothing any more",
                    "fr": f"la dérogation à {waiver.rule} a pris fin le {_day(waiver.until, 'fr')} et ne lève plus rien",
                },
            )


def _law(case: Case, checklists: Checklists, as_of: date) -> Iterable[DocumentWarning]:
    """Adequacy decisions that ended after the answers were given: the numbers stay those of the day of the answers."""
    countries = {case.engagement["vendor_country"], *case.engagement["delivery_countries"]}  # type: ignore[misc]
    for country in sorted(map(str, countries)):
        fact = checklists.legal.profiles.get(country, {}).get("eu_adequacy")
        if fact is not None and fact.expires is not None and case.response.answered_on <= fact.expires < as_of:
            name = checklists.territories.by_code[country].name
            yield DocumentWarning(
                "engagement",
                "$.engagement",
                {
                    "en": f"the adequacy decision ({name['en']}) is recorded as ended on {_day(fact.expires, 'en')}: "
                    "have counsel confirm it, then assess again",
                    "fr": f"la décision d'adéquation ({name['fr']}) est enregistrée comme échue le {_day(fact.expires, 'fr')} : "
                    "faire confirmer par un conseil, puis réévaluer",
                },
            )


def _day(day: date, lang: str) -> str:
    return Figures(TONGUES[lang]).day(day)
