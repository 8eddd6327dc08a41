"""The scope of an engagement: the client's own facts, as they stand, and as a file to fill in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kporisk.documents.cases.carried import carry
from kporisk.documents.cases.normal import case_from_normal
from kporisk.documents.cases.questionnaire import engagement_questionnaire
from kporisk.documents.results.values import fact_text
from kporisk.model.case import Vendor
from kporisk.model.checklist import Fact
from kporisk.model.scale import Text
from kporisk.workflow.programme.state import state_of
from kporisk.workflow.workspace.opened import Workspace


@dataclass(frozen=True, slots=True)
class Stated:
    """One fact with what was stated: as in a document, and in words; None where it was not."""

    fact: Fact
    value: Any
    text: Text | None


@dataclass(frozen=True, slots=True)
class Scope:
    """All facts in the order of the checklist; `missing`: those that must be stated and are not."""

    facts: tuple[Stated, ...]
    missing: tuple[str, ...]


def scope_of(workspace: Workspace, id: str) -> Scope:
    """The facts of a vendor's engagement, as they stand with the pinned checklists."""
    checklists = workspace.library.checklists
    _, document = _stated(workspace, id)
    values = case_from_normal(document, checklists).engagement
    facts = tuple(
        Stated(fact, document["engagement"].get(fact.id), fact_text(fact, values[fact.id], checklists) if fact.id in values else None)
        for fact in checklists.engagement
    )
    return Scope(facts, tuple(one.fact.id for one in facts if one.fact.required and one.text is None))


def scope_file(workspace: Workspace, id: str, *, lang: str) -> str:
    """The facts as a `kporisk.engagement/1` file to fill in, what is known filled in already."""
    vendor, document = _stated(workspace, id)
    return engagement_questionnaire(document["engagement"], workspace.library.checklists, lang=lang, vendor=vendor, filled=True)


def _stated(workspace: Workspace, id: str) -> tuple[Vendor, dict[str, Any]]:
    """The vendor, and a case with its engagement facts as they fit the pinned checklists."""
    state = state_of(workspace.register, workspace.vendor(id))
    document = {
        "format": "kporisk.case/1",
        "vendor": {"id": state.facts.id, "name": state.facts.name},
        "engagement": dict(state.engagement or {}),
        "response": {"answered_on": "2000-01-01", "respondents": [], "evidence": {}, "answers": {}},
        "reviews": {"evidence": [], "waivers": []},
    }
    return Vendor(state.facts.id, state.facts.name), dict(carry(document, workspace.library.checklists).document)
