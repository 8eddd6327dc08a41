"""One thing that was looked at, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kporisk.errors import ExitCode


class Level(StrEnum):
    """How it stands: `note` cannot be told from here, or is only worth knowing."""

    OK = "ok"
    NOTE = "note"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found. `fix`: what to do, empty where nothing is to be done. `code`: what a failure ends the command with."""

    check: str
    level: Level
    text: str
    fix: str = ""
    code: ExitCode = ExitCode.USAGE


def exit_code(findings: Iterable[Finding]) -> ExitCode:
    """DONE where nothing failed; else INTEGRITY where anything is damaged, else that of the first failure."""
    failed = [one.code for one in findings if one.level is Level.FAIL]
    if not failed:
        return ExitCode.DONE
    return ExitCode.INTEGRITY if ExitCode.INTEGRITY in failed else failed[0]
