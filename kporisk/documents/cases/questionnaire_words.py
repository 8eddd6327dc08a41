"""What a questionnaire says around the questions, in every language of the reports."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "title": "Questions for {vendor}",
        "facts_title": "The client's own facts about what {vendor} does",
        "due": "Please answer by {due}.",
        "how": "Text after # is not read. Write each answer after its colon: ds_example: value, or with more to say: "
        "ds_example: {{value: …, by: …, evidence: […], note: …}}. What is not known: {{status: unknown}}. What does not apply: "
        "{{status: not_applicable, reason: …}}. What is left empty stays open.",
        "facts_how": "Text after # is not read. Write each fact after its colon.",
        "last": "An answer of last time is none until somebody confirms it: remove the # at the beginning of its line, or write another.",
        "last_fact": "What was stated last time does not count until it is confirmed: remove the # at the beginning of its line, or write "
        "another.",
        "confirm": "last time: {said} — remove the # to confirm",
        "stated": "in the register: {said}",
        "confirm_block": "last time — remove the # of each line that still holds",
        "answered_on": "the day of the answers, as YYYY-MM-DD",
        "respondents": "Who answers, each with an id that an answer names as by: - {{id: ab, name: A. Brown, role: head of security}}",
        "declaration": "Who declares the answers complete and true: {{name: …, role: …, on: YYYY-MM-DD}}",
        "evidence": "Evidence, declared once by an id and cited where it helps: soc2: {{kind: soc2_report, title: …, issued: YYYY-MM-DD, "
        "expires: YYYY-MM-DD, file: …, sha256: …}}",
        "one_of": "One of:",
        "any_of": "All that hold, as a list such as [{first}]; [] where none does:",
        "several": "One or more, as a list such as [{first}]:",
        "number": "A number{limits} ({unit}){none}",
        "day": "A date as YYYY-MM-DD, of the day of the answers or before{none}",
        "or_word": ", or {word}: {text}",
        "between": " from {low} to {high}",
        "least": " of {low} or more",
        "most": " of {high} or less",
        "always": "This always applies.",
        "why": "Why: {why}",
        "shows": "What shows it: {kinds}",
        "unknown": "not known",
        "not_applicable": "does not apply",
        "none_of_these": "none of these",
        "required": "required",
        "boolean": "true or false",
        "true": "true",
        "false": "false",
        "whole": "A whole number{limits}",
        "fact_number": "A number{limits}",
        "fact_date": "A date as YYYY-MM-DD",
        "country": "A country code of ISO 3166, such as IN",
        "country_list": "A list of country codes of ISO 3166, such as [IN, PH]",
        "language": "A language code of ISO 639, such as en",
        "timezones": "IANA time zones by country code, such as {{US: America/New_York}}; only where a country has several that differ",
    },
    "fr": {
        "title": "Questions à {vendor}",
        "facts_title": "Les faits propres au client sur ce que fait {vendor}",
        "due": "Merci de répondre au plus tard le {due}.",
        "how": "Le texte après # n'est pas lu. Écrivez chaque réponse après ses deux-points : ds_exemple: valeur, ou, pour en dire plus : "
        "ds_exemple: {{value: …, by: …, evidence: […], note: …}}. Ce qui n'est pas connu : {{status: unknown}}. Ce qui ne s'applique pas : "
        "{{status: not_applicable, reason: …}}. Ce qui est laissé vide reste sans réponse.",
        "facts_how": "Le texte après # n'est pas lu. Écrivez chaque fait après ses deux-points.",
        "last": "Une réponse de la dernière fois n'en est pas une tant que personne ne la confirme : retirez le # au début de sa ligne, ou "
        "écrivez-en une autre.",
        "last_fact": "Ce qui a été indiqué la dernière fois ne compte pas tant que personne ne le confirme : retirez le # au début de sa "
        "ligne, ou écrivez autre chose.",
        "confirm": "la dernière fois : {said} — retirez le # pour confirmer",
        "stated": "au registre : {said}",
        "confirm_block": "la dernière fois — retirez le # de chaque ligne encore valable",
        "answered_on": "le jour des réponses, sous la forme AAAA-MM-JJ",
        "respondents": "Qui répond, chacun avec un identifiant que les réponses citent (by) : "
        "- {{id: ab, name: A. Brun, role: responsable sécurité}}",
        "declaration": "Qui déclare les réponses complètes et exactes : {{name: …, role: …, on: AAAA-MM-JJ}}",
        "evidence": "Les preuves, déclarées une fois sous un identifiant et citées là où elles servent : "
        "soc2: {{kind: soc2_report, title: …, issued: AAAA-MM-JJ, expires: AAAA-MM-JJ, file: …, sha256: …}}",
        "one_of": "L'une de ces valeurs :",
        "any_of": "Toutes celles qui conviennent, en liste telle que [{first}] ; [] si aucune :",
        "several": "Une ou plusieurs valeurs, en liste telle que [{first}] :",
        "number": "Un nombre{limits} ({unit}){none}",
        "day": "Une date sous la forme AAAA-MM-JJ, du jour des réponses ou antérieure{none}",
        "or_word": ", ou {word} : {text}",
        "between": " de {low} à {high}",
        "least": " supérieur ou égal à {low}",
        "most": " inférieur ou égal à {high}",
        "always": "Cette question s'applique toujours.",
        "why": "Pourquoi : {why}",
        "shows": "Ce qui le démontre : {kinds}",
        "unknown": "inconnu",
        "not_applicable": "ne s'applique pas",
        "none_of_these": "aucune de ces options",
        "required": "requis",
        "boolean": "true (oui) ou false (non)",
        "true": "oui",
        "false": "non",
        "whole": "Un nombre entier{limits}",
        "fact_number": "Un nombre{limits}",
        "fact_date": "Une date sous la forme AAAA-MM-JJ",
        "country": "Un code de pays ISO 3166, tel que IN",
        "country_list": "Une liste de codes de pays ISO 3166, telle que [IN, PH]",
        "language": "Un code de langue ISO 639, tel que en",
        "timezones": "Fuseaux horaires IANA par code de pays, tels que {{US: America/New_York}} ; "
        "seulement pour un pays qui en a plusieurs qui diffèrent",
    },
}
