"""What is asked of a vendor, and what rules may read of the engagement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kporisk.assessment.prepared import PreparedChecklist
from kporisk.model.assessment import Derived
from kporisk.model.band import Band
from kporisk.model.checklist import Question
from kporisk.rules.evaluate import Facts

Asked = list[tuple[PreparedChecklist, list[Question]]]


def asked(prepared: Sequence[PreparedChecklist], least_weight: float, facts: Facts) -> tuple[Asked, list[Question]]:
    """The questions asked of each checklist, and those that are not: too light for the depth, or their condition is false.

    Knock-out questions are never too light. A condition that cannot be decided asks.
    """
    chosen: Asked = []
    left_out: list[Question] = []
    for checklist in prepared:
        if checklist.applies is not None and checklist.applies.test(facts) is False:
            left_out.extend(checklist.checklist.questions)
            continue
        questions: list[Question] = []
        for question, condition in checklist.questions:
            deep_enough = question.weight >= least_weight or question.knock_out is not None
            wanted = deep_enough and (condition is None or condition.test(facts) is not False)
            (questions if wanted else left_out).append(question)
        if questions:
            chosen.append((checklist, questions))
    return chosen, left_out


def derived_facts(derived: Derived) -> Mapping[str, object]:
    """What rules may read of what follows from the engagement; a pair whose ends differ is not known."""
    return {
        "public_data_only": derived.public_data_only,
        "personal_data": derived.personal_data,
        "high_value_information": derived.high_value_information,
        "cross_border": derived.cross_border,
        "client_gdpr": derived.client_gdpr,
        "restricted_transfer": derived.restricted_transfer,
        "vendor_doj_country_of_concern": derived.vendor_doj_country_of_concern,
        "language_level": derived.language_level,
        "overlap_hours": _settled(derived.overlap_hours),
        "jurisdiction_points": _settled(derived.jurisdiction_points),
    }


def _settled(band: Band[float]) -> float | None:
    return band.told if band.told == band.proven else None
