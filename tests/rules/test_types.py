from __future__ import annotations

import pytest

from kporisk.rules.complaint import RuleError
from kporisk.rules.evaluate import compile
from kporisk.rules.parser import parse
from kporisk.rules.types import check
from kporisk.rules.vocabulary import Vocabulary

from .room import FACTS, QUESTIONS, VOCABULARY, messages


@pytest.mark.parametrize(
    "source",
    [
        "true",
        "answers.nda == 'none'",
        "'none' == answers.nda",
        "answers.nda in ['draft', 'none'] && !(answers.nda != 'none' || derived.cross_border)",
        "answers.controls == []",
        "answers.controls == ['usb', 'dlp']",
        "'usb' in answers.controls",
        "has_any(answers.controls, ['usb'])",
        "has_all(['usb'], answers.controls)",
        "has_any(engagement.places, engagement.storage)",
        "has_any(engagement.places, ['FR'])",
        "size(answers.controls) < 3",
        "size(engagement.places) > 200",
        "satisfaction(answers.nda) <= 0.3",
        "satisfaction(answers.nda) in [0, 1]",
        "answers.mfa <= 40",
        "answers.mfa == 'not_measured'",
        "answers.mfa in [0, 'not_measured']",
        "answers.patching > 100000",
        "answers.hours > derived.overlap_hours",
        "answers.pentest < date('2026-01-31')",
        "answers.pentest == 'never'",
        "answers.pentest > answers.review",
        "months_since(answers.pentest) > 24",
        "months_since(engagement.end) >= -3",
        "engagement.temps",
        "engagement.temps == true",
        "engagement.temps != derived.cross_border",
        "engagement.client == 'FR'",
        "engagement.client in ['FR', 'DE']",
        "engagement.vendor in engagement.places",
        "engagement.client != engagement.vendor",
        "engagement.language in ['fr', 'gsw']",
        "engagement.spend >= 0 || engagement.spend < -1e6",
        "derived.language_level != 'same_language'",
        "derived.jurisdiction_points >= 50",
    ],
)
def test_what_says_something_is_accepted(source: str) -> None:
    assert messages(source) == []


