"""Tables fit the terminal: one column is wrapped, or stands below where the others leave it no room."""

from __future__ import annotations

from kporisk.cli.tables import table

HEAD = ("vendor", "n", "reason")
ROWS = [("acme-research", "12", "A long dispute over an invoice"), ("beta", "3", "")]


def lines(width: int) -> list[str]:
    return list(table(HEAD, ROWS, width=width, right=(1,), elastic=2))


def test_a_wide_terminal_has_a_line_a_row() -> None:
    assert lines(80) == ["vendor          n  reason", "acme-research  12  A long dispute over an invoice", "beta            3"]


def test_a_narrower_one_wraps_the_column() -> None:
    assert lines(34) == [
        "vendor          n  reason",
        "acme-research  12  A long dispute",
        "                   over an invoice",
        "beta            3",
    ]


def test_where_it_would_have_no_room_it_stands_below() -> None:
    assert lines(30) == [
        "vendor          n",
        "  reason",
        "acme-research  12",
        "  A long dispute over an",
        "  invoice",
        "beta            3",
    ]


def test_no_line_is_wider_than_the_terminal_where_the_other_columns_fit() -> None:
    for width in range(17, 90):
        assert max(map(len, lines(width))) <= width
