from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kporisk.rules.parser import parse
from kporisk.rules.types import check
from kporisk.rules.vocabulary import Vocabulary
from kporisk.rules.words import TONGUES, say, say_condition

from .random_rules import RandomRules
from .room import FACTS, QUESTIONS, VOCABULARY, fact

NARROW = "\N{NARROW NO-BREAK SPACE}"


def said(source: str, lang: str) -> str:
    """The condition in words, with a plain space for each narrow one."""
    expression = parse(source)
    assert check(expression, VOCABULARY) == ()
    return say_condition(expression, VOCABULARY, lang).replace(NARROW, " ")


@pytest.mark.parametrize(
    ("source", "english", "french"),
    [
        # one option
        ("answers.nda == 'none'",
         "when the answer to “Is an agreement signed?” is “No agreement”",
         "lorsque la réponse à la question « Un accord est-il signé ? » est « Aucun accord »"),
        ("'none' != answers.nda",
         "when the answer to “Is an agreement signed?” is not “No agreement”",
         "lorsque la réponse à la question « Un accord est-il signé ? » n'est pas « Aucun accord »"),
        ("answers.nda in ['late', 'draft', 'none']",
         "when the answer to “Is an agreement signed?” is “Signed late”, “Draft only” or “No agreement”",
         "lorsque la réponse à la question « Un accord est-il signé ? » est « Signé après », « Projet seulement » ou « Aucun accord »"),
        ("!(answers.nda in ['draft', 'none', 'draft'])",
         "when the answer to “Is an agreement signed?” is neither “Draft only” nor “No agreement”",
         "lorsque la réponse à la question « Un accord est-il signé ? » n'est ni « Projet seulement » ni « Aucun accord »"),
        # several options
        ("has_any(answers.controls, ['usb', 'dlp'])",
         "when the answer to “Which controls hold?” includes “USB blocked” or “Leaks watched”",
         "lorsque la réponse à la question « Quelles mesures s'appliquent ? » comprend « USB bloqué » ou « Fuites surveillées »"),
        ("!has_any(['usb', 'dlp'], answers.controls)",
         "when the answer to “Which controls hold?” includes neither “USB blocked” nor “Leaks watched”",
         "lorsque la réponse à la question « Quelles mesures s'appliquent ? » ne comprend ni « USB bloqué » ni « Fuites surveillées »"),
        ("!('usb' in answers.controls)",
         "when the answer to “Which controls hold?” does not include “USB blocked”",
         "lorsque la réponse à la question « Quelles mesures s'appliquent ? » ne comprend pas « USB bloqué »"),
        ("has_all(answers.controls, ['usb', 'dlp'])",
         "when the answer to “Which controls hold?” includes “USB blocked” and “Leaks watched”",
         "lorsque la réponse à la question « Quelles mesures s'appliquent ? » comprend « USB bloqué » et « Fuites surveillées »"),
        ("!has_all(answers.controls, ['usb', 'dlp'])",
         "when the answer to “Which controls hold?” does not include all of “USB blocked” and “Leaks watched”",
         "lorsque la réponse à la question « Quelles mesures s'appliquent ? » ne comprend pas à la fois « USB "
         "bloqué » et « Fuites surveillées »"),
        ("has_all(['usb', 'dlp'], answers.controls)",
         "when the answer to “Which controls hold?” has no entry other than “USB blocked” and “Leaks watched”",
         "lorsque la réponse à la question « Quelles mesures s'appliquent ? » ne comprend rien d'autre que « USB "
         "bloqué » et « Fuites surveillées »"),
        ("answers.controls == ['usb', 'dlp']",
         "when the answer to “Which controls hold?” is exactly “USB blocked” and “Leaks watched”",
         "lorsque la réponse à la question « Quelles mesures s'appliquent ? » est exactement « USB bloqué » et « Fuites surveillées »"),
        ("answers.controls != ['usb']",
         "when the answer to “Which controls hold?” is not exactly “USB blocked”",
         "lorsque la réponse à la question « Quelles mesures s'appliquent ? » n'est pas exactement « USB bloqué »"),
        ("answers.controls == []",
         "when the answer to “Which controls hold?” names none of the options",
         "lorsque la réponse à la question « Quelles mesures s'appliquent ? » ne retient aucune option"),
        ("size(answers.controls) > 0",
         "when the answer to “Which controls hold?” names at least one option",
         "lorsque la réponse à la question « Quelles mesures s'appliquent ? » retient au moins une option"),
        ("size(answers.controls) == 0 && size(answers.controls) < 1",
         "when the answer to “Which controls hold?” names none of the options, "
         "and the answer to “Which controls hold?” names none of the options",
         "lorsque la réponse à la question « Quelles mesures s'appliquent ? » ne retient aucune option, "
         "et que la réponse à la question « Quelles mesures s'appliquent ? » ne retient aucune option"),
        ("size(answers.controls) != 0 && size(answers.controls) >= 1",
         "when the answer to “Which controls hold?” names at least one option, "
         "and the answer to “Which controls hold?” names at least one option",
         "lorsque la réponse à la question « Quelles mesures s'appliquent ? » retient au moins une option, "
         "et que la réponse à la question « Quelles mesures s'appliquent ? » retient au moins une option"),
        ("size(answers.controls) < 2",
         "when the number of options in the answer to “Which controls hold?” is less than 2",
         "lorsque le nombre d'options retenues dans la réponse à la question « Quelles mesures s'appliquent ? » n'atteint pas 2"),
        ("size(answers.controls) in [1, 2]",
         "when the number of options in the answer to “Which controls hold?” equals 1 or 2",
         "lorsque le nombre d'options retenues dans la réponse à la question « Quelles mesures s'appliquent ? » vaut 1 ou 2"),
        ("!(size(answers.controls) in [1, 2])",
         "when the number of options in the answer to “Which controls hold?” differs from 1 and 2",
         "lorsque le nombre d'options retenues dans la réponse à la question « Quelles mesures s'appliquent ? » diffère de 1 et 2"),
        # numbers: where "not measured" counts, it is named
        ("answers.mfa <= 40",
         "when the answer to “What share has MFA?” is at most 40%, or “Not measured”",
         "lorsque la réponse à la question « Quelle part a la MFA ? » indique au plus 40 %, ou « Non mesuré »"),
        ("answers.mfa > 40",
         "when the answer to “What share has MFA?” is more than 40%",
         "lorsque la réponse à la question « Quelle part a la MFA ? » indique plus de 40 %"),
        ("answers.mfa <= 0",
         "when the answer to “What share has MFA?” is 0%, or “Not measured”",
         "lorsque la réponse à la question « Quelle part a la MFA ? » indique 0 %, ou « Non mesuré »"),
        ("answers.mfa >= 100",
         "when the answer to “What share has MFA?” is 100%",
         "lorsque la réponse à la question « Quelle part a la MFA ? » indique 100 %"),
        ("answers.mfa == 99.5",
         "when the answer to “What share has MFA?” is 99.5%",
         "lorsque la réponse à la question « Quelle part a la MFA ? » indique 99,5 %"),
        ("answers.mfa != 99.5",
         "when the answer to “What share has MFA?” is a value other than 99.5%",
         "lorsque la réponse à la question « Quelle part a la MFA ? » indique autre chose que 99,5 %"),
        ("answers.mfa != 'not_measured'",
         "when the answer to “What share has MFA?” is not “Not measured”",
         "lorsque la réponse à la question « Quelle part a la MFA ? » n'est pas « Non mesuré »"),
        ("answers.mfa in [0, 'not_measured']",
         "when the answer to “What share has MFA?” is 0% or “Not measured”",
         "lorsque la réponse à la question « Quelle part a la MFA ? » est 0 % ou « Non mesuré »"),
        ("30 < answers.patching",
         "when the answer to “How fast is a fix?” is more than 30 days, or “Not measured”",
         "lorsque la réponse à la question « En combien de jours corrige-t-on ? » indique plus de 30 jours, ou « Non mesuré »"),
        ("answers.patching < 1",
         "when the answer to “How fast is a fix?” is less than 1 day",
         "lorsque la réponse à la question « En combien de jours corrige-t-on ? » indique moins de 1 jour"),
        ("answers.hours > derived.overlap_hours",
         "when the answer to “How many shared hours?” is more than the shortest daily overlap of working hours",
         "lorsque la réponse à la question « Combien d'heures communes ? » dépasse le plus court recouvrement "
         "quotidien des horaires de travail"),
        ("answers.mfa != answers.hours",
         "when the answer to “What share has MFA?” differs from the answer to “How many shared hours?” (“Not "
         "measured” counting as the worst value)",
         "lorsque la réponse à la question « Quelle part a la MFA ? » diffère de la réponse à la question « Combien d'heures communes ? » "
         "(« Non mesuré » comptant comme la pire valeur)"),
        # dates and ages
        ("answers.pentest < date('2026-01-01')",
         "when the answer to “When was the last test?” is a date before 1 January 2026, or “Never tested”",
         "lorsque la réponse à la question « De quand date le dernier test ? » indique une date antérieure au 1er "
         "janvier 2026, ou « Jamais testé »"),
        ("answers.review >= date('2026-01-31')",
         "when the answer to “When was the review?” is a date no earlier than 31 January 2026",
         "lorsque la réponse à la question « De quand date l'examen ? » indique une date égale ou postérieure au 31 janvier 2026"),
        ("answers.review != date('2026-01-31')",
         "when the answer to “When was the review?” is a date other than 31 January 2026",
         "lorsque la réponse à la question « De quand date l'examen ? » indique une autre date que le 31 janvier 2026"),
        ("answers.review in [date('2026-01-31'), date('2026-02-01')]",
         "when the answer to “When was the review?” is the date 31 January 2026 or the date 1 February 2026",
         "lorsque la réponse à la question « De quand date l'examen ? » est la date du 31 janvier 2026 ou la date du 1er février 2026"),
        ("answers.pentest > answers.review",
         "when the answer to “When was the last test?” is later than the answer to “When was the review?” (“Never "
         "tested” counting as earlier than every date)",
         "lorsque la réponse à la question « De quand date le dernier test ? » est postérieure à la réponse à la "
         "question « De quand date l'examen ? » "
         "(« Jamais testé » comptant comme antérieur à toute date)"),
        ("months_since(answers.pentest) > 24",
         "when the answer to “When was the last test?” is a date 25 full months or more before the day of assessment, or “Never tested”",
         "lorsque la réponse à la question « De quand date le dernier test ? » indique une date antérieure d'au moins 25 mois entiers "
         "au jour de l'évaluation, ou « Jamais testé »"),
        ("months_since(answers.review) >= 1",
         "when the answer to “When was the review?” is a date 1 full month or more before the day of assessment",
         "lorsque la réponse à la question « De quand date l'examen ? » indique une date antérieure d'au moins 1 mois entier "
         "au jour de l'évaluation"),
        ("months_since(answers.review) <= 6.5",
         "when the answer to “When was the review?” is a date less than 7 full months before the day of assessment",
         "lorsque la réponse à la question « De quand date l'examen ? » indique une date antérieure de moins de 7 mois entiers "
         "au jour de l'évaluation"),
        ("months_since(answers.review) == 6",
         "when the age in full months of the date in the answer to “When was the review?” equals 6",
         "lorsque l'âge, en mois entiers, de la date indiquée dans la réponse à la question « De quand date l'examen ? » vaut 6"),
        ("months_since(engagement.end) < 6",
         "when under “End of the contract”, the client states a date less than 6 full months before the day of "
         "assessment, or after that day",
         "lorsqu'à la rubrique « Fin du contrat », le client indique une date antérieure de moins de 6 mois "
         "entiers au jour de l'évaluation, "
         "ou postérieure à ce jour"),
        ("months_since(engagement.end) > -4",
         "when under “End of the contract”, the client states a date no later than 3 full months after the day of assessment",
         "lorsqu'à la rubrique « Fin du contrat », le client indique une date qui ne dépasse pas de plus de 3 mois entiers "
         "le jour de l'évaluation"),
        ("months_since(engagement.end) < -3",
         "when under “End of the contract”, the client states a date more than 3 full months after the day of assessment",
         "lorsqu'à la rubrique « Fin du contrat », le client indique une date postérieure de plus de 3 mois "
         "entiers au jour de l'évaluation"),
        ("months_since(engagement.end) >= 0",
         "when under “End of the contract”, the client states a date not after the day of assessment",
         "lorsqu'à la rubrique « Fin du contrat », le client indique une date qui n'est pas postérieure au jour de l'évaluation"),
        ("months_since(engagement.end) < 0",
         "when under “End of the contract”, the client states a date after the day of assessment",
         "lorsqu'à la rubrique « Fin du contrat », le client indique une date postérieure au jour de l'évaluation"),
        ("months_since(answers.review) < months_since(answers.pentest)",
         "when the age in full months of the date in the answer to “When was the review?” is less than the age in full months of the date "
         "in the answer to “When was the last test?”",
         "lorsque l'âge, en mois entiers, de la date indiquée dans la réponse à la question « De quand date "
         "l'examen ? » n'atteint pas l'âge, "
         "en mois entiers, de la date indiquée dans la réponse à la question « De quand date le dernier test ? »"),
        # satisfaction, as what it means for the answer
        ("satisfaction(answers.nda) <= 0.3",
         "when the answer to “Is an agreement signed?” is “Draft only” or “No agreement”",
         "lorsque la réponse à la question « Un accord est-il signé ? » est « Projet seulement » ou « Aucun accord »"),
        ("satisfaction(answers.nda) == 0.5",
         "when the share of the full score earned by the answer to “Is an agreement signed?” equals 50%",
         "lorsque la part de la note maximale obtenue par la réponse à la question « Un accord est-il signé ? » vaut 50 %"),
        ("satisfaction(answers.nda) <= 1",
         "when the answer to “Is an agreement signed?” earns at most 100% of the full score",
         "lorsque la réponse à la question « Un accord est-il signé ? » obtient au plus 100 % de la note maximale"),
        ("0.3 >= satisfaction(answers.mfa)",
         "when the answer to “What share has MFA?” is at most 90%, or “Not measured”",
         "lorsque la réponse à la question « Quelle part a la MFA ? » indique au plus 90 %, ou « Non mesuré »"),
        ("satisfaction(answers.mfa) > 0.3",
         "when the answer to “What share has MFA?” is more than 90%",
         "lorsque la réponse à la question « Quelle part a la MFA ? » indique plus de 90 %"),
        ("satisfaction(answers.hours) < 0.5",
         "when the answer to “How many shared hours?” is less than 2 hours",
         "lorsque la réponse à la question « Combien d'heures communes ? » indique moins de 2 heures"),
        ("satisfaction(answers.humped) <= 0.5",
         "when the answer to “How much of it?” earns at most 50% of the full score",
         "lorsque la réponse à la question « Quelle quantité ? » obtient au plus 50 % de la note maximale"),
        ("satisfaction(answers.controls) <= 0",
         "when the answer to “Which controls hold?” names none of the options",
         "lorsque la réponse à la question « Quelles mesures s'appliquent ? » ne retient aucune option"),
        ("satisfaction(answers.controls) <= 0.25",
         "when the answer to “Which controls hold?” includes neither “USB blocked” nor “Leaks watched”",
         "lorsque la réponse à la question « Quelles mesures s'appliquent ? » ne comprend ni « USB bloqué » ni « Fuites surveillées »"),
        ("satisfaction(answers.controls) > 0.25",
         "when the answer to “Which controls hold?” includes “USB blocked” or “Leaks watched”",
         "lorsque la réponse à la question « Quelles mesures s'appliquent ? » comprend « USB bloqué » ou « Fuites surveillées »"),
        ("satisfaction(answers.controls) < 0.8",
         "when the answer to “Which controls hold?” does not include all of “USB blocked” and “Leaks watched”",
         "lorsque la réponse à la question « Quelles mesures s'appliquent ? » ne comprend pas à la fois « USB "
         "bloqué » et « Fuites surveillées »"),
        ("satisfaction(answers.controls) < 0.5",
         "when the answer to “Which controls hold?” earns less than 50% of the full score",
         "lorsque la réponse à la question « Quelles mesures s'appliquent ? » obtient moins de 50 % de la note maximale"),
        ("satisfaction(answers.pentest) < 0.5",
         "when the answer to “When was the last test?” is a date 19 full months or more before the day of assessment, or “Never tested”",
         "lorsque la réponse à la question « De quand date le dernier test ? » indique une date antérieure d'au moins 19 mois entiers "
         "au jour de l'évaluation, ou « Jamais testé »"),
        ("satisfaction(answers.review) > 0",
         "when the answer to “When was the review?” is a date less than 18 full months before the day of assessment",
         "lorsque la réponse à la question « De quand date l'examen ? » indique une date antérieure de moins de 18 mois entiers "
         "au jour de l'évaluation"),
        ("satisfaction(answers.pentest) <= 1",
         "when the answer to “When was the last test?” earns at most 100% of the full score",
         "lorsque la réponse à la question « De quand date le dernier test ? » obtient au plus 100 % de la note maximale"),
        # what the client states
        ("engagement.relation == 'captive'",
         "when in answer to “What is the vendor?”, the client says “Captive”",
         "lorsqu'à la question « Qui est le prestataire ? », le client répond « Captive (fr) »"),
        ("!has_any(engagement.data, ['health', 'secret'])",
         "when in answer to “Which data?”, the client names neither “Health” nor “Secret”",
         "lorsqu'à la question « Quelles données ? », le client ne cite ni « Health (fr) » ni « Secret (fr) »"),
        ("has_any(engagement.staff, ['a'])",
         "when under “Staff”, the client lists “A”",
         "lorsqu'à la rubrique « Personnel », le client cite « A (fr) »"),
        ("engagement.temps && !engagement.council",
         "when in answer to “Are temps used?”, the client says yes, and under “Works council”, the client states no",
         "lorsqu'à la question « Emploie-t-il des intérimaires ? », le client répond oui, "
         "et qu'à la rubrique « Comité d'entreprise », le client indique non"),
        ("engagement.temps == false || false == engagement.council",
         "when in answer to “Are temps used?”, the client says no, or under “Works council”, the client states no",
         "lorsqu'à la question « Emploie-t-il des intérimaires ? », le client répond non, "
         "ou qu'à la rubrique « Comité d'entreprise », le client indique non"),
        ("engagement.temps in [true] && !(engagement.council in [true])",
         "when in answer to “Are temps used?”, the client says yes, and under “Works council”, the client states no",
         "lorsqu'à la question « Emploie-t-il des intérimaires ? », le client répond oui, "
         "et qu'à la rubrique « Comité d'entreprise », le client indique non"),
        ("engagement.jobs >= 1",
         "when under “Jobs affected”, the client states at least 1",
         "lorsqu'à la rubrique « Emplois concernés », le client indique au moins 1"),
        ("engagement.client in ['FR', 'DE']",
         "when under “Client's country”, the client states France (FR) or Germany (DE)",
         "lorsqu'à la rubrique « Pays du client », le client indique France (FR) ou Allemagne (DE)"),
        ("'IN' in engagement.places",
         "when in answer to “Where is it done?”, the client names India (IN)",
         "lorsqu'à la question « Où cela se fait-il ? », le client cite Inde (IN)"),
        ("engagement.language == 'fr'",
         "when under “Working language”, the client states “fr”",
         "lorsqu'à la rubrique « Langue de travail », le client indique « fr »"),
        ("engagement.vendor in engagement.places",
         "when what the client states under “Vendor's country” is among the client's answer to “Where is it done?”",
         "lorsque l'indication du client à la rubrique « Pays du prestataire » figure dans la réponse du client à la question "
         "« Où cela se fait-il ? »"),
        ("!(engagement.vendor in engagement.places)",
         "when what the client states under “Vendor's country” is not among the client's answer to “Where is it done?”",
         "lorsque l'indication du client à la rubrique « Pays du prestataire » ne figure pas dans la réponse du client à la question "
         "« Où cela se fait-il ? »"),
        ("engagement.client == engagement.vendor",
         "when what the client states under “Client's country” is the same as what the client states under “Vendor's country”",
         "lorsque l'indication du client à la rubrique « Pays du client » correspond à l'indication du client à la "
         "rubrique « Pays du prestataire »"),
        ("engagement.client != engagement.vendor",
         "when what the client states under “Client's country” differs from what the client states under “Vendor's country”",
         "lorsque l'indication du client à la rubrique « Pays du client » diffère de l'indication du client à la "
         "rubrique « Pays du prestataire »"),
        ("has_any(engagement.places, engagement.storage)",
         "when the client's answer to “Where is it done?” and what the client states under “Storage” have an entry in common",
         "lorsque la réponse du client à la question « Où cela se fait-il ? » et l'indication du client à la rubrique « Stockage » "
         "ont un élément en commun"),
        ("!has_all(engagement.places, engagement.storage)",
         "when the client's answer to “Where is it done?” does not include every entry of what the client states under “Storage”",
         "lorsque la réponse du client à la question « Où cela se fait-il ? » ne comprend pas chaque élément de l'indication du client "
         "à la rubrique « Stockage »"),
        ("engagement.temps == derived.personal_data",
         "when either both of the following hold or neither: in answer to “Are temps used?”, the client says yes; "
         "the vendor sees personal data",
         "lorsque les deux conditions suivantes sont remplies, ou aucune des deux : à la question « Emploie-t-il des intérimaires ? », "
         "le client répond oui ; le prestataire a accès à des données personnelles"),
        ("engagement.temps != derived.personal_data",
         "when exactly one of the following holds: in answer to “Are temps used?”, the client says yes; the vendor sees personal data",
         "lorsqu'une seule des deux conditions suivantes est remplie : à la question « Emploie-t-il des intérimaires ? », "
         "le client répond oui ; le prestataire a accès à des données personnelles"),
        ("!has_all(['usb'], answers.controls)",
         "when the answer to “Which controls hold?” has an entry other than “USB blocked”",
         "lorsque la réponse à la question « Quelles mesures s'appliquent ? » comprend autre chose que « USB bloqué »"),
        # what was worked out
        ("derived.cross_border && !derived.personal_data",
         "when the vendor or the place of work is in a different country from the client, and the vendor sees no personal data",
         "lorsque le prestataire ou le lieu d'exécution se trouve dans un autre pays que le client, "
         "et que le prestataire n'a accès à aucune donnée personnelle"),
        ("!derived.restricted_transfer",
         "when no personal data goes to, or is seen from, a country without a full adequacy decision",
         "lorsqu'aucune donnée personnelle n'est envoyée vers un pays sans décision d'adéquation complète, "
         "ni consultée depuis un tel pays"),
        ("derived.language_level in ['bridge_only', 'none']",
         "when the language link with the country of the vendor or of the work is classed as “working language official in neither "
         "country, but a bridge language” or “working language neither official in either country nor a bridge language”",
         "lorsque la situation linguistique avec le pays du prestataire ou d'exécution est classée « langue de travail officielle dans "
         "aucun des deux pays, mais langue véhiculaire » ou « langue de travail ni officielle dans l'un des deux pays "
         "ni langue véhiculaire »"),
        ("derived.overlap_hours < 1",
         "when the shortest daily overlap of working hours is less than 1 hour",
         "lorsque le plus court recouvrement quotidien des horaires de travail n'atteint pas 1 heure"),
        ("derived.jurisdiction_points >= 50",
         "when the risk from the jurisdictions is at least 50 points",
         "lorsque le risque tenant aux pays concernés atteint ou dépasse 50 points"),
        # fixed
        ("true", "when all cases are meant", "lorsque tous les cas sont visés"),
        ("false", "when no case is meant", "lorsqu'aucun cas n'est visé"),
        ("engagement.temps in [true, false]", "when all cases are meant", "lorsque tous les cas sont visés"),
        ("!(engagement.temps in [true, false])", "when no case is meant", "lorsqu'aucun cas n'est visé"),
    ],
)  # fmt: skip
def test_comparisons_read_as_people_write_them(source: str, english: str, french: str) -> None:
    assert said(source, "en") == english
    assert said(source, "fr") == french


