"""What follows from the engagement facts and the tables of countries, without being asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import cast

from kporisk.jurisdiction.languages import weakest
from kporisk.jurisdiction.law import client_gdpr, needs_transfer_tool
from kporisk.jurisdiction.profiles import Tables, seen
from kporisk.model.assessment import Derived, JurisdictionProfile
from kporisk.model.band import Band
from kporisk.model.case import EngagementValue
from kporisk.model.method import JurisdictionPoints
from kporisk.model.territory import LegalFacts, Territories

PERSONAL = frozenset({"personal_data", "special_category", "phi", "payment_card"})
HIGH_VALUE = frozenset(
    {
        "trade_secret",
        "source_code",
        "unpublished_invention",
        "mnpi",
        "privileged_legal",
        "export_controlled",
        "client_strategy",
        "phi",
        "special_category",
    }
)
SENSITIVE = frozenset({"high", "crown_jewel"})


def public_data_only(data_classes: Collection[str]) -> bool:
    """True where the vendor sees public information and nothing else."""
    return set(data_classes) == {"public_only"}


def personal_data(data_classes: Collection[str]) -> bool:
    """True where the vendor sees data about persons."""
    return not PERSONAL.isdisjoint(data_classes)


def high_value_information(data_classes: Collection[str], competitive_sensitivity: str) -> bool:
    """True where the vendor sees a class of high value, or information whose competitive sensitivity is high."""
    return competitive_sensitivity in SENSITIVE or not HIGH_VALUE.isdisjoint(data_classes)


def derive(
    engagement: Mapping[str, EngagementValue],
    *,
    territories: Territories,
    legal: LegalFacts,
    points: JurisdictionPoints,
    as_of: date,
) -> tuple[Derived, tuple[JurisdictionProfile, ...]]:
    """What follows from a complete engagement, and a profile of each vendor and delivery country, sorted by code.

    Raises KeyError where a required engagement fact is missing or a country does not exist: the reader of cases lets neither through.
    """
    client = cast(str, engagement["client_country"])
    countries = sorted({cast(str, engagement["vendor_country"]), *cast("tuple[str, ...]", engagement["delivery_countries"])})
    classes = cast("tuple[str, ...]", engagement["data_classes"])
    language = cast(str, engagement["working_language"])
    timezones = cast("Mapping[str, str]", engagement.get("timezones", {}))
    gdpr, personal = client_gdpr(client, legal), personal_data(classes)
    tables = Tables(territories, legal, points)
    transfer = gdpr and personal
    views = [
        seen(tables, country, client=client, working_language=language, timezones=timezones, transfer=transfer, as_of=as_of)
        for country in countries
    ]
    profiles = tuple(view.profile for view in views)
    derived = Derived(
        public_data_only=public_data_only(classes),
        personal_data=personal,
        high_value_information=high_value_information(classes, cast(str, engagement["competitive_sensitivity"])),
        cross_border=any(country != client for country in countries),
        client_gdpr=gdpr,
        restricted_transfer=transfer and any(needs_transfer_tool(country, client=client, legal=legal) for country in countries),
        vendor_doj_country_of_concern=not legal.doj_countries_of_concern.isdisjoint(countries),
        language_level=weakest(view.profile.language_level for view in views),
        overlap_hours=Band(min(view.hours.least.told for view in views), min(view.hours.least.proven for view in views)),
        jurisdiction_points=Band(max(view.profile.points.told for view in views), max(view.profile.points.proven for view in views)),
    )
    return derived, profiles
