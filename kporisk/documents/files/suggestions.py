"""What somebody may have meant, and how a word of theirs is shown without harm."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

SHOWN_LENGTH = 60


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like `word`, letter case aside, or None where nothing is close."""
    by_folded = {candidate.casefold(): candidate for candidate in sorted(candidates, reverse=True)}
    found = get_close_matches(word[:SHOWN_LENGTH].casefold().replace("-", "_"), by_folded, n=1, cutoff=0.6)
    return by_folded[found[0]] if found else None


def shown(word: str) -> str:
    """An id or key as it may stand in a message: on one line, what cannot be seen escaped, cut at 60 characters."""
    cut = word if len(word) <= SHOWN_LENGTH else word[: SHOWN_LENGTH - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in cut)


def listed(words: Iterable[str]) -> str:
    """`a, b and c`."""
    *most, last = tuple(words)
    return f"{', '.join(most)} and {last}" if most else last
