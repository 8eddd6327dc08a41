"""What a profile says about a fact beyond its value, in every language of the reports."""

from __future__ import annotations

from kporisk.model.scale import Text

ZONE_NOT_STATED: Text = {
    "en": "Working time zone not stated: from the best to the worst of the country's zones",
    "fr": "Fuseau de travail non indiqué : du meilleur au pire des fuseaux du pays",
}
EXPIRED: Text = {
    "en": "The decision has expired; whether it was renewed is not in the table",
    "fr": "La décision est arrivée à expiration ; la table ne dit pas si elle a été renouvelée",
}
UNITED_KINGDOM_LIST: Text = {
    "en": "By the European Commission's list; the United Kingdom keeps a list of its own",
    "fr": "Selon la liste de la Commission européenne ; le Royaume-Uni tient sa propre liste",
}
NO_PROFILE: Text = {
    "en": "No other fact of law about this country is in the table: the points here stand for all that is not known",
    "fr": "La table ne contient aucune autre donnée juridique sur ce pays : les points indiqués valent pour tout ce qui n'est pas connu",
}
NO_HOLIDAYS: Text = {
    "en": "Weekends alone: the table has no public holiday of the reference year for one of the two countries",
    "fr": "Fins de semaine seulement : la table n'a aucun jour férié de l'année de référence pour l'un des deux pays",
}


def together(*notes: Text) -> Text:
    """Several notes as one; empty notes leave no trace."""
    said = [note for note in notes if note]
    return {language: ". ".join(note[language] for note in said) for language in said[0]} if said else {}
