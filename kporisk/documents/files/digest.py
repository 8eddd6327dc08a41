"""Digests of content: SHA-256 over RFC 8785 canonical JSON, the same whatever the file's layout."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

_BEYOND = re.compile("[\U00010000-\U0010ffff]")
_WHOLE = re.compile(r"\.0(?=[,\]}]|\Z)")
_EXPONENT = re.compile(r"e[-+][0-9]{2}")
_ELSE = (_BEYOND, _WHOLE, _EXPONENT)
"""Where json and RFC 8785 may part: keys beyond the basic plane are sorted otherwise, whole fractions and exponents written otherwise.

Each on its own and beginning with a literal, because a pattern of alternatives takes longer than all the rest."""


def digest(value: Any) -> str:
    """SHA-256, in hexadecimal, of a plain JSON value in canonical form."""
    return hashlib.sha256(canonical(value)).hexdigest()


def canonical(value: Any) -> bytes:
    """A plain JSON value in the canonical form of RFC 8785.

    The encoder in C writes the same bytes for nearly every value, 20 times as fast; the others go to rfc8785.
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    if not any(pattern.search(text) for pattern in _ELSE):
        return text.encode()
    import rfc8785

    return rfc8785.dumps(value)
