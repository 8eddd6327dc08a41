"""Where everything stands in a workbook: the columns of its tables, and the keys of the sheet that nobody sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

FORMAT = "kporisk.workbook/1"
INDEX = "kporisk"
"""The name of the hidden sheet."""

LISTS = "kporisk lists"
PIECE = 30_000
"""No cell holds more characters than 32,767; longer texts of the hidden sheet stand in several."""


class Column(NamedTuple):
    """One column: its key in the words, its width in characters."""

    key: str
    width: float


QUESTIONS = (
    Column("id", 13),
    Column("question", 44),
    Column("how", 36),
    Column("last", 22),
    Column("same", 11),
    Column("answer", 26),
    Column("status", 13),
    Column("note", 28),
    Column("by", 9),
    Column("cited", 14),
    Column("state", 9),
)
FACTS = (Column("id", 15), Column("what", 44), Column("entry", 34))
PEOPLE = (Column("person", 15), Column("name", 44), Column("role", 34), Column("domains", 34))
EVIDENCE = (
    Column("piece", 15),
    Column("kind", 34),
    Column("piece_title", 40),
    Column("issued", 12),
    Column("expires", 12),
    Column("file", 30),
    Column("sha256", 26),
)
REMARKS = (Column("remark_on", 34), Column("remark", 90), Column("remark_by", 20))

TABLES: Mapping[str, tuple[Column, ...]] = {
    "questions": QUESTIONS,
    "facts": FACTS,
    "people": PEOPLE,
    "evidence": EVIDENCE,
    "remarks": REMARKS,
}
TYPED: Mapping[str, tuple[str, ...]] = {
    "questions": ("same", "answer", "status", "note", "by", "cited"),
    "facts": ("entry",),
    "people": ("person", "name", "role", "domains"),
    "evidence": tuple(column.key for column in EVIDENCE),
    "remarks": tuple(column.key for column in REMARKS),
}
"""The columns of each table in which people write; no other is read, but for the ids."""

OPTIONAL = ("same", "remark_by")
"""Columns of these that are not in every workbook, or say nothing of a response."""

NEEDED: Mapping[str, tuple[str, ...]] = {
    "questions": ("id", "answer", "status"),
    "facts": ("id", "entry"),
    "people": ("person", "name"),
    "evidence": ("piece", "kind", "piece_title"),
    "remarks": ("remark_on", "remark"),
}
"""The headings by which a table is recognised."""

ENDS = ("your_part", "signature", "people", "progress", "privacy")
"""The titles below which a table does not go on."""

FACT_IDS = ("answered_on", "declaration.name", "declaration.role", "declaration.on")


def at(table: tuple[Column, ...], key: str) -> int:
    """The place of a column in a table, from 0."""
    return next(place for place, column in enumerate(table) if column.key == key)
