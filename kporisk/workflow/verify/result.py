"""What came of verifying a report, check by check, in sentences that are not yet in any language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kporisk.documents.results.verification_schema import FORMAT

if TYPE_CHECKING:
    from kporisk.seal.signatures import SignatureFound


class Outcome(StrEnum):
    """What came of one check."""

    OK = "ok"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence about a check: the key of its words and what fills them."""

    key: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the result: `file`, `data`, `recomputed`, `pages`, `signatures` or `copy`."""

    name: str
    outcome: Outcome
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """Everything that was checked, in order."""

    checks: tuple[Check, ...]
    audience: str
    signatures: tuple[SignatureFound, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """FAILED if any check did, else NOT_CHECKED if any could not be made, else OK."""
        found = {check.outcome for check in self.checks}
        return next((outcome for outcome in (Outcome.FAILED, Outcome.NOT_CHECKED) if outcome in found), Outcome.OK)


def said(key: str, **values: object) -> Said:
    """One sentence."""
    return Said(key, values)


def verification_document(verification: Verification, *, file: str) -> dict[str, Any]:
    """The result as a `kporisk.verification/1` document. `outcome`: verified, not_all_checked or failed."""
    words = {Outcome.OK: "verified", Outcome.NOT_CHECKED: "not_all_checked", Outcome.FAILED: "failed"}
    return {
        "format": FORMAT,
        "file": file,
        "outcome": words[verification.outcome],
        "audience": verification.audience,
        "checks": [
            {
                "check": check.name,
                "outcome": check.outcome.value,
                "details": [{"code": one.key, **one.values} for one in check.said],
            }
            for check in verification.checks
        ],
    }
