"""How far two countries share the language in which the work is done."""

from __future__ import annotations

from collections.abc import Iterable

from kporisk.model.territory import Territory

LEVELS = ("same_language", "shared_official", "official_one_side", "bridge_only", "none")
"""From the closest to the farthest."""


def language_level(client: Territory, other: Territory, *, working_language: str, bridge_languages: Iterable[str]) -> str:
    """One of LEVELS. Only the primary subtag of `working_language` counts: `en-GB` is `en`."""
    language = working_language.partition("-")[0].lower()
    if client.code == other.code:
        return "same_language"
    if set(client.languages) & set(other.languages):
        return "shared_official"
    if language in client.languages or language in other.languages:
        return "official_one_side"
    return "bridge_only" if language in bridge_languages else "none"


def weakest(levels: Iterable[str]) -> str:
    """The farthest of several levels. Raises ValueError where there is none."""
    return max(levels, key=LEVELS.index)
