"""An assessment as a report reads it: the document, cleaned, with its parts at hand and said in one language."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from kporisk.errors import RenderingError
from kporisk.reports.characters import cleaned, shortened
from kporisk.reports.speech import Speech

Document: TypeAlias = Mapping[str, Any]

TIERS = ("low", "moderate", "high", "critical")
TOLERANCE = 1e-9
ENDS = ("told", "proven")
_ANSWER = re.compile(r"\$\.response\.answers\.([A-Za-z0-9_]+)")


class Pair(NamedTuple):
    """One quantity as told and as proven."""

    told: float
    proven: float


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that is doubtful in the documents, in words, with every place of which it is said. `evidence`: the piece it is about."""

    message: str
    evidence: str | None
    pointers: tuple[str, ...]

    @property
    def questions(self) -> tuple[str, ...]:
        """The ids of the questions whose answers it is about."""
        found = (_ANSWER.match(pointer) for pointer in self.pointers)
        return tuple(dict.fromkeys(match[1] for match in found if match))


@dataclass(frozen=True)
class Reading:
    """One assessment in one language. `document` has been cleaned."""

    document: Document
    speech: Speech

    @cached_property
    def lines(self) -> tuple[float, ...]:
        """Where moderate, high and critical begin, in score points."""
        return tuple(float(self.document["thresholds"][name]) for name in TIERS[1:])

    @cached_property
    def vendor(self) -> str:
        """The vendor's name, whole."""
        return str(self.document["vendor"]["name"]) or str(self.document["vendor"]["id"])

    @cached_property
    def short_vendor(self) -> str:
        """The vendor's name as it fits into a sentence or a running head."""
        return shortened(self.vendor, 60)

    @cached_property
    def score(self) -> Pair:
        """The overall score, 0 to 100."""
        return pair(self.document["score"])

    @cached_property
    def tiers(self) -> tuple[str, str]:
        """The tier as told and as proven."""
        return (self.document["tier"]["told"], self.document["tier"]["proven"])

    @cached_property
    def stage(self) -> str:
        """Which words fit the contract: before, live or exit."""
        stage = self.document["engagement"].get("contract_stage")
        return {"live": "live", "renewal": "live", "exit": "exit"}.get(str(stage), "before")

    @cached_property
    def recommendation(self) -> str:
        """The recommendation in the words of the contract stage."""
        return self.speech.say(f"recommendation.{self.stage}.{self.document['recommendation']}")

    @cached_property
    def about_people(self) -> bool:
        """Whether the vendor is one person or a crowd of them, about whom no machine decides."""
        return self.document["engagement"].get("relation") in ("individual_contractors", "freelance_platform")

    @cached_property
    def questions(self) -> Mapping[str, Document]:
        """Every question of the document by id."""
        return {question["id"]: question for question in self.document["questions"]}

    @cached_property
    def rules(self) -> Mapping[str, Document]:
        """Every rule of the document by id."""
        return {rule["id"]: rule for rule in self.document["rules"]}

    @cached_property
    def evidence(self) -> Mapping[str, Document]:
        """Every piece of evidence that is cited, by id, in order of first citation."""
        found: dict[str, Document] = {}
        for question in self.document["questions"]:
            for cited in question["evidence"]:
                found.setdefault(cited["id"], cited)
        return found

    @cached_property
    def doubts(self) -> Sequence[Doubt]:
        """What is doubtful, each once with all its places, in order of the first."""
        found: dict[tuple[str, str | None], list[str]] = {}
        for warning in self.document["warnings"]:
            found.setdefault((self.text(warning["message"]), warning.get("evidence")), []).append(str(warning["pointer"]))
        return [Doubt(message, evidence, tuple(pointers)) for (message, evidence), pointers in found.items()]

    def tier_of(self, score: float) -> str:
        """The tier that a score alone would give."""
        return TIERS[sum(score >= line - TOLERANCE for line in self.lines)]

    def points(self, value: float) -> str:
        """A score to one decimal, never rounded across the line of a tier that it has not reached."""
        return self.speech.number(self.rounded(value), 1)

    def rounded(self, value: float) -> float:
        """The number that `points` prints."""
        rounded = round(value, 1)
        return rounded if self.tier_of(rounded) == self.tier_of(value) else math.floor(value * 10) / 10

    def band(self, value: Pair) -> str:
        """A pair of scores as a range: "19.4 – 32.0"."""
        told, proven = self.points(value.told), self.points(value.proven)
        return told if told == proven else f"{told} – {proven}"

    def pointed(self, key: str, value: Pair | float, /, **values: object) -> str:
        """The sentence `key` about so many points, or about a range of them, to one decimal and in the plural that they take."""
        if isinstance(value, Pair):
            return self.speech.count(key, round(max(value), 1), points=self.band(value), **values)
        return self.speech.count(key, round(value, 1), points=self.speech.number(value, 1), **values)

    def tier(self, name: str) -> str:
        """A tier in words."""
        return self.speech.label("tier", name)

    def tier_range(self, told: str, proven: str) -> str:
        """Two tiers in words, or one where they agree."""
        return self.tier(proven) if told == proven else self.speech.say("range", told=self.tier(told), proven=self.tier(proven))

    def text(self, value: object) -> str:
        """A text of the document in this language."""
        return self.speech.text(value)

    def people(self, listed: object) -> Sequence[Document]:
        """The respondents that are named."""
        return listed if isinstance(listed, list) else ()

    def person(self, id: str | None) -> str:
        """A respondent's name, or the id where the name is not known; empty where nobody is named."""
        for person in self.people(self.document.get("respondents")):
            if person["id"] == id:
                return str(person["name"])
        return id or ""


def read(document: Document, speech: Speech) -> Reading:
    """The document, cleaned and held against itself. Raises RenderingError where its contributions do not add up to its score."""
    clean_document = cleaned(document)
    assert isinstance(clean_document, dict)
    for end in ENDS:
        total = math.fsum(domain["contribution"][end] for domain in clean_document["domains"])
        if abs(total - clean_document["score"][end]) > 1e-6:
            raise RenderingError("the assessment contradicts itself: its contributions do not add up to its score; assess the case again")
    return Reading(clean_document, speech)


def pair(value: Mapping[str, Any]) -> Pair:
    """A `{told, proven}` of numbers; what is not there counts as nothing."""
    return Pair(float(value["told"] or 0), float(value["proven"] or 0))
