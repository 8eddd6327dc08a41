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
    kept: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        if category in ("Mn", "Me"):
            marks += 1
            if marks > MARKS_IN_A_ROW:
                continue
        else:
            marks = 0
        if (category in ("Cc", "Cs") and character not in "\n\t") or character in _BIDI:
            continue
        kept.append(character)
    return "".join(kept)
