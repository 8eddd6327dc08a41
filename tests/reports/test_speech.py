"""Both languages say everything, in their own words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from kporisk import resources
from kporisk.errors import RenderingError, UsageError
from kporisk.model.assessment import Depth, EvidenceState, RuleOutcome
from kporisk.model.band import Tier
from kporisk.model.case import Outcome
from kporisk.model.checklist import Respondent, Severity
from kporisk.reports.edition import Edition
from kporisk.reports.render import html, languages
from kporisk.reports.speech import speech
from tests.reports.catalogues import said
from tests.reports.report_factory import document

ROOT = Path(__file__).resolve().parents[2]
FOLDER = resources.folder("report_templates")
LANGUAGES = ("en", "fr")


def test_every_text_is_translated_with_the_same_places() -> None:
    english, french = (said(lang) for lang in LANGUAGES)
    assert english.keys() == french.keys() and len(english) > 400
    for key, text in english.items():
        places = set(re.findall(r"\{(\w+)", text)) - {"n"}
        assert places == set(re.findall(r"\{(\w+)", french[key])) - {"n"}, key
        assert text.strip() and french[key].strip(), key


TERMINAL = ("terminal.", "country_lines.")
"""Words for terminals, whose lines keep the spaces before double marks themselves."""


def test_french_keeps_its_spaces_before_double_marks() -> None:
    for key, text in said("fr").items():
        assert key.startswith(TERMINAL) or not re.search(r" [:;!?»]|« |\w[;!?]", text), (key, text)


def test_every_closed_word_has_a_label() -> None:
    closed: dict[str, Iterable[str]] = {
        "tier": [tier.word for tier in Tier],
        "severity": list(Severity),
        "depth": list(Depth),
        "outcome": list(RuleOutcome),
        "review": list(Outcome),
        "respondent": list(Respondent),
        "evidence_state": list(EvidenceState),
    }
    for lang in ("en", "fr"):
        for group, names in closed.items():
            assert {f"labels.{group}.{name}" for name in names} <= said(lang).keys(), (lang, group)


def test_every_fact_of_law_and_its_values_have_words() -> None:
    table = json.loads((resources.folder("checklists") / "legal_facts.json").read_text(encoding="utf-8"))
    for country in table["countries"].values():
        for name, fact in country.items():
            assert f"labels.law.{name}" in said("fr")
            if isinstance(fact.get("value"), str):
                assert f"labels.law_value.{name}.{fact['value']}" in said("fr"), (name, fact["value"])


class Visible(HTMLParser):
    """Collects the text that a reader sees, and the titles of figures."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden = tag == "style"

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.texts.append(data)


def marked(node: Any) -> Any:
    """The document with its content in neither language, so that what remains is the interface's."""
    if isinstance(node, Mapping):
        if set(node) == {"en", "fr"}:
            return {"en": "ENGLISH", "fr": "FRENCH"}
        return {key: marked(value) for key, value in node.items()}
    if isinstance(node, list):
        return [marked(value) for value in node]
    return node


ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the of and is are was were not no with without by from for to that this which what who where when if it its they them their "
        "be been has have had can cannot will would does do says said shown proven told answer answered answers tier finding findings "
        "request requests "
        "rule rules evidence weight gap until because days hours language languages law country vendor severity either unknown known yes "
        "never always only also than more most least at one two further",
    )
)


def test_no_english_of_the_interface_is_left_in_french() -> None:
    assessment = marked(document(most=4, answered=0.6))
    for question in assessment["questions"]:
        question["note"] = question["reason"] = None
        for cited in question["evidence"]:
            cited["title"] = "x"
            for review in cited["reviews"]:
                review["note"] = None
    assessment["respondents"] = [{"id": "ri", "name": "X", "role": "", "domains": []}]
    assessment["declaration"] = {"name": "X", "role": "x", "on": "2026-11-20"}
    assessment["frameworks"] = {}
    shown = Visible()
    shown.feed(html(assessment, edition=Edition(("fr",))))
    assert not [text for text in shown.texts if "ENGLISH" in text]
    for text in shown.texts:
        plain = re.sub(r"[0-9a-f]{64}|\$[\w.]+|\b\w+(?:[_-]\w+)+|Common law", "", text)
        assert not set(re.findall(r"[a-z]+", plain.lower())) & ENGLISH, text


