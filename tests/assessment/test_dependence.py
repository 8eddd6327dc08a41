from __future__ import annotations

import pytest

from kporisk.assessment.dependence import FactWanted, dependence
from kporisk.model.case import EngagementValue
from tests.worlds import shipped

FOUND = dependence(shipped().checklists)


def test_answers_that_rules_read_beside_each_other() -> None:
    assert FOUND.beside == {
        "ds_independent_assurance": ("ds_assurance_date",),
        "ds_assurance_date": ("ds_independent_assurance",),
        "ds_incident_history": ("ds_monitoring",),
        "ds_monitoring": ("ds_incident_history",),
        "hc_screening_coverage": ("hc_screening_scope",),
        "hc_screening_scope": ("hc_screening_coverage",),
        "tr_exit_plan": ("tr_substitute",),
        "tr_substitute": ("tr_exit_plan",),
        "tr_retained_team": ("wi_skill_dependency",),
        "wi_skill_dependency": ("tr_retained_team",),
        "wi_consultation": ("wi_impact_assessment",),
        "wi_impact_assessment": ("wi_consultation",),
    }, "rules that read facts besides tie nothing: the gate waits for the contract, not for the people's screening"


def test_questions_that_are_asked_for_one_fact() -> None:
    assert FOUND.on_fact["wi_consultation"] == FactWanted("client_has_works_council", None)
    assert FOUND.on_fact["ip_subcontract_flowdown"] == FactWanted("subcontracting", "none")
    assert {"ds_mfa", "ds_bcp", "wi_redeployment", "lc_forum", "ip_local_formalities"}.isdisjoint(FOUND.on_fact)


@pytest.mark.parametrize(
    ("wanted", "value", "stated"),
    [
        (FactWanted("x", None), True, True),
        (FactWanted("x", None), False, False),
        (FactWanted("x", None), None, False),
        (FactWanted("x", "none"), "disclosed", True),
        (FactWanted("x", "none"), "none", False),
        (FactWanted("x", "none"), "unknown", False),
        (FactWanted("x", "none"), None, False),
    ],
)
def test_whether_the_client_has_stated_so(wanted: FactWanted, value: EngagementValue | None, stated: bool) -> None:
    assert wanted.stated({} if value is None else {"x": value}) is stated
