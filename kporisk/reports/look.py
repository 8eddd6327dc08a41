"""An organisation's look: its name, its logo, its colours, its marking."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kporisk.model.scale import Text

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
    """The look of a document that `Look.document` made. Raises KeyError, TypeError or ValueError for any other."""
    logo = document["logo"]
    return Look(
        name=document["name"],
        logo=None if logo is None else Logo(str(logo["kind"]), base64.b64decode(logo["base64"], validate=True)),
        colours={role: str(document["colours"][role]) for role in COLOURS},
        marking=document["marking"],
    )
