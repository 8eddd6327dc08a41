"""An organisation's own look: its folder in, what a report needs out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kporisk.documents.content.look import LookFile, read_look
from kporisk.errors import InvalidDocument, Problem
from kporisk.reports.colours import ROLES, colour, complaints
from kporisk.reports.logo import SVG, Sanitised, UnfitLogo, refuse_undrawable, sanitise
from kporisk.reports.logo_svg import words
from kporisk.reports.look import COLOURS, Logo, Look

_FEW = 8
"""Things removed that are named."""


@dataclass(frozen=True, slots=True)
class OwnLook:
    """A look that was checked."""

    look: Look
    folder: Path
    """Where the organisation's templates, words and style sheets lie: the `templates` of a rendering."""
    notes: tuple[str, ...]
    """Sentences for whoever gave the logo: what was taken out of it, and what may look otherwise."""


def load_look(folder: Path) -> OwnLook:
    """Read and check the look in `folder`: `look.yaml`, the logo that it names, and the names of the files beside it.

    Raises InvalidDocument with all problems: unknown keys, texts that are too long, colours that could not be read, a picture that is none.
    """
    file = read_look(folder, roles=ROLES)
    if file.located is None:
        return OwnLook(Look(), folder, ())
    problems: list[Problem] = []
    colours = _colours(file, problems)
    logo, notes = _logo(file, problems)
    if problems:
        raise InvalidDocument(problems)
    return OwnLook(Look(name=file.name, logo=logo, colours=colours, marking=file.marking), folder, notes)


def _colours(file: LookFile, problems: list[Problem]) -> dict[str, str]:
    """Our colours with the organisation's over them; what cannot be read is a problem at its role."""
    assert file.located is not None
    found = dict(COLOURS)
    for role, written in (file.colours or {}).items():
        if role not in ROLES:
            continue
        understood = colour(written)
        if understood is None:
            problems.append(
                file.located.problem(("colours", role), 'a colour is written as # and six digits of 0-9 and a-f, such as "#16243d"')
            )
        else:
            found[role] = understood
    for role, sentences in complaints(found).items():
        problems += [file.located.problem(("colours", role), sentence) for sentence in sentences]
    return found


def _logo(file: LookFile, problems: list[Problem]) -> tuple[Logo | None, tuple[str, ...]]:
    assert file.located is not None
    if file.logo is None:
        return None, ()
    try:
        clean = sanitise(file.logo)
        refuse_undrawable(clean)
    except UnfitLogo as error:
        problems.append(file.located.problem(("logo",), f"the logo {error}"))
        return None, ()
    return Logo(clean.kind, clean.content), tuple(_notes(clean))


def _notes(clean: Sanitised) -> Iterator[str]:
    if clean.removed:
        more = f" and {len(clean.removed) - _FEW} more" if len(clean.removed) > _FEW else ""
        what = "1 kind of thing was" if len(clean.removed) == 1 else f"{len(clean.removed)} kinds of things were"
        yield f"{what} removed from the logo: {', '.join(clean.removed[:_FEW])}{more}; look whether it is still as it should be"
    if clean.kind == SVG and words(clean.content).strip():
        yield "the logo has letters as text, which are set in the report's fonts and not in yours; export it with its text as outlines"
