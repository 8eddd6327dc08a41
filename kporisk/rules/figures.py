"""Numbers, dates, quotations and lists as a language writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from kporisk.rules.tongue import Tongue

_FIRST_WORD = re.compile(r"\w+")


class Figures:
    """Writes values in one language."""

    def __init__(self, tongue: Tongue) -> None:
        self._tongue = tongue

    def quoted(self, text: str) -> str:
        """In the quotation marks of the language."""
        return self._tongue.quoted.format(text=text)

    def number(self, value: float) -> str:
        """With the decimal sign and thousands separator of the language, as many decimals as needed, ten at most."""
        whole, _, fraction = f"{round(value, 10):,.10f}".rstrip("0").partition(".")
        whole = whole.replace(",", self._tongue.thousands)
        return f"{whole}{self._tongue.decimal}{fraction}" if fraction else whole

    def amount(self, value: float, unit: str) -> str:
        """A number with its unit, which agrees with it."""
        tongue, number = self._tongue, self.number(value)
        if unit.startswith("%"):
            return tongue.percent.format(number=number, unit=unit)
        if value == 1 or abs(value) < tongue.singular_below:
            unit = _FIRST_WORD.sub(lambda word: tongue.singular.get(word.group(), word.group()), unit, count=1)
        return f"{number} {unit}".rstrip()

    def share(self, value: float) -> str:
        """A part of one as a percentage."""
        return self.amount(100 * value, "%")

    def full_months(self, count: int) -> str:
        """So many full months."""
        tongue = self._tongue
        template = tongue.full_month if count == 1 else tongue.full_months
        return template.format(x=self.number(count))

    def day(self, value: date) -> str:
        """A date with its month in letters."""
        tongue = self._tongue
        day = tongue.first_of_month if value.day == 1 else str(value.day)
        return tongue.day.format(day=day, month=tongue.months[value.month - 1], year=value.year)

    def either(self, items: Sequence[str]) -> str:
        """`a, b or c`."""
        return self._listed(items, self._tongue.disjunction)

    def both(self, items: Sequence[str]) -> str:
        """`a, b and c`."""
        return self._listed(items, self._tongue.conjunction)

    def nor(self, items: Sequence[str]) -> str:
        """`a nor b nor c`, for what stands after "neither"."""
        tongue = self._tongue
        return " ".join(f"{tongue.neither if index else tongue.neither_first}{item}" for index, item in enumerate(items))

    @staticmethod
    def _listed(items: Sequence[str], word: str) -> str:
        return f"{', '.join(items[:-1])} {word} {items[-1]}" if len(items) > 1 else items[0]
