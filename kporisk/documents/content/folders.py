"""The folders that checklists come from, laid over one another: the shipped one first, an organisation's own after it.

How an organisation's folder changes what is shipped, file by file and never inside the installed folder:

- a file with the path of a shipped one replaces it whole (`ip_protection/fr.yaml`, `method.yaml`, `engagement/questions.json`);
- a folder with a `questions.json` of its own is a new checklist, with its `fr.yaml` and, if it looks for anything, its `rules.yaml`;
- `<checklist>/rules/<any name>.yaml` adds rules to a checklist without replacing the ones it has;
- `evidence.yaml` and `references.yaml` add kinds of evidence and frameworks to the shipped ones; an id that exists is replaced.

Any other YAML or JSON file is a problem, because a file with a mistyped name would otherwise be ignored in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kporisk.documents.files.located import Located, read_located
from kporisk.documents.files.source import shown_path
from kporisk.documents.files.suggestions import nearest
from kporisk.errors import InvalidDocument, Problem

_TOP = ("method.yaml", "evidence.yaml", "references.yaml", "territories.json", "legal_facts.json")
_IN_A_CHECKLIST = ("questions.json", "rules.yaml", "fr.yaml")
_NOT_OURS = ("examples", "schemas")


@dataclass(frozen=True, slots=True)
class Source:
    """One file of one folder: `layer` 0 is the shipped folder, 1 and up are an organisation's."""

    path: Path
    layer: int


@dataclass(frozen=True, slots=True)
class Library:
    """All files by their path inside a folder (`data_security/questions.json`), each with its sources from the shipped one up."""

    files: dict[str, tuple[Source, ...]]
    problems: tuple[Problem, ...]

    def top(self, name: str) -> Source | None:
        """The file that counts: the last folder's."""
        sources = self.files.get(name)
        return sources[-1] if sources else None

    def folders(self) -> tuple[str, ...]:
        """The paths of the folders that hold a `questions.json`, the engagement's left out, sorted."""
        found = (str(PurePosixPath(name).parent) for name in self.files if PurePosixPath(name).name == "questions.json")
        return tuple(sorted(folder for folder in found if folder != "engagement"))

    def rule_files(self, folder: str) -> tuple[Source, ...]:
        """`rules.yaml` of a checklist's folder, then the files beside it in `rules/`, by name."""
        names = [name for name in self.files if str(PurePosixPath(name).parent) == f"{folder}/rules"]
        found = (self.top(name) for name in (f"{folder}/rules.yaml", *sorted(names)))
        return tuple(source for source in found if source is not None)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`; did you mean …?` with the closest known word, or nothing."""
    near = nearest(word, known)
    return f"; did you mean {near}?" if near else ""


def open_library(folders: Sequence[Path]) -> Library:
    """Find the files of `folders`, from the shipped one to the organisation's; what is wrong with them is in `problems`."""
    files: dict[str, tuple[Source, ...]] = {}
    problems: list[Problem] = []
    for layer, folder in enumerate(folders):
        if not folder.is_dir():
            what = "is not a folder" if folder.exists() else "does not exist"
            problems.append(Problem(shown_path(folder), 0, "", f"the folder of checklists {what}"))
            continue
        for path in _data_files(folder):
            name = path.relative_to(folder).as_posix()
            complaint = _complaint(name)
            if complaint:
                problems.append(Problem(shown_path(path), 0, "", complaint))
            else:
                files[name] = (*files.get(name, ()), Source(path, layer))
    return Library(files, (*problems, *_lonely(files)))


def _data_files(folder: Path) -> list[Path]:
    found = []
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if path.suffix in (".yaml", ".yml", ".json") and parts[0] not in _NOT_OURS and not any(part.startswith(".") for part in parts):
            found.append(path)
    return sorted(found)


def known_file(name: str) -> bool:
    """Whether a file of that path inside a folder of checklists would be read."""
    parts = PurePosixPath(name).parts
    hidden = parts[0] in _NOT_OURS or any(part.startswith(".") for part in parts)
    return name.endswith((".yaml", ".json")) and not hidden and not _complaint(name)


def _complaint(name: str) -> str:
    path = PurePosixPath(name)
    known: tuple[str, ...] = (*_IN_A_CHECKLIST, "rules/….yaml")
    if len(path.parts) == 1:
        known = _TOP
    elif path.parent.name == "rules" and len(path.parts) > 2:
        return "" if path.suffix == ".yaml" else "files of rules end in .yaml"
    if path.name in known:
        return ""
    return f"this file would not be read{did_you_mean(path.name, known) or ';'} known here are {', '.join(known)}"


def _lonely(files: dict[str, tuple[Source, ...]]) -> Iterable[Problem]:
    """Files of a checklist that has no questions: they would count for nothing."""
    known = {str(PurePosixPath(name).parent) for name in files if name.endswith("/questions.json")}
    for name, sources in files.items():
        path = PurePosixPath(name)
        if len(path.parts) == 1:
            continue
        folder = str(path.parent.parent if path.parent.name == "rules" else path.parent)
        if folder not in known:
            yield Problem(
                shown_path(sources[-1].path), 0, "", f"there is no {folder}/questions.json to belong to{did_you_mean(folder, known)}"
            )


def read(source: Source | None, problems: list[Problem]) -> Located | None:
    """The document at `source`; None, with the reason in `problems`, where it cannot be read or is not there."""
    if source is None:
        return None
    try:
        return read_located(source.path)
    except InvalidDocument as invalid:
        problems.extend(invalid.problems)
        return None