THE_SAME = frozenset(
    re.findall(
        r"\w+",
        "Base Clauses client Common Date Dimension Document kporisk law Note Page points Points Question Questions Score Source Sources "
        "Standard Version Original Pages Signatures "
        "Condition condition document Organisation possible questions version Impact Module Satisfaction",
    )
)


def test_what_reads_the_same_in_both_languages_is_a_word_of_both() -> None:
    english, french = (said(lang) for lang in LANGUAGES)
    for key in english:
        if english[key] == french[key]:
            assert set(re.findall(r"[A-Za-z]{4,}", re.sub(r"\{\w+\}", "", english[key]))) <= THE_SAME, key


def test_numbers_dates_and_plurals_follow_the_language() -> None:
    english, french = (speech(lang, (FOLDER,)) for lang in ("en", "fr"))
    assert (english.number(1234.56, 1), french.number(1234.56, 1)) == ("1,234.6", "1\u202f234,6")
    assert english.number(-3) == "−3"
    assert (english.percent(0.352), french.percent(0.352)) == ("35%", "35\u00a0%")
    assert (english.day("2026-11-24"), french.day("2026-11-24")) == ("24 November 2026", "24 novembre 2026")
    assert (english.day("2026-06"), english.day("2025"), english.day(None)) == ("June 2026", "2025", "–")
    assert french.count("why.more_rules", 0) == french.count("why.more_rules", 1) != french.count("why.more_rules", 2)
    assert english.count("why.more_rules", 0) != english.count("why.more_rules", 1)
    assert english.count("why.more_rules", 1_200).startswith("1,200 further")
    assert (english.day("2026-03-01"), french.day("2026-03-01")) == ("1 March 2026", "1er mars 2026")
    assert (english.day("2026-03-21"), french.day("2026-03-21")) == ("21 March 2026", "21 mars 2026")
    assert french.enumeration(["a", "b", "c"]) == "a, b et c"
    assert (english.country("IN"), french.country("IN"), english.country("QQ")) == ("India", "Inde", "QQ")
    assert french.language("de") == "allemand"


def test_an_id_without_words_is_still_readable() -> None:
    assert speech("en", (FOLDER,)).label("value", "an_own_option") == "an own option"


def test_a_language_that_is_not_there_is_named_with_those_that_are() -> None:
    assert languages() == ("en", "fr")
    with pytest.raises(UsageError, match=r"'de'.*en, fr"):
        html(document(most=1), edition=Edition(("de",)))
    with pytest.raises(UsageError):
        html(document(most=1), edition=Edition(("../words/en",)))


def test_a_missing_word_says_which_and_where() -> None:
    with pytest.raises(RenderingError, match=r"'en' lacks cover.no_such_note: add it to words/en.yaml"):
        speech("en", (FOLDER,)).say("cover.no_such_note")


def test_an_organisation_lays_its_words_over_ours(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "en.yaml").write_text("marking: Geheim & eigen\n", encoding="utf-8")
    text = html(document(most=1), edition=Edition(("en",)), templates=(tmp_path,))
    assert "Geheim &amp; eigen" in text
    assert "For the general counsel" in text


@pytest.mark.parametrize(
    ("text", "lang", "set_as"),
    [
        ("the client's own", "en", "the client’s own"),
        ("Is it so?", "en", "Is it so?"),
        ("80 % of them", "en", "80% of them"),
        (
            "Qu'est-ce que c'est ? Rien ; 5 % : voir « ici »",
            "fr",
            "Qu’est-ce que c’est\u202f? Rien\u202f; 5\u202f%\u00a0: voir «\u00a0ici\u00a0»",
        ),
    ],
)
def test_our_own_texts_are_typeset_and_other_peoples_left_alone(text: str, lang: str, set_as: str) -> None:
    spoken = speech(lang, (resources.folder("report_templates"),))
    assert spoken.text({lang: text}) == set_as
    assert spoken.text(text) == text
