from __future__ import annotations

from datetime import date

import pytest

from kporisk.assessment.phrases import LONGEST
from kporisk.assessment.quoting import answer_quoted, day, fact_quoted, quoted
from kporisk.model.case import EngagementValue
from kporisk.model.scale import Value
from tests.worlds import shipped

CHECKLISTS = shipped().checklists
N = "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("id", "value", "en", "fr"),
    [
        ("hc_disciplinary", "no", "“No”", f"«{N}Non{N}»"),
        ("ds_bcp", (), "“None of these”", f"«{N}Aucun de ces éléments{N}»"),
        ("ds_mfa", 97.5, "“97.5%”", f"«{N}97,5{N}%{N}»"),
        ("ds_mfa", "not_measured", "“Not measured”", f"«{N}Non mesurée{N}»"),
        ("ds_assurance_date", date(2026, 7, 1), "“1 July 2026”", f"«{N}1er juillet 2026{N}»"),
    ],
)
def test_answers(id: str, value: Value, en: str, fr: str) -> None:
    question = CHECKLISTS.question[id]
    assert (answer_quoted(question, value, "en"), answer_quoted(question, value, "fr")) == (en, fr)


def test_several_options_stand_in_their_order() -> None:
    found = answer_quoted(CHECKLISTS.question["ip_remedies"], ("uncapped", "injunction"), "en")
    texts = {option.value: option.text["en"] for option in CHECKLISTS.question["ip_remedies"].scale.options}  # type: ignore[union-attr]
    assert found == f"“{texts['injunction']}, {texts['uncapped']}”"


@pytest.mark.parametrize(
    ("id", "value", "en"),
    [
        ("subcontracting", "none", "“None, and forbidden”"),
        ("uses_contractors", True, "“Yes”"),
        ("uses_contractors", False, "“No”"),
        ("annual_spend_eur", 300000, "“300,000”"),
        ("contract_end", date(2027, 3, 31), "“31 March 2027”"),
        ("vendor_country", "IN", "“India”"),
        ("delivery_countries", ("FR", "IN"), "“France, India”"),
        ("working_language", "en", "“en”"),
        ("timezones", {"US": "America/Chicago"}, "“US America/Chicago”"),
    ],
)
def test_facts(id: str, value: EngagementValue, en: str) -> None:
    assert fact_quoted(CHECKLISTS.fact[id], value, CHECKLISTS, "en") == en


def test_a_text_stands_on_one_line_and_is_shortened() -> None:
    assert quoted(" a\n\tb ", "en") == "“a b”"
    assert quoted("x" * LONGEST, "en") == f"“{'x' * LONGEST}”"
    assert quoted("x" * (LONGEST + 1), "en") == f"“{'x' * (LONGEST - 1)}…”"
    assert day(date(2026, 2, 3), "fr") == "3 février 2026"
