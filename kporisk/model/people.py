"""Who somebody is, however their name is written."""

from __future__ import annotations


def who(name: str) -> str:
    """The name by which people are told apart: capitals and spaces make nobody another person."""
    return " ".join(name.casefold().split())
