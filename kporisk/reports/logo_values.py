"""The attributes of a still picture, and the form that the value of each must have."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from kporisk.reports.logo import UnfitLogo

LIMIT_NUMBER = 1e6
"""The largest coordinate, in either direction."""
LIMIT_RULES = 500
"""Rules of a style sheet; a logo has a dozen."""

_NUMBER = r"(?>[-+]?(?:[0-9]{1,12}(?:\.[0-9]{0,12})?|\.[0-9]{1,12})(?:[eE][-+]?[0-9]{1,2})?)"
_SEPARATOR = r"(?>\s*,\s*|\s+|(?=[-+.]))"
_UNIT = r"(?:px|pt|pc|mm|cm|in|em|ex|%)?"
_COLOUR = r"(?:#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})|[a-zA-Z]{1,30}|rgba?\([0-9.,%\s/]{1,60}\)|hsla?\([0-9.,%\s/deg]{1,60}\))"
_ID = r"[A-Za-z_][A-Za-z0-9_.\-]{0,99}"
_LOCAL = rf"url\(\s*[\"']?#({_ID})[\"']?\s*\)"
_FUNCTIONS = (("matrix", (6,)), ("translate", (1, 2)), ("scale", (1, 2)), ("rotate", (1, 3)), ("skewX", (1,)), ("skewY", (1,)))
_ONE_OF = "|".join(
    rf"{name}\s*\(\s*{_NUMBER}(?:{_SEPARATOR}{_NUMBER}){{{count - 1}}}\s*\)" for name, counts in _FUNCTIONS for count in counts
)

_LENGTH = re.compile(_NUMBER + _UNIT)
_LENGTHS = re.compile(rf"{_NUMBER}{_UNIT}(?:{_SEPARATOR}{_NUMBER}{_UNIT})*+")
_NUMBERS = re.compile(rf"{_NUMBER}(?:{_SEPARATOR}{_NUMBER})*+")
_SHARE = re.compile(rf"{_NUMBER}%?")
_PATH = re.compile(r"[MmZzLlHhVvCcSsQqTtAa0-9eE.,+\-\s]+")
_FORMS: tuple[tuple[re.Pattern[str], bool, str], ...] = (
    (
        _LENGTH,
        True,
        "width height cx cy r rx ry x1 y1 x2 y2 fx fy fr stroke-width stroke-dashoffset font-size letter-spacing word-spacing",
    ),
    (_SHARE, True, "offset opacity fill-opacity stroke-opacity stop-opacity"),
    (re.compile(_NUMBER), True, "stroke-miterlimit"),
    (_LENGTHS, True, "x y dx dy stroke-dasharray"),
    (_NUMBERS, True, "points viewBox rotate"),
    (_PATH, True, "d"),
    (re.compile(rf"(?:(?:{_ONE_OF})[\s,]*)++"), True, "transform gradientTransform"),
    (re.compile(rf"{_COLOUR}|{_LOCAL}(?:\s+{_COLOUR})?"), False, "fill stroke"),
    (re.compile(_COLOUR), False, "stop-color color"),
    (re.compile("nonzero|evenodd"), False, "fill-rule clip-rule"),
    (re.compile("butt|round|square"), False, "stroke-linecap"),
    (re.compile("miter|round|bevel"), False, "stroke-linejoin"),
    (re.compile("none|inline|block"), False, "display"),
    (re.compile("visible|hidden|collapse"), False, "visibility"),
    (re.compile("start|middle|end"), False, "text-anchor"),
    (re.compile("normal|italic|oblique"), False, "font-style"),
    (
        re.compile("auto|baseline|alphabetic|central|middle|hanging|text-(?:before|after)-edge"),
        False,
        "dominant-baseline alignment-baseline",
    ),
    (re.compile("userSpaceOnUse|objectBoundingBox"), False, "gradientUnits clipPathUnits"),
    (re.compile("pad|reflect|repeat"), False, "spreadMethod"),
    (re.compile(r"none|x(?:Min|Mid|Max)Y(?:Min|Mid|Max)(?: (?:meet|slice))?"), False, "preserveAspectRatio"),
    (re.compile(r"[\w\s,'\-]{1,200}"), False, "font-family"),
    (re.compile(r"[1-9]00|normal|bold|bolder|lighter"), False, "font-weight"),
    (re.compile(_ID), False, "id"),
    (re.compile(f"#{_ID}"), False, "href"),
    (re.compile(_LOCAL), False, "clip-path"),
    (re.compile("default|preserve"), False, "xml:space"),
)
ATTRIBUTES: Mapping[str, re.Pattern[str]] = {name: pattern for pattern, _, names in _FORMS for name in names.split()}
"""Every attribute that may stand in a logo, with the whole of what its value may be."""
_NUMERIC = frozenset(name for _, numeric, names in _FORMS if numeric for name in names.split())
_COLOURED = frozenset({"fill", "stroke", "stop-color", "color"})
_SIZES = frozenset(
    {
        *("width", "height", "r", "rx", "ry", "fr", "font-size", "stroke-width", "stroke-dasharray", "stroke-miterlimit"),
        *("opacity", "fill-opacity", "stroke-opacity", "stop-opacity", "offset"),
    }
)
"""What is never negative."""
_TEXT = frozenset({"text", "tspan"})
_OF_TEXT = frozenset({"dx", "dy", "rotate"})
_REFERRING = frozenset({"use", "linearGradient", "radialGradient"})
_PRESENTATION = ATTRIBUTES.keys() & {
    *("fill", "stroke", "color", "stop-color", "clip-path", "fill-rule", "clip-rule", "stroke-linecap", "stroke-linejoin", "display"),
    *("visibility", "text-anchor", "font-style", "font-weight", "font-family", "font-size", "letter-spacing", "word-spacing", "opacity"),
    *("fill-opacity", "stroke-opacity", "stop-opacity", "stroke-width", "stroke-dasharray", "stroke-dashoffset", "stroke-miterlimit"),
    *("dominant-baseline", "transform"),
}
"""What a style sheet may say as well as an attribute."""
_EXTENT: Mapping[str, tuple[str, ...]] = {
    "path": ("d",),
    "rect": ("width", "height"),
    "circle": ("r",),
    "ellipse": ("rx", "ry"),
    "polyline": ("points",),
    "polygon": ("points",),
}
_LOCAL_START = re.compile(_LOCAL)
_ANY_NUMBER = re.compile(_NUMBER)
_INCHES = {"": 96.0, "px": 96.0, "pt": 72.0, "pc": 6.0, "in": 1.0, "cm": 2.54, "mm": 25.4}


def proper(element: str, name: str, value: str) -> str | None:
    """The value written plainly, or None where the element may not have it."""
    if name not in ATTRIBUTES or (name == "href" and element not in _REFERRING) or (name in _OF_TEXT and element not in _TEXT):
        return None
    plain = " ".join(value.split())
    if name == "font-family":
        plain = " ".join(plain.replace('"', "'").split())
    pattern = _LENGTH if name in ("x", "y") and element not in _TEXT else ATTRIBUTES[name]
    if not pattern.fullmatch(plain) or (name in _NUMERIC and not all(map(_moderate, _ANY_NUMBER.findall(plain)))):
        return None
    if name in _SIZES and plain.startswith("-"):
        return None
    if name in _COLOURED and not _is_colour(_LOCAL_START.sub("", plain).strip()):
        return None
    if (name == "viewBox" and len(numbers(plain)) != 4) or (name == "points" and len(numbers(plain)) % 2):
        return None
    return path(plain) if name == "d" else plain


_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_LETTER = re.compile(r"\s*([A-Za-z])")
_NEXT = re.compile(rf"[\s,]*({_NUMBER})")
_FLAG = re.compile(r"[\s,]*([01])")


def path(text: str) -> str | None:
    """The data of a path with a space between all its parts, or None where it is malformed."""
    parts: list[str] = []
    position = 0
    end = len(text.rstrip())
    while position < end:
        letter = _LETTER.match(text, position)
        if letter is None or letter[1].upper() not in _ARGUMENTS or (not parts and letter[1] not in "Mm"):
            return None
        position = letter.end()
        parts.append(letter[1])
        count = _ARGUMENTS[letter[1].upper()]
        given = 0
        while count:
            flag = count == 7 and given % 7 in (3, 4)
            number = (_FLAG if flag else _NEXT).match(text, position)
            if number is None:
                break
            parts.append(number[1])
            position = number.end()
            given += 1
        if count and (not given or given % count):
            return None
    return " ".join(parts) or None


def _is_colour(text: str) -> bool:
    """Whether it is a colour that everything knows, none, or nothing (beside a reference)."""
    from tinycss2.color5 import parse_color

    return text in ("", "none") or parse_color(text) is not None


def target(name: str, value: str) -> str | None:
    """The id to which a proper value of the attribute `name` refers, or None; a colour such as #aaaaaa is none."""
    if name == "href":
        return value[1:] or None
    match = _LOCAL_START.match(value)
    return match[1] if match else None


