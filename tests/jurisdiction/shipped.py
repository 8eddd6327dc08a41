"""The shipped tables, read once for all tests of this room."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from kporisk.documents.content.facts import read_legal_facts, read_territories
from kporisk.documents.content.method import load_method
from kporisk.jurisdiction import profile
from kporisk.model.assessment import JurisdictionFact, JurisdictionProfile
from kporisk.resources import folder

TERRITORIES = read_territories(folder("checklists"))
LEGAL = read_legal_facts(folder("checklists"))
POINTS = load_method([folder("checklists")]).jurisdiction
TODAY = date(2026, 11, 24)

countries = st.sampled_from(sorted(TERRITORIES.by_code))
profiled = st.sampled_from(sorted(LEGAL.profiles))
days = st.dates(date(2026, 1, 1), date(2036, 12, 31))
languages = st.sampled_from(("en", "fr", "hi", "de", "ja", "en-GB"))


@st.composite
def stated_zones(draw: st.DrawFn, *codes: str) -> dict[str, str]:
    """A working time zone for some of `codes`."""
    return {code: draw(st.sampled_from(sorted(TERRITORIES.by_code[code].zones))) for code in codes if draw(st.booleans())}


def seen(
    country: str,
    client: str = "FR",
    *,
    language: str = "en",
    zones: dict[str, str] | None = None,
    transfer: bool = True,
    as_of: date = TODAY,
) -> JurisdictionProfile:
    """`country` seen from `client` with the shipped tables."""
    return profile(
        country,
        client=client,
        working_language=language,
        timezones=zones or {},
        client_gdpr_personal_data=transfer,
        territories=TERRITORIES,
        legal=LEGAL,
        points=POINTS,
        as_of=as_of,
    )


def fact(name: str, of: JurisdictionProfile) -> JurisdictionFact:
    """The one fact of a profile with this name."""
    (found,) = (fact for fact in of.facts if fact.id == name)
    return found
