"""Tables found in a workbook: what no workbook of ours has is refused before rows are held against it."""

from __future__ import annotations

import pytest

from kporisk.documents.files.sheets import Book, Sheet
from kporisk.documents.files.table import Table
from kporisk.documents.workbook.found import MOST_MERGED, find_tables
from kporisk.errors import InvalidDocument


def test_far_more_merged_cells_than_were_sent_are_refused() -> None:
    def book(count: int) -> Book:
        return Book("back.xlsx", (Sheet(Table("back.xlsx", "A", ()), merged=((1, 0, 1, 1),) * count),))

    assert find_tables(book(MOST_MERGED), hidden=()).problems == []
    with pytest.raises(InvalidDocument, match="merged cells on one sheet"):
        find_tables(book(MOST_MERGED + 1), hidden=())
