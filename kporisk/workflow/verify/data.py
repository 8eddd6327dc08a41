"""Whether what a report carries is whole: each attachment there, with its checksum, and with the digest that the pages print."""

from __future__ import annotations

import hashlib

from kporisk.reports.external import AUDIENCE
from kporisk.seal.carried import Carried
from kporisk.seal.differences import page_texts
from kporisk.workflow.verify.result import Check, Outcome, Said, said

NEEDED = ("assessment.json", "case.json", "checklists.json", "edition.json", "method.yaml")
KNOWN = frozenset((*NEEDED, "change.json", "previous.json", "previous-case.json"))
EXTERNAL = ("edition.json", "external-assessment.json", "external.json", "method.yaml")
"""The same of the report of an external response, which carries nothing else."""
CHANGE = "change.json"
"""What changed since an older assessment; it is told from `previous.json`."""


def needed(found: Carried) -> tuple[str, ...]:
    """The attachments without which a report proves nothing."""
    if of_external(found):
        return EXTERNAL
    return (*NEEDED, "previous.json") if CHANGE in found.attachments else NEEDED


def of_external(found: Carried) -> bool:
    """Whether it is the report of an external response."""
    return found.properties.get("Audience") == AUDIENCE


def described(found: Carried) -> Said:
    """What file it is."""
    properties = found.properties
    return said(
        "file.ours",
        state=properties.get("State", ""),
        audience=properties.get("Audience", ""),
        as_of=properties.get("AsOf", ""),
        pages=found.pages,
        sha256=hashlib.sha256(found.original).hexdigest(),
    )


def data(found: Carried) -> Check:
    """Whether every attachment is there, is what its checksum says, and has the digest that stands on the pages."""
    missing = [name for name in needed(found) if name not in found.attachments]
    if missing:
        return Check("data", Outcome.FAILED, tuple(said("data.missing", name=name) for name in missing))
    wrong = [said("data.checksum", name=name) for name in found.unequal]
    printed = _printed(found)
    known = frozenset(EXTERNAL) if of_external(found) else KNOWN
    wrong += [said("data.unknown", name=name) for name in sorted(set(found.attachments) - known)]
    for name, content in sorted(found.attachments.items()):
        digest = hashlib.sha256(content).hexdigest()
        if name in known and printed is not None and digest not in printed:
            wrong.append(said("data.not_printed", name=name))
    if wrong:
        return Check("data", Outcome.FAILED, tuple(wrong))
    if printed is None:
        return Check("data", Outcome.FAILED, (said("data.no_text"),))
    return Check("data", Outcome.OK, (said("data.intact", n=len(found.attachments)),))


def _printed(found: Carried) -> str | None:
    """All words of the pages without spaces, since a digest may be broken over lines; None where they cannot be read."""
    try:
        return "".join("".join(page_texts(found.original)).split())
    except Exception:  # a damaged page may do anything to what reads it
        return None
