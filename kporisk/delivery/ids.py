"""The only words of a workspace that leave it: ids, which have a form that no answer has."""

from __future__ import annotations

import re
from collections.abc import Iterable

VENDOR = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII)
WORKSPACE = re.compile(r"[a-z0-9]{16}", re.ASCII)


def vendors(ids: Iterable[str]) -> tuple[str, ...]:
    """The ids in order, each once. Raises ValueError, without quoting it, where one is no vendor's id."""
    found = tuple(sorted(set(ids)))
    if not all(VENDOR.fullmatch(one) for one in found):
        raise ValueError("this is no vendor's id")
    return found


def workspace(text: str) -> str:
    """The id of a workspace. Raises ValueError, without quoting it, where it is none."""
    if WORKSPACE.fullmatch(text) is None:
        raise ValueError("this is no workspace's id")
    return text
