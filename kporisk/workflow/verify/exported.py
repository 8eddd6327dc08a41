"""An exported response: whether it is as it was exported, and who signed it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from kporisk.documents.exported.read import STAMP, WRITTEN_ANEW, Exported, read_exported
from kporisk.errors import InvalidDocument
from kporisk.seal.detached import judged_detached
from kporisk.seal.found import SignatureFound, Trust
from kporisk.workflow.verify.result import Check, Outcome, Said, Verification, said
from kporisk.workflow.verify.signed import told

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


def verify_exported(content: bytes, *, at: datetime, trust: Sequence[Certificate] | None) -> Verification:
    """Check every digest and the signature. `at` and `trust`: as for a report. What is wrong with the file is in the result."""
    try:
        exported = read_exported(content, "")
    except InvalidDocument:
        return Verification((Check("file", Outcome.FAILED, (said("file.no_export"),)),), "")
    if exported.changed:
        return Verification((Check("data", Outcome.FAILED, tuple(_differing(one) for one in exported.changed)),), "")
    check, found = _signed(exported, at=at, trust=trust)
    checks = (Check("file", Outcome.OK, (_described(exported),)), Check("data", Outcome.OK, (said("data.exported"),)), check)
    return Verification(checks, "", () if found is None else (found,))


def _described(exported: Exported) -> Said:
    return said(
        "file.exported",
        n=len(exported.response["answers"]),
        name=exported.content["vendor"]["name"],
        as_of=exported.response["answered_on"],
        sha256=exported.sha256,
    )


def _differing(part: str) -> Said:
    if part == STAMP:
        return said("data.stamp")
    return said("data.rewritten") if part == WRITTEN_ANEW else said("data.changed", name=part)


def _signed(exported: Exported, *, at: datetime, trust: Sequence[Certificate] | None) -> tuple[Check, SignatureFound | None]:
    """Without `trust` nobody is asked who the signer is; with it, a signer whom it does not lead to is a failure."""
    if exported.signature is None:
        if trust is not None:
            return Check("signatures", Outcome.FAILED, (said("signatures.none_to_trust"),)), None
        return Check("signatures", Outcome.OK, (said("signatures.none"),)), None
    found = judged_detached(exported.canonical, exported.signature, trust=trust, at=at)
    good = found.holds and (trust is None or found.trust is Trust.TRUSTED)
    asked = (said("signatures.trust_not_asked"),) if good and trust is None else ()
    return Check("signatures", Outcome.OK if good else Outcome.FAILED, (told(found), *asked)), found
