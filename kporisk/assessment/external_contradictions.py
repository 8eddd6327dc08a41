"""Rows of somebody else's form that contradict their notes or each other: warnings that quote both sides and move no score."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from kporisk.assessment.contradictions import APPLIES, LESS, NAMED, PASTED
from kporisk.assessment.phrases import Phrases, folded, passage
from kporisk.assessment.quoting import LANGUAGES, quoted
from kporisk.model.external import ExternalRow, RowStatus, RowWarning
from kporisk.model.scale import Text

_BELOW_NO: Text = {
    "en": "{id} is called not applicable ({answer}), yet {other}, on which it depends, is answered {no}: what is missing does apply",
    "fr": "{id} est dite non applicable ({answer}), mais la réponse à {other}, dont elle dépend, est {no} : ce qui manque s'applique bien",
}
_PASTED: Text = {
    "en": "the same text stands with {count} rows, {ids} and others: {text}",
    "fr": "le même texte accompagne {count} lignes, {ids} et d'autres : {text}",
}


def row_contradictions(rows: Sequence[ExternalRow]) -> tuple[RowWarning, ...]:
    """Row by row in their order, then what was pasted.

    "No" with a note that it does not apply; "yes" whose note says partly, planned or informal; not applicable below a "no" on which
    the row depends (a "yes" there may be about something else of the control); the same note with ten rows or more.
    """
    by_id = {row.id: row for row in rows}
    return (*(found for row in rows for found in _of_row(row, by_id)), *_pasted(rows))


def _of_row(row: ExternalRow, by_id: Mapping[str, ExternalRow]) -> Iterator[RowWarning]:
    said = _said(row)
    for wanted, phrases, text in ((0.0, Phrases.DOES_NOT_APPLY, APPLIES), (1.0, Phrases.ONLY_IN_PART, LESS)):
        found = passage(row.note, phrases) if row.note and row.satisfaction == wanted else None
        if found is not None:
            yield _warning(text, (row.id,), {"id": row.id}, {"answer": said, "note": found})
    other = by_id.get(row.depends_on or "")
    if row.status is RowStatus.NOT_APPLICABLE and other is not None and other.satisfaction == 0.0:
        yield _warning(_BELOW_NO, (row.id, other.id), {"id": row.id, "other": other.id}, {"answer": said, "no": _said(other)})


def _pasted(rows: Iterable[ExternalRow]) -> Iterator[RowWarning]:
    alike: dict[str, tuple[str, list[str]]] = {}
    for row in rows:
        if row.note.strip():
            alike.setdefault(folded(row.note), (row.note, []))[1].append(row.id)
    for text, ids in alike.values():
        if len(ids) >= PASTED:
            yield _warning(_PASTED, tuple(ids), {"count": str(len(ids)), "ids": ", ".join(ids[:NAMED])}, {"text": text})


def _said(row: ExternalRow) -> str:
    return " ".join(row.said.split())


def _warning(text: Text, rows: tuple[str, ...], plain: Mapping[str, str], quotes: Mapping[str, str]) -> RowWarning:
    """`plain` stands as it is, `quotes` in the quotation marks of the language."""
    words = {lang: {**plain, **{key: quoted(value, lang) for key, value in quotes.items()}} for lang in LANGUAGES}
    return RowWarning(rows, {lang: text[lang].format(**words[lang]) for lang in LANGUAGES})
