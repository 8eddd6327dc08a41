"""Text made safe to show: nothing that a vendor wrote may steer a terminal or turn a line round."""

from __future__ import annotations

import unicodedata

MARKS_IN_A_ROW = 30
"""More combining marks than this on one character are cut; no script needs them."""

_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def safe(text: str) -> str:
    """The text without control characters (C0, C1, escape sequences' lead-ins), bidirectional overrides and piles of combining marks.

    Line breaks and tabs stay. Idempotent; harmless text comes back unchanged.
    """
    if text.isascii() and text.isprintable():
        return text
    kept = [c for c in text if (unicodedata.category(c) not in ("Cc", "Cs") or c in "\n\t") and c not in _BIDI]
    return fewer_marks("".join(kept))


def fewer_marks(text: str) -> str:
    """The text with at most 30 combining marks in a row; more would draw over the lines around."""
    if len(text) <= MARKS_IN_A_ROW or text.isascii():
        return text
    kept: list[str] = []
    row = 0
    for character in text:
        row = row + 1 if unicodedata.category(character)[0] == "M" else 0
        if row <= MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)
