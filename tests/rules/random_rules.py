"""Random conditions that pass the checks, and random partial facts to ask them of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from kporisk.rules.evaluate import Facts
from kporisk.rules.tokens import LONGEST

from .room import TODAY

_ORDER = ("<", "<=", ">", ">=", "==", "!=")
_OPTIONS: Mapping[str, tuple[str, ...]] = {
    "answers.nda": ("signed", "late", "draft", "none"),
    "answers.history": ("clean", "corrected", "hidden"),
    "engagement.relation": ("captive", "third", "platform"),
    "engagement.client": ("FR", "DE", "IN", "GB"),
    "engagement.vendor": ("FR", "DE", "IN", "GB"),
    "derived.language_level": ("same_language", "shared_official", "official_one_side", "bridge_only", "none"),
}
_SETS: Mapping[str, tuple[str, ...]] = {
    "answers.controls": ("usb", "dlp", "mark"),
    "engagement.data": ("public", "personal", "health", "secret"),
    "engagement.places": ("FR", "DE", "IN"),
}
_TRUTHS = ("engagement.temps", "engagement.council", "derived.cross_border", "derived.personal_data")
_NUMBERS: Mapping[str, tuple[float, ...]] = {
    "answers.mfa": (0, 40, 90, 100),
    "answers.patching": (0, 30, 90, 120),
    "answers.hours": (0, 2, 4.5),
    "engagement.jobs": (0, 1, 10),
    "derived.overlap_hours": (0, 2, 4.5),
}


class RandomRules:
    """Draws conditions and facts. With `cel`, only what the Common Expression Language has too."""

    def __init__(self, random: Random, *, cel: bool) -> None:
        self._random = random
        self._cel = cel

    def condition(self, depth: int = 3) -> str:
        """A condition with up to `depth` levels of connectives, of a length that a rule may have."""
        while len(drawn := self._condition(depth)) > LONGEST:
            pass
        return drawn

    def _condition(self, depth: int) -> str:
        shape = self._random.random()
        if depth == 0 or shape < 0.25:
            return self._atom()
        if shape < 0.4:
            return f"!({self._condition(depth - 1)})"
        sign = self._random.choice(("&&", "||"))
        parts = [self._condition(depth - 1) for _ in range(self._random.choice((2, 2, 3)))]
        joined = f" {sign} ".join(parts)
        # where && stands within ||, precedence and not the parentheses says so
        return joined if sign == "&&" and self._random.random() < 0.5 else f"({joined})"

    def _atom(self) -> str:
        kinds = [self._choice, self._choice, self._membership, self._set, self._truth, self._number, self._size, self._pair]
        if not self._cel:
            kinds += [self._satisfaction, self._age, self._day, self._none]
        return self._random.choice(kinds)()

    def _some(self, options: tuple[str, ...]) -> str:
        chosen = self._random.sample(options, self._random.randint(1, len(options) - 1))
        return f"[{', '.join(self._quoted(value) for value in sorted(chosen))}]"

    def _quoted(self, value: str) -> str:
        return f'"{value}"' if self._random.random() < 0.2 else f"'{value}'"

    def _choice(self) -> str:
        name, options = self._random.choice(tuple(_OPTIONS.items()))
        return f"{name} {self._random.choice(('==', '!='))} {self._quoted(self._random.choice(options))}"

    def _membership(self) -> str:
        name, options = self._random.choice(tuple(_OPTIONS.items()))
        return f"{name} in {self._some(options)}"

    def _set(self) -> str:
        name, options = self._random.choice(tuple(_SETS.items()))
        shape = self._random.randrange(4)
        if shape == 0:
            return f"{self._quoted(self._random.choice(options))} in {name}"
        if shape == 1:
            return f"{name} {self._random.choice(('==', '!='))} {self._some(options)}"
        return f"{self._random.choice(('has_any', 'has_all'))}({name}, {self._some(options)})"

    def _truth(self) -> str:
        name = self._random.choice(_TRUTHS)
        return self._random.choice((name, f"!{name}", f"{name} == true", f"{name} != true"))

    def _number(self) -> str:
        name, values = self._random.choice(tuple(_NUMBERS.items()))
        sides = [name, f"{self._random.choice(values):g}"]
        self._random.shuffle(sides)
        return f"{sides[0]} {self._random.choice(_ORDER)} {sides[1]}"

    def _size(self) -> str:
        name = self._random.choice(tuple(_SETS))
        return f"size({name}) {self._random.choice(_ORDER)} {self._random.randint(0, 3)}"

    def _pair(self) -> str:
        return self._random.choice(
            (
                f"answers.hours {self._random.choice(_ORDER)} derived.overlap_hours",
                "engagement.client != engagement.vendor",
                "engagement.vendor in engagement.places",
                "engagement.temps == derived.cross_border",
            )
        )

    def _satisfaction(self) -> str:
        name = self._random.choice(("nda", "controls", "mfa", "patching", "pentest", "review"))
        return f"satisfaction(answers.{name}) {self._random.choice(_ORDER)} {self._random.choice((0, 0.3, 0.4, 0.5, 1)):g}"

    def _age(self) -> str:
        name = self._random.choice(("answers.pentest", "answers.review", "engagement.end"))
        return f"months_since({name}) {self._random.choice(_ORDER)} {self._random.choice((0, 12, 24))}"

    def _day(self) -> str:
        name = self._random.choice(("answers.pentest", "answers.review", "engagement.end"))
        return f"{name} {self._random.choice(_ORDER)} date('202{self._random.randint(4, 6)}-11-24')"

    def _none(self) -> str:
        return self._random.choice(("answers.mfa == 'not_measured'", "answers.pentest != 'never'", "answers.mfa in [0, 'not_measured']"))

    def facts(self, openness: float) -> Facts:
        """Facts of which a share of about `openness` is unknown; every name is there."""
        known: dict[str, dict[str, object]] = {"answers": {}, "engagement": {}, "derived": {}}
        for dotted, value in self._values().items():
            root, name = dotted.split(".")
            known[root][name] = None if self._random.random() < openness else value
        return Facts(known["answers"], known["engagement"], known["derived"], TODAY)  # type: ignore[arg-type]

    def more(self, facts: Facts) -> Facts:
        """The same facts, of which some that were unknown have become known."""
        other = self.facts(0.5)
        return Facts(
            {name: other.answers[name] if value is None else value for name, value in facts.answers.items()},
            {name: other.engagement[name] if value is None else value for name, value in facts.engagement.items()},
            {name: other.derived[name] if value is None else value for name, value in facts.derived.items()},
            facts.as_of,
        )

    def _values(self) -> dict[str, object]:
        random = self._random
        values: dict[str, object] = {name: random.choice(options) for name, options in _OPTIONS.items()}
        values |= {name: tuple(option for option in options if random.random() < 0.5) for name, options in _SETS.items()}
        values |= {name: random.random() < 0.5 for name in _TRUTHS}
        values |= {name: float(random.choice((*numbers, random.randint(0, 12)))) for name, numbers in _NUMBERS.items()}
        if self._cel:
            return values
        for name in ("answers.pentest", "answers.review", "engagement.end"):
            values[name] = self._past()
        if random.random() < 0.2:
            values |= {"answers.mfa": "not_measured", "answers.pentest": "never"}
        return values

    def _past(self) -> date:
        return TODAY - timedelta(days=self._random.randint(0, 1000))
