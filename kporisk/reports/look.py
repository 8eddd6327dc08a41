"""An organisation's look: its name, its logo, its colours, its marking."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kporisk.model.scale import Text
from kporisk.reports.colours import colour
from kporisk.reports.logo import UnfitLogo, sanitise

COLOURS: Mapping[str, str] = {"ink": "#16243d", "accent": "#8a6d3b", "alarm": "#8c1d2c"}
"""The roles of colours, with ours: text, bars and rules; numbers of sections; the marking and the gravest severity."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that has been sanitised; `kind` is image/png or image/svg+xml."""

    kind: str
    content: bytes


@dataclass(frozen=True)
class Look:
    """What an organisation sets. `name` and `marking` are `{en, fr}`; None: ours."""

    name: Text | None = None
    logo: Logo | None = None
    colours: Mapping[str, str] = field(default_factory=lambda: dict(COLOURS))
    """Each role of `COLOURS` as `#rrggbb`."""
    marking: Text | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a colour that is not `#rrggbb`: colours are set into style sheets and figures as they are."""
        if self.colours.keys() != COLOURS.keys() or any(colour(rgb) != rgb for rgb in self.colours.values()):
            raise ValueError("a look has the colours ink, accent and alarm, each as #rrggbb")

    def document(self) -> dict[str, Any]:
        """The look as plain JSON."""
        return {
            "name": None if self.name is None else dict(self.name),
            "marking": None if self.marking is None else dict(self.marking),
            "colours": dict(self.colours),
            "logo": None if self.logo is None else {"kind": self.logo.kind, "base64": base64.b64encode(self.logo.content).decode("ascii")},
        }


PLAIN = Look()
"""Our own look."""


def look_from(document: Mapping[str, Any]) -> Look:
    """The look of a document that `Look.document` made. Raises KeyError, TypeError or ValueError for any other.

    The document may come from a file that somebody changed, so that its logo is sanitised once more.
    """
    logo = document["logo"]
    return Look(
        name=document["name"],
        logo=None if logo is None else _logo(logo),
        colours={role: str(document["colours"][role]) for role in COLOURS},
        marking=document["marking"],
    )


def _logo(document: Mapping[str, Any]) -> Logo:
    content = base64.b64decode(document["base64"], validate=True)
    try:
        clean = sanitise(content)
    except UnfitLogo as error:
        raise ValueError(f"the logo {error}") from None
    if clean.content != content or clean.kind != document["kind"]:
        raise ValueError("the logo is not as it was sanitised")
    return Logo(clean.kind, clean.content)
