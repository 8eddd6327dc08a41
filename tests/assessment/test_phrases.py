from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kporisk.assessment.phrases import LONGEST, Phrases, folded, passage

DOES_NOT_APPLY = (
    "Not applicable.",
    "N/A",
    "na",
    "NA.",
    "n.a. for this client",
    "This does not apply: we hold nothing.",
    "Doesn’t apply",
    "Not relevant to us",
    "Sans objet pour ce client",
    "Non applicable",
    "Pas applicable ici",
    "Cette question ne s’applique pas",
    "Nous ne sommes pas concernés",
)
APPLIES = (
    "The policy does not apply to temporary staff.",
    "It is not 'not applicable', it is missing.",
    "This was not applicable in 2024.",
    "We have no such document.",
    "La clause ne vise que les salariés.",
    "Il n'est pas dit sans objet.",
    "Nadia answers for the team.",
    "Applicable from the first day.",
)
ONLY_IN_PART = (
    "Partly: two sites are left.",
    "Done, partially",
    "Not yet for the Pune site.",
    "Two service accounts pending",
    "The certificate is still pending with the body.",
    "Pending approval by the board.",
    "Roll-out in progress.",
    "It is planned for the second quarter.",
    "planned in March",
    "The exercise is planned.",
    "We plan to sign it with the next amendment.",
    "To be implemented",
    "By an informal agreement among the leads.",
    "Informally, at the weekly call.",
    "Only ad hoc",
    "It is undocumented.",
    "No formal process is in place.",
    "There is no written incident policy.",
    "No.",
    "We do not have a policy for this.",
    "We don't currently have any incident response plan",
    "We never audit. No policy exists.",
    "Non",
    "Nous n'avons pas de procédure.",
    "Aucune politique n'existe.",
    "Aucune procédure écrite n'existe.",
    "Il n'y a pas de politique formalisée.",
    "Il n'existe aucun registre vraiment documenté.",
    "The rule is not written down, but everybody knows it.",
    "Not everybody has signed.",
    "En partie seulement",
    "N'est appliqué que partiellement.",
    "Ce n'est pas encore signé.",
    "Le déploiement est en cours.",
    "En cours de signature",
    "Prévu pour mars 2027",
    "La revue est prévue au printemps.",
    "De manière informelle",
    "Une règle non écrite.",
    "En attente de signature",
    "Pas tous les comptes",
)
WHOLE = (
    "Not only partly: every account is covered.",
    "There are no informal copies.",
    "No accounts are pending.",
    "Nothing is planned.",
    "It was partly done in 2024; now everything is.",
    "If partly remote, the desk is locked.",
    "The rule no longer rests on an informal agreement.",
    "Audits are planned jointly with the client.",
    "Reviews are scheduled each quarter.",
    "Work in progress is stored on the client's platform.",
    "Pending requests are refused after a week.",
    "There are no exceptions.",
    "We do not have exceptions to the policy.",
    "No policy exceptions exist.",
    "None",
    "Any breach will be reported within a day.",
    "We review each draft.",
    "Planned maintenance is announced.",
    "The party of the second part signs.",
    "Everybody has signed, not one is missing.",
    "La procédure prévue par le contrat est appliquée.",
    "Comme prévu à l'article 12.",
    "Les mesures prévues pour les incidents sont tenues.",
    "Les missions en cours sont couvertes.",
    "Aucun accord oral n'est admis.",
    "Rien n'est prévu en dehors du contrat.",
    "C'était informel avant 2024.",
    "Toutes les parties ont signé.",
    "Jamais de manière informelle.",
    "No formal exceptions have been granted.",
    "We accept no written agreement without a signature of both.",
    "Aucune procédure n'est ouverte contre nous.",
    "Il n'y a pas d'exception formelle.",
)


@pytest.mark.parametrize("text", DOES_NOT_APPLY)
def test_says_that_it_does_not_apply(text: str) -> None:
    assert passage(text, Phrases.DOES_NOT_APPLY) == text


@pytest.mark.parametrize("text", (*APPLIES, *WHOLE))
def test_does_not_say_that_it_does_not_apply(text: str) -> None:
    assert passage(text, Phrases.DOES_NOT_APPLY) is None


@pytest.mark.parametrize("text", ONLY_IN_PART)
def test_says_that_it_is_there_only_in_part(text: str) -> None:
    assert passage(text, Phrases.ONLY_IN_PART) == text


@pytest.mark.parametrize("text", (*APPLIES, *WHOLE))
def test_does_not_say_that_it_is_there_only_in_part(text: str) -> None:
    assert passage(text, Phrases.ONLY_IN_PART) is None


@pytest.mark.parametrize("text", ["We use none.", "Aucun sous-traitant", "We don’t.", "Sans sous-traitance"])
def test_denies(text: str) -> None:
    assert passage(text, Phrases.DENIES) == text


@pytest.mark.parametrize("text", ["Another entity answers.", "Une autre entité répond.", "Notes are kept."])
def test_does_not_deny(text: str) -> None:
    assert passage(text, Phrases.DENIES) is None


def test_of_a_long_text_the_sentence_is_quoted() -> None:
    text = f"{'All accounts are covered. ' * 20}Two are partly covered. {'All sites are covered. ' * 20}"
    assert passage(text, Phrases.ONLY_IN_PART) == "Two are partly covered."


def test_of_a_long_sentence_what_is_around_is_quoted() -> None:
    text = f"{'a ' * 400}partly {'b ' * 400}"
    found = passage(text, Phrases.ONLY_IN_PART)
    assert found is not None and found.startswith("…") and "partly" in found[:LONGEST]
    first = passage(f"partly {'b ' * 400}", Phrases.ONLY_IN_PART)
    assert first is not None and first.startswith("partly")


def test_folded() -> None:
    assert folded(" D\u2019ÉTÉ  à\nl'Île ") == "d'ete a l'ile"


@given(st.text(max_size=300), st.sampled_from(list(Phrases)))
def test_any_text_is_read(text: str, group: Phrases) -> None:
    found = passage(text, group)
    assert found is None or found.lstrip("…") in text


@given(st.sampled_from(ONLY_IN_PART), st.sampled_from(("upper", "title", "lower")))
def test_letters_do_not_matter(text: str, how: str) -> None:
    assert passage(getattr(text, how)(), Phrases.ONLY_IN_PART) is not None
