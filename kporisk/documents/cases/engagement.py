"""The engagement: the facts that the client states."""

from __future__ import annotations

from collections.abc import Mapping

from kporisk.documents.cases.place import Place
from kporisk.documents.cases.values import fact_value
from kporisk.model.case import EngagementValue
from kporisk.model.checklist import Checklists, FactKind

ENGAGEMENT_FORMAT = "kporisk.engagement/1"


def read_engagement(place: Place, checklists: Checklists) -> Mapping[str, EngagementValue]:
    """All facts that are stated, in the order of the checklist."""
    required = [fact.id for fact in checklists.engagement if fact.required]
    optional = [fact.id for fact in checklists.engagement if not fact.required]
    hints = {question.id: "it is a question; its answer belongs under response.answers" for question in checklists.questions}
    places = place.fields("the engagement facts", required=required, optional=(*optional, "format"), hints=hints)
    facts: dict[str, EngagementValue] = {}
    for fact in checklists.engagement:
        if fact.id in places:
            value = fact_value(places[fact.id], fact, checklists)
            if value is not None:
                facts[fact.id] = value
    _doubt_zones(places, facts, checklists)
    return facts


def _doubt_zones(places: Mapping[str, Place], facts: Mapping[str, EngagementValue], checklists: Checklists) -> None:
    """Warn of a time zone for a country that has no part in this engagement: it changes nothing."""
    involved: set[object] = set()
    for fact in checklists.engagement:
        value = facts.get(fact.id)
        if fact.kind is FactKind.COUNTRY:
            involved.add(value)
        elif fact.kind is FactKind.COUNTRY_LIST and isinstance(value, tuple):
            involved.update(value)
    for fact in checklists.engagement:
        zones = facts.get(fact.id)
        if fact.kind is FactKind.TIMEZONES and isinstance(zones, Mapping):
            for code in zones:
                if code not in involved and (item := places[fact.id].child(code)):
                    item.doubt(
                        f"{code} has no part in this engagement, so its time zone changes nothing",
                        f"{code} n'intervient pas dans cette mission : son fuseau horaire ne change rien",
                    )
