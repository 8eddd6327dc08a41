"""A workbook divided among those who answer, and put together again: on files alone, for whoever coordinates the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kporisk.documents.workbook.joining import Joined, Joining
from kporisk.documents.workbook.splitting import Share, Split, Splitting
from kporisk.documents.workbook.words import WORDS
from kporisk.errors import UsageError
from kporisk.workflow.files import make_folder, refuse_unless_new, write_whole
from kporisk.workflow.library import library


@dataclass(frozen=True, slots=True)
class Written:
    """One part that was written, or would be."""

    share: Share
    path: Path


def split_workbook(path: Path, folder: Path, named: Mapping[str, Sequence[str]]) -> tuple[tuple[Written, ...], Split]:
    """Write the part of each respondent into a folder, `<name of the file>-<respondent>.xlsx`; what is left for nobody is in the result.

    Raises InvalidDocument and UsageError as `Splitting`, and UsageError where something stands in the place of a part.
    """
    split = Splitting(path, _titles()).parts(named)
    written = tuple(Written(share, folder / f"{path.stem}-{share.person}.xlsx") for share in split.shares)
    if len({one.path for one in written}) < len(written):
        raise UsageError("two of those named have the same id; name each once")
    make_folder(folder)
    for one in written:
        refuse_unless_new(one.path, ".xlsx")
    for one in written:
        write_whole(one.path, one.share.content)
    return written, split


def merge_workbooks(whole: Path, parts: Sequence[Path], output: Path) -> Joined:
    """Join parts with the workbook that they were split off. Raises InvalidDocument with every clash, UsageError as `Joining`."""
    refuse_unless_new(output, ".xlsx")
    joined = Joining(whole, parts).joined()
    write_whole(output, joined.content)
    return joined


def _titles() -> dict[str, list[str]]:
    """The names of the shipped domains, by id: whoever coordinates a vendor's answers has no others."""
    titles: dict[str, list[str]] = {}
    for checklist in library().checklists.checklists:
        if checklist.module is None:
            titles.setdefault(checklist.domain, [checklist.domain]).extend(checklist.title.values())
    titles.setdefault("service_modules", ["service_modules"]).extend(words["service_modules"] for words in WORDS.values())
    return titles
