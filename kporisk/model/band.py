"""A band: one quantity as told and as proven."""

from __future__ import annotations

from enum import IntEnum
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Band(NamedTuple, Generic[T]):
    """A pair: `told` believes every statement and takes what is open at its best, `proven` discounts what nobody has shown."""

    told: T
    proven: T


class Tier(IntEnum):
    """The four tiers of risk, in order."""

    LOW = 0
    MODERATE = 1
    HIGH = 2
    CRITICAL = 3

    @property
    def word(self) -> str:
        """The tier's name in documents."""
        return self.name.lower()
