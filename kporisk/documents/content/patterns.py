"""Regular expressions in checklists: anchored at both ends, and too simple to run for ever on any text."""

from __future__ import annotations

import re
from collections.abc import Iterator

END = r"(?![\s\S])"
"""The end of the text: `$` lets a newline through and `\\Z` is not ECMA-262."""

_TOKEN = re.compile(
    r"""
    (?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])
  | (?P<escape>\\.)
  | (?P<open>\((?:\?(?:P?<[^>)]*>?|.))?)
  | (?P<close>\))
  | (?P<many>[*+]|\{[0-9]+,\})
  | (?P<some>\?|\{[0-9]+(?:,[0-9]+)?\})
  | (?P<choice>\|)
  | (?P<plain>.)
    """,
    re.VERBOSE | re.DOTALL,
)


def complaints(pattern: str) -> Iterator[str]:
    """What is wrong with a pattern: it begins with ^, ends in `(?![\\s\\S])`, and repeats nothing for ever or twice over."""
    if not pattern.startswith("^"):
        yield "a pattern begins with ^, or it would find its text anywhere"
    if not pattern.endswith(END):
        yield f"a pattern ends in {END}, because $ lets a newline through"
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        yield f"this is not a regular expression: {error}"
        return
    yield from _runaways(pattern.removeprefix("^").removesuffix(END))


def _runaways(inside: str) -> Iterator[str]:
    groups: list[bool] = []  # for each open group, whether it repeats or chooses inside
    closed = False  # whether the token before was a group that does
    for token in _TOKEN.finditer(inside):
        kind, text = token.lastgroup, token[0]
        if kind == "open":
            if text not in ("(", "(?:"):
                yield f"{text} is more than a pattern may do here; use ( or (?:"
            groups.append(False)
        if kind == "escape" and text[1].isdigit():
            yield f"{text} refers back to a group; patterns here do not"
        if kind == "many":
            yield f"{text} repeats without end; say how often at most, as in {{0,80}}"
        if kind in ("many", "some") and closed and text != "?":
            yield f"{text} repeats a group that repeats or chooses inside; on some texts that takes for ever"
        if kind in ("many", "some", "choice") and groups:
            groups[-1] = True
        closed = False
        if kind == "close" and groups:
            closed = groups.pop()
            if groups:
                groups[-1] = groups[-1] or closed