ONE, TWO, THREE = "derived.cross_border", "derived.personal_data", "derived.client_gdpr"
EN_ONE = "the vendor or the place of work is in a different country from the client"
EN_TWO = "the vendor sees personal data"
EN_THREE = "the client is established in the EU, the EEA or the United Kingdom"
FR_TWO = "le prestataire a accès à des données personnelles"
FR_THREE = "le client est établi dans l'UE, dans l'EEE ou au Royaume-Uni"


@pytest.mark.parametrize(
    ("source", "english"),
    [
        (f"{ONE} || {TWO}", f"when {EN_ONE}, or {EN_TWO}"),
        (f"{ONE} && {TWO} && {THREE}", f"when {EN_ONE}; {EN_TWO}; and {EN_THREE}"),
        (f"({TWO} || {THREE}) && {ONE}", f"when {EN_ONE}, and at least one of the following holds: (a) {EN_TWO}; or (b) {EN_THREE}"),
        (f"{TWO} && {THREE} || {ONE}", f"when {EN_ONE}, or all of the following hold: (a) {EN_TWO}; and (b) {EN_THREE}"),
        (
            f"({ONE} || {TWO}) && ({TWO} || {THREE})",
            "when all of the following hold: "
            f"(a) at least one of the following holds: (i) {EN_ONE}; or (ii) {EN_TWO}; and "
            f"(b) at least one of the following holds: (i) {EN_TWO}; or (ii) {EN_THREE}",
        ),
        (
            f"({ONE} || {TWO} && ({ONE} || {THREE})) && {THREE}",
            f"when {EN_THREE}, and at least one of the following holds: (a) {EN_ONE}; or (b) all of the following hold: "
            f"(i) {EN_TWO}; and (ii) at least one of the following holds: (1) {EN_ONE}; or (2) {EN_THREE}",
        ),
    ],
)
def test_conditions_are_joined_so_that_nobody_can_read_them_otherwise(source: str, english: str) -> None:
    assert said(source, "en") == english