def numbers(text: str) -> tuple[float, ...]:
    """The numbers of a list such as `0 0 24 24`; none where it is anything else, or where one is not moderate."""
    if not _LENGTHS.fullmatch(text.strip()):
        return ()
    found = _ANY_NUMBER.findall(text)
    return tuple(float(number) for number in found) if all(_moderate(number) for number in found) else ()


def pixels(length: str) -> float | None:
    """An absolute length in CSS pixels; None for a percentage, for what is no length and for what is not moderate."""
    text = length.strip()
    match = re.fullmatch(rf"({_NUMBER})(px|pt|pc|mm|cm|in)?", text)
    if match is None or not _moderate(match[1]):
        return None
    return round(float(match[1]) * 96 / _INCHES[match[2] or ""], 3)


def short(number: float) -> str:
    """A number as it is written in an attribute."""
    return f"{number:.4f}".rstrip("0").rstrip(".") if number != int(number) else str(int(number))


def has_extent(element: str, attributes: Mapping[str, str], *, stroke: bool) -> bool:
    """Whether a shape has what it needs to be larger than nothing; a line, which has no inside, also needs a stroke."""
    if element == "line":
        return stroke and any(attributes.get(f"{axis}1", "0") != attributes.get(f"{axis}2", "0") for axis in "xy")
    needed = _EXTENT.get(element)
    return needed is not None and all(re.search("[1-9]", attributes.get(name, "")) for name in needed)


