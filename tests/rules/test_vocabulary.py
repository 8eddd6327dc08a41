from __future__ import annotations

import pytest

from kporisk.rules.tree import Name, Root
from kporisk.rules.vocabulary import Boolean, Choice, Countries, Country, Language, Moment, Numeric, Several, Type, Vocabulary

from .room import FACTS, QUESTIONS, VOCABULARY


@pytest.mark.parametrize(
    ("root", "key", "kind", "may_be_unknown"),
    [
        (Root.ANSWERS, "nda", Choice(("signed", "late", "draft", "none")), True),
        (Root.ANSWERS, "controls", Several(("usb", "dlp", "mark")), True),
        (Root.ANSWERS, "mfa", Numeric(0, 100, "not_measured", ascending=True), True),
        (Root.ANSWERS, "patching", Numeric(0, None, "not_measured", ascending=False), True),
        (Root.ANSWERS, "hours", Numeric(0, 12), True),
        (Root.ANSWERS, "pentest", Moment("never"), True),
        (Root.ANSWERS, "review", Moment(), True),
        (Root.ENGAGEMENT, "relation", Choice(("captive", "third", "platform")), False),
        (Root.ENGAGEMENT, "data", Several(("public", "personal", "health", "secret")), False),
        (Root.ENGAGEMENT, "temps", Boolean(), False),
        (Root.ENGAGEMENT, "jobs", Numeric(0), False),
        (Root.ENGAGEMENT, "spend", Numeric(), True),
        (Root.ENGAGEMENT, "end", Moment(), True),
        (Root.ENGAGEMENT, "client", Country(), False),
        (Root.ENGAGEMENT, "places", Countries(), False),
        (Root.ENGAGEMENT, "language", Language(), False),
        (Root.DERIVED, "client_gdpr", Boolean(), False),
        (Root.DERIVED, "overlap_hours", Numeric(0, 9), True),
        (Root.DERIVED, "jurisdiction_points", Numeric(0, 100), True),
    ],
)
def test_every_name_has_the_type_of_its_question_or_fact(root: Root, key: str, kind: Type, may_be_unknown: bool) -> None:
    entry = VOCABULARY.entry(Name(root, key))
    assert entry.type == kind
    assert entry.may_be_unknown is may_be_unknown


def test_time_zones_cannot_be_read() -> None:
    assert "timezones" not in VOCABULARY.entries[Root.ENGAGEMENT]
    assert VOCABULARY.unusable == {"timezones"}


def test_countries_have_their_names_where_the_table_gives_them() -> None:
    assert VOCABULARY.country("DE", "fr") == "Allemagne (DE)"
    assert VOCABULARY.country("ZZ", "fr") == "ZZ"
    assert Vocabulary.of(QUESTIONS, FACTS, countries=["DE"]).country("DE", "en") == "DE"
