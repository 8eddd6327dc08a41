"""The words of the workbook, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kporisk.reports.reading import Reading

STATUSES = ("answered", "unknown", "open", "not_applicable")


@dataclass(frozen=True)
class Wording:
    """What is said of one assessment."""

    reading: Reading

    def say(self, key: str, /, **values: object) -> str:
        """A text of the workbook."""
        return self.reading.speech.say(f"workbook.{key}", **values)

    def text(self, value: object) -> str:
        """A text of the assessment."""
        return self.reading.text(value)

    @cached_property
    def ends(self) -> tuple[str, str]:
        """As told, as proven: as headings say it."""
        return self.say("told"), self.say("proven")

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        return {domain["id"]: self.text(domain["title"]) for domain in self.reading.document["domains"]}

    def domain(self, id: str) -> str:
        """A domain's title."""
        return self._titles.get(id) or self.reading.speech.label("domain", id)

    def module(self, id: str | None) -> str:
        """A module's name, empty for a domain without modules."""
        return "" if id is None else self.reading.speech.label("options.service_types", id)

    def status(self, id: str) -> str:
        """What became of a question."""
        return self.say(f"status.{id}")

    def strength(self, id: str) -> str:
        """What an answer rests on."""
        return self.say(f"strength.{id}")

    def dimension(self, id: str) -> str:
        """A dimension of inherent risk."""
        return self.reading.speech.label("dimension", id)

    def tier(self, index: int) -> str:
        """A tier, 0 to 3, in words."""
        return self.reading.tier(("low", "moderate", "high", "critical")[index])

    @cached_property
    def footer(self) -> str:
        """What stands at the foot of every printed page; an ampersand is doubled, as page footers want it."""
        vendor = self.reading.short_vendor.replace("&", "&&")
        return f"&L&8 {vendor} · {self.reading.speech.day(self.reading.document['as_of'])}&C&8 &A&R&8 &P / &N"
