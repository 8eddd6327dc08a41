"""Verify a finished report: nothing is needed but the file, since it carries what it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kporisk.documents.exported.read import is_exported
from kporisk.reports.edition import Audience
from kporisk.seal.carried import Carried, UnreadableError, carried
from kporisk.workflow.verify.data import data, described, of_external
from kporisk.workflow.verify.exported import verify_exported
from kporisk.workflow.verify.pages import pages, remade
from kporisk.workflow.verify.recompute import compared_with, recompute
from kporisk.workflow.verify.result import Check, Outcome, Verification, said, verification_document
from kporisk.workflow.verify.signed import signed

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


def verify(
    content: bytes,
    *,
    at: datetime,
    trust: Sequence[Certificate] | None = None,
    templates: Sequence[Path] = (),
    against: bytes | None = None,
) -> Verification:
    """Check a report: its data, its numbers, its pages, its signatures; or an exported response: its data and its signature.

    `at`: the time for which certificates are judged. `trust`: certificates that one trusts, None: nobody is asked about. `templates`: an
    organisation's own, where the report was made with them. `against`: the original of a summary, a vendor's edition or a copy. What is
    wrong with the file is in the result; nothing is raised for it.
    """
    if against is not None:
        from kporisk.workflow.verify.against import verify_against

        return verify_against(content, against, at=at, trust=trust, templates=templates)
    if is_exported(content):
        return verify_exported(content, at=at, trust=trust)
    try:
        found = carried(content)
    except UnreadableError as error:
        return Verification((Check("file", Outcome.FAILED, (said(f"file.{error.reason}"),)),), "")
    audience = found.properties.get("Audience", "")
    if audience in (Audience.SUMMARY, Audience.VENDOR) and not found.attachments:
        return _without_data(content, found, at=at, trust=trust)
    return _with_data(content, found, at=at, trust=trust, templates=templates)


def _computed_anew(found: Carried, templates: Sequence[Path]) -> tuple[Check, bytes | None]:
    """What came of computing the numbers anew, and the file as it is printed from them; None where it is not."""
    if of_external(found):
        from kporisk.workflow.verify.external import compared_external, recompute_external, remade_external

        document = recompute_external(found)
        if isinstance(document, Check):
            return document, None
        return compared_external(found, document), remade_external(found, document, templates)
    recomputed = recompute(found)
    if isinstance(recomputed, Check):
        return recomputed, None
    return compared_with(found, recomputed), remade(found, recomputed, templates)


def _with_data(
    content: bytes, found: Carried, *, at: datetime, trust: Sequence[Certificate] | None, templates: Sequence[Path]
) -> Verification:
    numbers, again = _computed_anew(found, templates)
    signers = signed(content, found, at=at, trust=trust)
    checks = (
        Check("file", Outcome.OK, (described(found),)),
        data(found),
        numbers,
        pages(found, again, signers, templates),
        signers.check,
    )
    return Verification(checks, found.properties.get("Audience", ""), signers.signatures)


def _without_data(content: bytes, found: Carried, *, at: datetime, trust: Sequence[Certificate] | None) -> Verification:
    signers = signed(content, found, at=at, trust=trust)
    if signers.vouched:
        shown = Check("pages", Outcome.NOT_CHECKED, (said("pages.authentic_by_signature"), said("pages.give_original")))
    else:
        shown = Check("pages", Outcome.NOT_CHECKED, (said("pages.no_data"), said("pages.give_original")))
    checks = (Check("file", Outcome.OK, (described(found),)), shown, signers.check)
    return Verification(checks, found.properties["Audience"], signers.signatures)


__all__ = ["Verification", "verification_document", "verify"]
