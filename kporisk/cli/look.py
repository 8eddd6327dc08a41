"""The organisation's own look, as several commands take it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kporisk.cli.output import complain

if TYPE_CHECKING:
    from kporisk.reports.look import Look


def chosen_look(folder: Path | None) -> tuple[Look, tuple[Path, ...]]:
    """The look in `folder` and the folders of templates for a rendering; ours where there is none.

    Says on stderr what is to be known about the logo. Raises InvalidDocument with every problem of the folder.
    """
    if folder is None:
        from kporisk.reports.look import PLAIN

        return PLAIN, ()
    from kporisk.workflow.look import load_look

    own = load_look(folder)
    for note in own.notes:
        complain(note)
    return own.look, (own.folder,)