def test_french_repeats_its_conjunction_and_spaces_its_punctuation() -> None:
    assert say(parse(f"{TWO} && {THREE} && {TWO}"), VOCABULARY, "fr") == (
        f"La règle se déclenche lorsque {FR_TWO}{NARROW}; que {FR_THREE}{NARROW}; et que {FR_TWO}."
    )
    assert say(parse("answers.mfa < 40 && answers.nda == 'none'"), VOCABULARY, "fr") == (
        f"La règle se déclenche lorsque la réponse à la question «{NARROW}Quelle part a la MFA ?{NARROW}» indique moins de 40{NARROW}%, "
        f"ou «{NARROW}Non mesuré{NARROW}», et que la réponse à la question «{NARROW}Un accord est-il signé ?{NARROW}» "
        f"est «{NARROW}Aucun accord{NARROW}»."
    )


def test_a_rule_is_one_sentence() -> None:
    assert say(parse(ONE), VOCABULARY, "en") == f"The rule fires when {EN_ONE}."
    with pytest.raises(KeyError):
        say(parse(ONE), VOCABULARY, "de")


def test_more_items_than_letters_are_numbered() -> None:
    many = " || ".join(f"answers.mfa > {number}" for number in range(20))
    assert "(1" not in said(f"{ONE} && ({' || '.join(['answers.mfa > 1'] * 17)})", "en")
    assert "(18)" in said(f"{ONE} && ({many})", "en")


def test_a_text_that_lacks_a_language_is_said_in_english() -> None:
    lone = fact("lone", FACTS[3].kind, "Only in English?", "")
    vocabulary = Vocabulary.of(QUESTIONS, [type(lone)("lone", lone.kind, {"en": "Only in English?"}, True)])
    assert (
        say_condition(parse("engagement.lone"), vocabulary, "fr")
        == f"lorsqu'à la question «{NARROW}Only in English?{NARROW}», le client répond oui"
    )


@given(st.randoms(use_true_random=False), st.sampled_from(sorted(TONGUES)))
def test_every_rule_can_be_said_in_every_language(random: Random, lang: str) -> None:
    source = RandomRules(random, cel=False).condition()
    sentence = say(parse(source), VOCABULARY, lang)
    assert sentence.endswith(".")
    assert not set("{}_") & set(sentence)
    assert "  " not in sentence
    assert " None" not in sentence.replace("“None”", "")
