"""A small vocabulary with every kind of name, for the tests of the rule language."""

from __future__ import annotations

from datetime import date
from typing import Any

from kporisk.model.checklist import Fact, FactKind, FactOption, Floor, Question, Respondent, Rule, Severity
from kporisk.model.scale import Age, AnyOf, Number, OneOf, Option, Scale
from kporisk.model.territory import Territory
from kporisk.rules.complaint import RuleError
from kporisk.rules.evaluate import Condition, Facts, compile
from kporisk.rules.parser import parse
from kporisk.rules.types import check
from kporisk.rules.vocabulary import Vocabulary

TODAY = date(2026, 11, 24)


def option(value: str, score: float, en: str, fr: str) -> Option:
    return Option(value, {"en": en, "fr": fr}, score)


def question(key: str, scale: Scale, en: str, fr: str) -> Question:
    text = {"en": en, "fr": fr}
    return Question(key, "data_security", None, "", Respondent.VENDOR, 5, text, scale, None, None, (), text, text, text, (), (), 1)


NOT_MEASURED = option("not_measured", 0, "Not measured", "Non mesuré")
NEVER = option("never", 0, "Never tested", "Jamais testé")
PERCENT = {"en": "%", "fr": "%"}
DAYS = {"en": "days", "fr": "jours"}

QUESTIONS = (
    question(
        "nda",
        OneOf(
            (
                option("signed", 1, "Signed before", "Signé avant"),
                option("late", 0.5, "Signed late", "Signé après"),
                option("draft", 0.1, "Draft only", "Projet seulement"),
                option("none", 0, "No agreement", "Aucun accord"),
            )
        ),
        "Is an agreement signed?",
        "Un accord est-il signé ?",
    ),
    question(
        "history",
        OneOf(
            (
                option("clean", 1, "None", "Aucun"),
                option("corrected", 1, "Corrected", "Corrigé"),
                option("hidden", 0, "Hidden", "Dissimulé"),
            )
        ),
        "Were there incidents?",
        "Y a-t-il eu des incidents ?",
    ),
    question(
        "controls",
        AnyOf(
            (
                option("usb", 0.4, "USB blocked", "USB bloqué"),
                option("dlp", 0.4, "Leaks watched", "Fuites surveillées"),
                option("mark", 0.2, "Pages marked", "Pages marquées"),
            )
        ),
        "Which controls hold?",
        "Quelles mesures s'appliquent ?",
    ),
    question("mfa", Number(0, 100, PERCENT, ((0, 0), (90, 0.3), (100, 1)), NOT_MEASURED), "What share has MFA?", "Quelle part a la MFA ?"),
    question(
        "patching",
        Number(0, None, DAYS, ((0, 1), (30, 0.6), (90, 0)), NOT_MEASURED),
        "How fast is a fix?",
        "En combien de jours corrige-t-on ?",
    ),
    question(
        "hours", Number(0, 12, {"en": "hours", "fr": "heures"}, ((0, 0), (4, 1))), "How many shared hours?", "Combien d'heures communes ?"
    ),
    question("humped", Number(0, 10, PERCENT, ((0, 0), (5, 1), (10, 0))), "How much of it?", "Quelle quantité ?"),
    question("pentest", Age(12, 24, NEVER), "When was the last test?", "De quand date le dernier test ?"),
    question("review", Age(6, 6 + 12), "When was the review?", "De quand date l'examen ?"),
)


def fact(key: str, kind: FactKind, en: str, fr: str, *options: str, required: bool = True) -> Fact:
    chosen = tuple(FactOption(value, {"en": value.title(), "fr": f"{value.title()} (fr)"}) for value in options)
    return Fact(key, kind, {"en": en, "fr": fr}, required, chosen, minimum=0 if kind is FactKind.INTEGER else None)


FACTS = (
    fact("relation", FactKind.ENUM, "What is the vendor?", "Qui est le prestataire ?", "captive", "third", "platform"),
    fact("data", FactKind.MULTI, "Which data?", "Quelles données ?", "public", "personal", "health", "secret"),
    fact("staff", FactKind.MULTI, "Staff", "Personnel", *"abcdefghijklmnopqrst"),
    fact("temps", FactKind.BOOLEAN, "Are temps used?", "Emploie-t-il des intérimaires ?"),
    fact("council", FactKind.BOOLEAN, "Works council", "Comité d'entreprise"),
    fact("jobs", FactKind.INTEGER, "Jobs affected", "Emplois concernés"),
    fact("spend", FactKind.NUMBER, "Yearly spend", "Dépense annuelle", required=False),
    fact("end", FactKind.DATE, "End of the contract", "Fin du contrat", required=False),
    fact("client", FactKind.COUNTRY, "Client's country", "Pays du client"),
    fact("vendor", FactKind.COUNTRY, "Vendor's country", "Pays du prestataire"),
    fact("places", FactKind.COUNTRY_LIST, "Where is it done?", "Où cela se fait-il ?"),
    fact("storage", FactKind.COUNTRY_LIST, "Storage", "Stockage"),
    fact("language", FactKind.LANGUAGE, "Working language", "Langue de travail"),
    fact("timezones", FactKind.TIMEZONES, "Time zones", "Fuseaux"),
)


def territory(code: str, en: str, fr: str) -> Territory:
    return Territory(code, {"en": en, "fr": fr}, (), {}, frozenset())


COUNTRIES = {
    "DE": territory("DE", "Germany", "Allemagne"),
    "FR": territory("FR", "France", "France"),
    "GB": territory("GB", "United Kingdom", "Royaume-Uni"),
    "IN": territory("IN", "India", "Inde"),
}
VOCABULARY = Vocabulary.of(QUESTIONS, FACTS, countries=COUNTRIES)


def condition(source: str) -> Condition:
    return compile(parse(source), VOCABULARY)


def facts(as_of: date = TODAY, **states: Any) -> Facts:
    """Facts from `nda="none"`, `engagement__temps=True`, `derived__cross_border=None`; what begins with no root is an answer."""
    known: dict[str, dict[str, Any]] = {"answers": {}, "engagement": {}, "derived": {}}
    for key, value in states.items():
        root, _, name = key.rpartition("__")
        known[root or "answers"][name] = value
    return Facts(known["answers"], known["engagement"], known["derived"], as_of)


def holds(source: str, **states: Any) -> bool | None:
    return condition(source)(facts(**states))


def messages(source: str) -> list[str]:
    """What is complained about, whether the condition cannot be read or says what cannot be."""
    try:
        return [complaint.message for complaint in check(parse(source), VOCABULARY)]
    except RuleError as error:
        return [complaint.message for complaint in error.complaints]


def rule(when: str, key: str = "a-rule", *, floor: Floor | None = None, monotone: bool = True, reason: str | None = None) -> Rule:
    text = {"en": "Finding", "fr": "Constat"}
    return Rule(
        key,
        when,
        "data_security",
        None,
        floor,
        Severity.MAJOR,
        text,
        text,
        (),
        monotone=monotone,
        reason=None if reason is None else {"en": reason, "fr": reason},
    )