def _moderate(number: str) -> bool:
    value = float(number)
    return math.isfinite(value) and abs(value) <= LIMIT_NUMBER


@dataclass(frozen=True, slots=True)
class StyleRule:
    """What a style sheet says of elements of a name, class or id: `kind` is one of "", "." and "#"; `*` is every element."""

    kind: str
    name: str
    declarations: tuple[tuple[str, str], ...]


_SELECTOR = re.compile(r"([.#]?)([A-Za-z_][\w\-]*|\*)")
_ORDER = {"": 0, ".": 1, "#": 2}


def rules(sheet: str) -> tuple[StyleRule, ...]:
    """The rules of a style sheet whose selectors are one name, class or id, weakest first; all others, and at-rules, are left out."""
    import tinycss2

    found: list[StyleRule] = []
    for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
        if rule.type != "qualified-rule":
            continue
        declarations = _declarations(rule.content)
        for selector in tinycss2.serialize(rule.prelude).split(","):
            if match := _SELECTOR.fullmatch(selector.strip()):
                found.append(StyleRule(match[1], match[2], declarations))
    if len(found) > LIMIT_RULES:
        raise UnfitLogo(f"has a style sheet of more than {LIMIT_RULES} rules; export it with its colours as attributes")
    return tuple(sorted(found, key=lambda rule: _ORDER[rule.kind]))


def declared(element: str, given: Mapping[str, str], sheet: tuple[StyleRule, ...], removed: list[str]) -> dict[str, str]:
    """What style sheet and `style` say of an element, as attributes; properties that are no attributes go to `removed`."""
    classes = given.get("class", "").split()
    said: dict[str, str] = {}
    for rule in sheet:
        named = {"": (element, "*"), ".": tuple(classes), "#": (given.get("id", ""),)}[rule.kind]
        if rule.name in named:
            said.update(rule.declarations)
    if "style" in given:
        said.update(_declarations(given["style"]))
    for name in said.keys() - _PRESENTATION:
        removed.append(f"style {name}"[:30])
        del said[name]
    return {name: said[name] for name in sorted(said)}


def _declarations(content: object) -> tuple[tuple[str, str], ...]:
    import tinycss2

    found = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return tuple((one.lower_name, tinycss2.serialize(one.value).strip()) for one in found if one.type == "declaration")
