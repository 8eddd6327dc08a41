"""Clauses that a form names, as our checklists write them: `CCM:HRS-10`, `ISO:A.8.12`, `800-53:AC-2`, `CSF:PR.AA-01`, `TSC:CC6.1`."""

from __future__ import annotations

import re

_NAMES = (
    ("CCM", r"\b(?:csa\s+)?(?:ccm|cloud controls matrix)\b(?:\s*v?4(?:\.\d+)*)?"),
    ("800-53", r"\b(?:nist\s+)?(?:sp\s+)?800[-\s]?53\b(?:\s*(?:r|rev\.?)\s*\d)?"),
    ("CSF", r"\b(?:nist\s+)?(?:csf|cybersecurity framework)\b(?:\s*v?\d(?:\.\d)?)?"),
    ("ISO", r"\biso(?:\s*/\s*iec)?\s*2700[12](?:\s*:\s*20\d\d)?\b|\biso\b"),
    ("TSC", r"\b(?:soc\s*2|tsc|trust services criteria)\b"),
)
_CLAUSES = {
    "CCM": r"\b[A-Z][A-Z&]{2,3}-\d{2}\b",
    "800-53": r"\b[A-Z]{2}-\d{1,2}(?:\(\d{1,2}\))?(?![\d.])",
    "CSF": r"\b(?:GV|ID|PR|DE|RS|RC)\.[A-Z]{2}-\d{2}\b",
    "ISO": r"\bA?\.?\s?[5-8]\.\d{1,2}\b",
    "TSC": r"\b(?:CC|PI|[ACP])\d\.\d{1,2}\b",
}
_NAMED = re.compile("|".join(f"(?P<f{place}>{pattern})" for place, (_, pattern) in enumerate(_NAMES)), re.IGNORECASE)


def framework(header: str) -> str | None:
    """The framework that the heading of a column names, by its prefix; None where it names none or several."""
    found = {_prefix(match) for match in _NAMED.finditer(header)}
    return found.pop() if len(found) == 1 else None


def clauses(text: str, prefix: str | None) -> tuple[str, ...]:
    """The clauses in a text, in its order: of the framework that is named before them, else of that of the column.

    Where neither is, only clauses of the Cloud Controls Matrix and of the Cybersecurity Framework are recognised, which are written like
    no others.
    """
    found: list[str] = []
    begins, current = 0, prefix
    for match in (*_NAMED.finditer(text), None):
        ends = len(text) if match is None else match.start()
        found += _within(text[begins:ends], current)
        if match is not None:
            begins, current = match.end(), _prefix(match)
    return tuple(dict.fromkeys(found))


def _within(text: str, prefix: str | None) -> list[str]:
    kinds = (prefix,) if prefix else ("CCM", "CSF")
    return [f"{kind}:{_written(kind, match[0])}" for kind in kinds for match in re.finditer(_CLAUSES[kind], text)]


def _written(kind: str, clause: str) -> str:
    return f"A.{clause.lstrip('A. ')}" if kind == "ISO" else clause


def _prefix(match: re.Match[str]) -> str:
    return _NAMES[int((match.lastgroup or "f0")[1:])][0]
