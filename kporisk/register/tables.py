"""The tables: an append-only chain of records, and the keys of those whom it is about."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, Table, Text

METADATA = MetaData()

RECORDS = Table(
    "records",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("body_sha256", Text, nullable=False),
    Column("previous_sha256", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Index("records_of_vendor", "ref", "kind", "seq"),
    sqlite_strict=True,
)
"""Never changed, never deleted: triggers refuse it. `body` is ciphertext; `ref` leads to the key, while there is one."""

KEYS = Table(
    "keys",
    METADATA,
    Column("ref", Text, primary_key=True),
    Column("vendor_id", Text, unique=True, nullable=True),
    Column("wrapped", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""One key for each vendor and one, with an empty reference, for what is about no vendor. Purging a vendor deletes its row."""
