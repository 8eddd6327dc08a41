"""What a program can check of ISO 19005-3 level A (PDF/A-3a) and ISO 14289-1 (PDF/UA-1), each complaint with its clause.

The clauses of PDF/UA are checked as the Matterhorn Protocol 1.1 words them. What only a person can judge, such as whether a description
says what is seen, is not here.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf

from tests.reports import conformance_content, conformance_file, conformance_metadata, conformance_structure

CHECKS: tuple[Callable[[Any, bytes], Iterator[str]], ...] = (
    *conformance_file.CHECKS,
    *conformance_metadata.CHECKS,
)


def complaints(pdf: bytes) -> list[str]:
    """What is wrong with the file, each a sentence that begins with the clause; empty for a file that conforms."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found = [complaint for check in CHECKS for complaint in check(opened, pdf)]
        inside = conformance_file.inside(opened)
        found += [complaint for check in conformance_file.INSIDE_CHECKS for complaint in check(opened, inside)]
        seen = conformance_content.drawn(opened)
        return [*found, *conformance_content.content(seen), *conformance_structure.structure(opened, seen.marks)]