@pytest.mark.parametrize(
    ("source", "message"),
    [
        # names
        ("answers.ndaa == 'none'", "there is no answers.ndaa. Did you mean nda?"),
        ("answers.relation == 'captive'", "there is no answers.relation. Did you mean engagement.relation?"),
        ("derived.gdpr", "there is no derived.gdpr. Did you mean client_gdpr?"),
        ("answers.zzzz == 1", "there is no answers.zzzz. Known: controls, history, hours, humped, mfa, nda, patching, pentest, review."),
        ("engagement.timezones == 'x'", "engagement.timezones cannot be read by a rule"),
        # options
        ("answers.nda == 'non'", "answers.nda has no option 'non'. Did you mean none?"),
        ("'non' == answers.nda", "answers.nda has no option 'non'. Did you mean none?"),
        ("answers.nda in ['draft', 'xyz']", "answers.nda has no option 'xyz'. Its options: draft, late, none, signed."),
        ("has_any(answers.controls, ['usbb'])", "answers.controls has no option 'usbb'. Did you mean usb?"),
        ("has_all(['usbb'], answers.controls)", "answers.controls has no option 'usbb'. Did you mean usb?"),
        ("'usbb' in answers.controls", "answers.controls has no option 'usbb'. Did you mean usb?"),
        ("answers.controls == ['usbb']", "answers.controls has no option 'usbb'. Did you mean usb?"),
        ("answers.mfa == 'never'", "answers.mfa has no option 'never'. Its options: not_measured."),
        ("answers.pentest == 'nevr'", "answers.pentest has no option 'nevr'. Did you mean never?"),
        ("derived.language_level == 'nonee'", "derived.language_level has no option 'nonee'. Did you mean none?"),
        # ranges
        ("answers.mfa <= 101", "101 is outside the range: answers.mfa is between 0 and 100"),
        ("-1 < answers.mfa", "-1 is outside the range: answers.mfa is between 0 and 100"),
        ("answers.patching < -0.5", "-0.5 is outside the range: answers.patching is at least 0"),
        ("engagement.jobs == -1", "-1 is outside the range: engagement.jobs is at least 0"),
        ("derived.overlap_hours > 10", "10 is outside the range: derived.overlap_hours is between 0 and 9"),
        ("satisfaction(answers.nda) <= 30", "30 is outside the range: satisfaction(answers.nda) is between 0 and 1"),
        ("size(answers.controls) > 4", "4 is outside the range: size(answers.controls) is between 0 and 3"),
        # unlike types
        ("answers.nda == 1", "unlike types: answers.nda is an option, this is a number"),
        ("answers.nda in [1]", "unlike types: answers.nda is an option, this is a number"),
        ("answers.nda == true", "unlike types: answers.nda is an option, this is true or false"),
        ("answers.nda == ['none']", "unlike types: answers.nda is an option, this is a list"),
        ("answers.mfa == date('2026-01-31')", "unlike types: answers.mfa is a number, this is a date"),
        ("answers.hours == 'not_measured'", "unlike types: answers.hours is a number, this is a text"),
        ("answers.review == 'never'", "unlike types: answers.review is a date, this is a text"),
        ("answers.pentest < 3", "unlike types: answers.pentest is a date, this is a number"),
        ("answers.controls == 'usb'", "unlike types: answers.controls is a list of options, this is a text"),
        ("engagement.temps == 'yes'", "unlike types: engagement.temps is true or false, this is a text"),
        ("engagement.places == [1]", "unlike types: engagement.places is a country, this is a number"),
        ("answers.nda == answers.history", "unlike types: the options of two names are never the same thing; compare each with its own"),
        ("answers.nda == engagement.client", "unlike types: an option and a country cannot be compared"),
        ("answers.mfa == answers.pentest", "unlike types: a number and a date cannot be compared"),
        ("answers.mfa == answers.mfa", "both sides are the same"),
        ("'a' == 'a'", "two fixed values are compared; one side must be a name"),
        ("1 < 2", "two fixed values are compared; one side must be a name"),
        ("'a' in ['a']", "two fixed values are compared; one side must be a name"),
        ("has_any(['a'], ['a'])", "two fixed values are compared; one side must be a name"),
        # order
        ("answers.nda < 'none'", "an option has no order; compare it with ==, != or in"),
        ("engagement.temps > true", "true or false has no order; write it alone, or with ! for its opposite"),
        ("answers.controls < 3", "a list of options has no order; use has_any, has_all, size or =="),
        ("answers.mfa < 'not_measured'", "'not_measured' has no order; compare it with == or !=, and a number with a value"),
        ("engagement.client < engagement.vendor", "a country has no order; use == or !="),
        # in
        ("answers.nda in []", "nothing is in an empty list"),
        ("answers.controls in ['usb']", "answers.controls is a list of options; write has_any(answers.controls, […])"),
        ("answers.nda in 'none'", "the right side of `in` is a list in [ ] or a name that holds several values"),
        ("'none' in answers.nda", "answers.nda is an option, not a list; compare it with =="),
        ("1 in answers.mfa", "answers.mfa is a number, not a list; compare it with =="),
        ("answers.nda in answers.controls",
         "the right side of `in` is a list or a name that holds several of the left; answers.controls is not"),
        ("answers.nda in size(answers.controls)",
         "the right side of `in` is a list or a name that holds several of the left; size(answers.controls) is not"),
        # conditions
        ("answers.nda", "answers.nda is an option, not a condition; compare it with ==, != or in"),
        ("!answers.mfa", "answers.mfa is a number, not a condition; compare it with <, <=, > or >="),
        ("answers.controls && true", "answers.controls is a list of options, not a condition; use has_any, has_all, size or =="),
        ("engagement.places", "engagement.places is a list of countries, not a condition; use has_any, has_all, size or =="),
        ("engagement.language", "engagement.language is a language, not a condition; compare it with ==, != or in"),
        ("answers.pentest", "answers.pentest is a date, not a condition; compare it with <, <=, > or >="),
        ("months_since(answers.pentest)", "months_since gives a number, not a condition; compare it with <, <=, > or >="),
        ("1", "a number is not a condition"),
        ("true && 'a'", "a text is not a condition"),
        ("[] || true", "a list is not a condition"),
        ("date('2026-01-31')", "a date is not a condition"),
        ("(answers.nda == 'none') == true",
         "a condition cannot be compared; write it alone, with ! for its opposite, or join with && and ||"),
        ("true != has_any(answers.controls, ['usb'])",
         "a condition cannot be compared; write it alone, with ! for its opposite, or join with && and ||"),
        ("!engagement.temps == true", "a condition cannot be compared; write !(…) round the whole comparison, or !="),
        # functions
        ("size(answers.mfa) < 2", "size takes a name that holds several options, not answers.mfa"),
        ("size(['a']) < 2", "size takes a name that holds several options, not a list"),
        ("size(size(answers.controls)) < 2", "size takes a name that holds several options, not size(answers.controls)"),
        ("size(size(1)) < 2", "size takes a name that holds several options, not size(a number)"),
        ("size(!true) < 2", "size takes a name that holds several options, not a condition"),
        ("size(answers.controls, 1) < 2", "size takes a name that holds several options: 1 argument, not 2"),
        ("months_since(answers.mfa) > 2", "months_since takes the name of a date, not answers.mfa"),
        ("months_since(date('2026-01-31')) > 2", "months_since takes the name of a date, not a date"),
        ("satisfaction(engagement.relation) > 0", "satisfaction takes the name of an answer, not engagement.relation"),
        ("has_any(answers.controls)", "has_any takes two lists: 2 arguments, not 1"),
        ("has_any(answers.nda, ['none'])", "answers.nda is an option, not a list; compare it with ==, != or in"),
        ("has_any(answers.controls, 'usb')", "has_any takes two lists; a text is none"),
        ("has_any(answers.controls, [])", "the list is empty, so that this is never or always true"),
        ("has_any(answers.controls, engagement.data)", "two names are compared that do not hold the same kind of values"),
        ("has_any(engagement.places, engagement.places)", "two names are compared that do not hold the same kind of values"),
        # countries and languages
        ("engagement.client == 'UK'", "there is no country 'UK'; countries are two capital letters (ISO 3166-1). Did you mean GB?"),
        ("engagement.client == 'fr'", "there is no country 'fr'; countries are two capital letters (ISO 3166-1). Did you mean FR?"),
        ("engagement.client == 'Allemagne'",
         "there is no country 'Allemagne'; countries are two capital letters (ISO 3166-1). Did you mean DE?"),
        ("has_any(engagement.places, ['ZZ'])", "there is no country 'ZZ'; countries are two capital letters (ISO 3166-1)."),
        ("engagement.language == 'French'", "'French' is not a language code; write two small letters, such as 'fr'"),
        ("engagement.language == 'FR'", "'FR' is not a language code; write two small letters, such as 'fr'"),
    ],
)  # fmt: skip
def test_what_cannot_be_true_is_refused(source: str, message: str) -> None:
    assert message in messages(source)


