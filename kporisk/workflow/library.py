"""What a command assesses with: the shipped checklists and method, an organisation's own laid over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kporisk import resources
from kporisk.documents.content.loading import load_checklists
from kporisk.documents.content.method import load_method
from kporisk.model.checklist import Checklists
from kporisk.model.method import Method


@dataclass(frozen=True, slots=True)
class Library:
    """Checklists and method, loaded and checked."""

    checklists: Checklists
    method: Method
    folders: tuple[Path, ...]
    """Where they came from, the shipped folder first."""


def library(own: Sequence[Path] = ()) -> Library:
    """Load the shipped checklists with the organisation's folders over them. Raises InvalidDocument with all problems of all files."""
    return library_of((resources.folder("checklists"), *own))


def library_of(folders: tuple[Path, ...]) -> Library:
    """Load the checklists in `folders`, the first of which is complete. Raises InvalidDocument with all problems of all files."""
    return Library(load_checklists(folders), load_method(folders), folders)
