"""The workspace that a command works in: named, or found from the folder in which it is run."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kporisk.errors import UsageError

if TYPE_CHECKING:
    from kporisk.workflow.workspace.opened import Workspace

F = TypeVar("F", bound=Callable[..., Any])


def in_workspace(function: F) -> F:
    """--workspace DIR; the argument is `place`, for `opened` and `opened_if_any`."""
    return click.option(
        "--workspace",
        "place",
        envvar="KPORISK_WORKSPACE",
        metavar="DIR",
        type=click.Path(path_type=Path),
        help="The workspace, if not the one that the current folder is in.",
    )(function)


def folder_of(place: Path | None) -> Path:
    """The workspace's folder, without opening it. Raises UsageError where there is none."""
    from kporisk.workflow.workspace.places import find, named

    folder = find(Path.cwd()) if place is None else named(place)
    if folder is None:
        raise UsageError(f"{Path.cwd()} is in no workspace; make one with kporisk init, or name it with --workspace DIR")
    return folder


def opened(place: Path | None) -> Workspace:
    """The workspace, open. Raises UsageError where there is none, and what `open_workspace` raises."""
    workspace = opened_if_any(place)
    if workspace is None:
        raise UsageError(f"{Path.cwd()} is in no workspace; make one with kporisk init, or name it with --workspace DIR")
    return workspace


def opened_if_any(place: Path | None) -> Workspace | None:
    """The same, or None where none is named and the current folder is in none."""
    from kporisk.workflow.workspace.places import find, named

    folder = find(Path.cwd()) if place is None else named(place)
    if folder is None:
        return None
    from kporisk.workflow.workspace.opened import open_workspace

    return open_workspace(folder, os.environ)