def test_all_complaints_come_at_once_each_at_its_place() -> None:
    source = "answers.ndaa == 'none' && answers.mfa <= 101 || !(answers.history in ['hiden', 'clean'])"
    complaints = check(parse(source), VOCABULARY)
    assert [source[complaint.start : complaint.end] for complaint in complaints] == ["answers.ndaa", "101", "'hiden'"]
    with pytest.raises(RuleError) as caught:
        compile(parse(source), VOCABULARY)
    assert caught.value.complaints == complaints


@pytest.mark.parametrize(
    "source", ["answers.unknown < answers.mfa", "size(answers.unknown) > 1", "has_any(answers.unknown, ['a'])", "'a' in answers.unknown",
               "answers.unknown in ['a']", "answers.mfa in answers.unknown", "has_any(answers.unknown, answers.controls)",
               "!answers.unknown",
               "size(answers.unknown)"]
)  # fmt: skip
def test_an_unknown_name_is_complained_about_once(source: str) -> None:
    assert len(messages(source)) == 1


def test_a_condition_on_whether_to_ask_reads_no_answers() -> None:
    assert check(parse("engagement.temps && derived.cross_border"), VOCABULARY, roots=("engagement", "derived")) == ()
    complaints = check(parse("engagement.temps && answers.nda == 'x'"), VOCABULARY, roots=("engagement", "derived"))
    assert [complaint.message for complaint in complaints] == [
        "answers.nda cannot be read here; this condition may read derived and engagement only"
    ]


def test_without_a_table_of_countries_any_two_capital_letters_are_one() -> None:
    vocabulary = Vocabulary.of(QUESTIONS, FACTS)
    assert check(parse("engagement.client == 'ZZ'"), vocabulary) == ()
    assert check(parse("engagement.client in ['Z', 'zz', 'É1']"), vocabulary) != ()


def test_a_mere_list_of_countries_is_enough() -> None:
    vocabulary = Vocabulary.of(QUESTIONS, FACTS, countries={"FR", "GB"})
    assert check(parse("engagement.client == 'FR'"), vocabulary) == ()
    (complaint,) = check(parse("engagement.client == 'gb'"), vocabulary)
    assert complaint.message.endswith("Did you mean GB?")
