"""The signatures of a report, and whether anything but signatures stands behind it as it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kporisk.errors import InvalidDocument
from kporisk.seal.carried import Carried
from kporisk.seal.revisions import Appended, changes_after
from kporisk.seal.signatures import Kind, SignatureFound, Trust, signatures
from kporisk.workflow.verify.result import Check, Outcome, Said, said

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


@dataclass(frozen=True, slots=True)
class Signed:
    """The signatures and what they say of the file as a whole."""

    check: Check
    signatures: tuple[SignatureFound, ...]

    @property
    def vouched(self) -> bool:
        """Whether at least one signature shows that the file is as it was when it was signed."""
        return self.check.outcome is not Outcome.FAILED and any(one.holds for one in self.signatures)


def signed(content: bytes, found: Carried, *, at: datetime, trust: Sequence[Certificate] | None) -> Signed:
    """Each signature, and whether anything but signatures stands behind the report as it was made.

    Without `trust` nobody is asked who a signer is; with it, a signer whom it does not lead to is a failure.
    """
    try:
        ones = signatures(content, trust=trust, at=at)
    except InvalidDocument:
        added = _behind(content, found, ())
        told_of = (said("signatures.unreadable"),) if added is None else (said("signatures.unreadable"), added)
        return Signed(Check("signatures", Outcome.FAILED, told_of), ())
    behind = _behind(content, found, ones)
    believed = trust is None or all(one.trust is Trust.TRUSTED for one in ones if one.kind is Kind.SIGNATURE)
    if not ones and behind is None:
        if trust is not None:
            return Signed(Check("signatures", Outcome.FAILED, (said("signatures.none_to_trust"),)), ())
        return Signed(Check("signatures", Outcome.OK, (said("signatures.none"),)), ())
    good = behind is None and believed and all(one.holds for one in ones)
    sentences = [told(one) for one in ones]
    if behind is not None:
        sentences.append(behind)
    if trust is None and good:
        sentences.append(said("signatures.trust_not_asked"))
    return Signed(Check("signatures", Outcome.OK if good else Outcome.FAILED, tuple(sentences)), ones)


def told(one: SignatureFound) -> Said:
    """What there is to say about one signature."""
    return said(
        "signatures.timestamp" if one.kind is Kind.TIMESTAMP else "signatures.signature",
        signer=one.signer,
        organisation=one.organisation,
        claimed=None if one.claimed is None else one.claimed.date().isoformat(),
        timestamp=None if one.timestamp is None else one.timestamp.at.date().isoformat(),
        trust=one.trust.value,
        intact=one.intact,
        holds=one.holds,
        appended=one.appended.value,
    )


def _behind(content: bytes, found: Carried, ones: Sequence[SignatureFound]) -> Said | None:
    """What stands behind the report that does not belong there: anything but signatures, or what no signature covers."""
    appended = Appended.of(changes_after(content, len(found.original)))
    since = len(content) - max((len(found.original), *(one.covers for one in ones if one.intact and one.appended is not Appended.NOTHING)))
    if appended not in (Appended.NOTHING, Appended.SIGNATURES):
        return said(f"signatures.behind.{appended.value}", n=since)
    if found.appended and not any(one.covers_all and one.holds for one in ones):
        return said("signatures.behind.unsigned", n=found.appended)
    return None
