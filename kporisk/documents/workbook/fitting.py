"""What was sent with other checklists than those of now: the answers that are still answers, and a warning for each that is none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from kporisk.documents.cases.place import Place, Reading
from kporisk.documents.cases.response import Answers, Declared
from kporisk.documents.files.nodes import Node
from kporisk.model.case import DocumentWarning, Person
from kporisk.model.checklist import Checklists


def no_longer_asked(ids: Iterable[str]) -> list[DocumentWarning]:
    """A warning for each answer to a question that is gone from the checklists."""
    return [
        _warning(
            id,
            f"the question {id} is no longer asked; its answer is left out",
            f"la question {id} n'est plus posée : sa réponse est laissée de côté",
        )
        for id in ids
    ]


def fitting(
    answers: Mapping[str, Node], evidence: Collection[str], people: Collection[str], checklists: Checklists, *, sent: Mapping[str, str]
) -> tuple[dict[str, Node], list[DocumentWarning]]:
    """The answers that are answers to the questions as they are asked now, and a warning for each of the others.

    `evidence`, `people`: the ids that are declared; `sent`: what the answers came in, in both languages ("this workbook").
    """
    asked = {old: question for question in checklists.questions for old in (question.id, *question.replaces)}
    declared = Declared(frozenset(evidence), {id: Person(id, id) for id in people})
    reading = Answers(checklists, declared, None, by_auditor=False)
    kept: dict[str, Node] = {}
    warnings: list[DocumentWarning] = []
    for id, answer in answers.items():
        probe = Reading()
        if reading.answer(Place(probe, "", "response", answer), asked[id]) is not None and not probe.problems:
            kept[id] = answer
        else:
            warnings.append(
                _warning(
                    id,
                    f"the question {id} is asked otherwise than in {sent['en']}, or not answered as it allows; it counts as open",
                    f"la question {id} est posée autrement que dans {sent['fr']}, ou sa réponse n'est pas admise : elle reste ouverte",
                )
            )
    return kept, warnings


def _warning(id: str, en: str, fr: str) -> DocumentWarning:
    return DocumentWarning("response", f"$.response.answers.{id}", {"en": en, "fr": fr})
