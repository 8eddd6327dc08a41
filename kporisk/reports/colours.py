"""Contrast of colours: an organisation's own must stay readable wherever the design sets them.

The measure is WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio, level AA: 4.5 for text (criterion 1.4.3; ours is small), 3 for
what a figure is drawn with (criterion 1.4.11).
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

TEXT = 4.5
FIGURE = 3.0
WHITE = "#ffffff"
PAPER = "#f4f2ec"
"""Behind the recommendation on the general counsel's page."""
TINTS: Mapping[str, str] = {"low": "#dfe8e3", "moderate": "#efe6cd", "high": "#f0d3bd", "critical": "#e3bcbc"}
"""The four tiers of the band."""
TRACK = "#e9ebee"
"""What a domain's bar runs on."""
ROLES = ("ink", "accent", "alarm")

_SIX = re.compile(r"#[0-9a-f]{6}", re.ASCII)
_THREE = re.compile(r"#[0-9a-f]{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Pair:
    """A role on (or under) a colour that is ours, and the contrast that this needs; `words` say where."""

    role: str
    other: str
    needed: float
    words: str


PAIRS = (
    Pair("ink", WHITE, TEXT, "headings in the ink colour on white"),
    Pair("ink", PAPER, TEXT, "the recommendation in the ink colour on its pale field"),
    Pair("ink", "#d5dae3", TEXT, "the pale caption of the tier on its field of the ink colour"),
    *(Pair("ink", tint, FIGURE, f"the marks in the ink colour on the {tier} part of the band") for tier, tint in TINTS.items()),
    Pair("ink", TRACK, FIGURE, "a domain's bar in the ink colour on its grey"),
    Pair("accent", WHITE, TEXT, "numbers in the accent colour on white"),
    Pair("alarm", WHITE, TEXT, "the marking in the alarm colour on white, and white words on it"),
)
"""Wherever the design sets one of the three roles; a test holds it against the style sheets and figures."""


def colour(text: str) -> str | None:
    """`#rgb` or `#rrggbb` in either case as `#rrggbb` in small letters; None for anything else."""
    small = text.strip(" ").lower() if text.isascii() else ""
    if _SIX.fullmatch(small):
        return small
    return "#" + "".join(digit * 2 for digit in small[1:]) if _THREE.fullmatch(small) else None


def luminance(rgb: str) -> float:
    """The relative luminance of `#rrggbb`, from 0 (black) to 1 (white), by https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in _shares(rgb))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours `#rrggbb`, from 1 (the same) to 21 (black on white), whichever is in front."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def complaints(colours: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    """What is wrong with an organisation's colours (role to `#rrggbb`), by role: one sentence for each pair that is not readable."""
    return {role: found for role in ROLES if (found := tuple(_complaints(role, colours[role])))}


def nearest(rgb: str, needs: Iterable[tuple[str, float]]) -> str | None:
    """The colour of the same hue and saturation, darkened or lightened least, with at least the needed contrast to each of `needs`.

    None where neither black nor white would do.
    """
    wanted = tuple(needs)
    hue, lightness, saturation = colorsys.rgb_to_hls(*_shares(rgb))
    for step in range(256):
        for moved in (lightness - step / 255, lightness + step / 255):
            candidate = _rgb(colorsys.hls_to_rgb(hue, min(1.0, max(0.0, moved)), saturation))
            if all(contrast(candidate, other) >= needed for other, needed in wanted):
                return candidate
    return None


def _complaints(role: str, rgb: str) -> Iterator[str]:
    pairs = [pair for pair in PAIRS if pair.role == role]
    better = nearest(rgb, ((pair.other, pair.needed) for pair in pairs))
    for pair in pairs:
        found = contrast(rgb, pair.other)
        if found < pair.needed:
            yield (
                f"{pair.words}: {rgb} with {pair.other} has a contrast of {_down(found)} to 1, and {pair.needed:.1f} is needed (WCAG AA); "
                f"{better} is the nearest of this hue that will do"
            )


def _down(ratio: float) -> str:
    """The ratio with two decimals, cut and not rounded: 4.499 is not 4.5."""
    return f"{int(ratio * 100) / 100:.2f}"


def _shares(rgb: str) -> tuple[float, float, float]:
    return int(rgb[1:3], 16) / 255, int(rgb[3:5], 16) / 255, int(rgb[5:7], 16) / 255


def _rgb(shares: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(share * 255):02x}" for share in shares)
