"""Digests of content: SHA-256 over RFC 8785 canonical JSON, the same whatever the file's layout."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785


def digest(value: Any) -> str:
    """SHA-256, in hexadecimal, of a plain JSON value in canonical form."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()
