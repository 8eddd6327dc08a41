"""A file held against the original that it came from: an edition without data is printed anew, a copy is judged by its words."""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kporisk.errors import KporiskError
from kporisk.reports.edition import edition_from
from kporisk.reports.render import pdf
from kporisk.seal.carried import Carried, UnreadableError, carried
from kporisk.seal.differences import differences, page_texts
from kporisk.workflow.verify.data import described
from kporisk.workflow.verify.pages import places_said, same_renderer
from kporisk.workflow.verify.recompute import Recomputed, json_object, recompute
from kporisk.workflow.verify.result import Check, Outcome, Said, Verification, said
from kporisk.workflow.verify.signed import signed

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

MOST_PAGES_TOLD = 12
MOST_WORDS = 4


def edition_against(
    content: bytes, copy: Carried, original: Carried, *, at: datetime, trust: Sequence[Certificate] | None, templates: Sequence[Path]
) -> Verification:
    """A summary or a vendor's edition, printed anew from the original's data and compared byte by byte."""
    signers = signed(content, copy, at=at, trust=trust)
    recomputed = recompute(original)
    if isinstance(recomputed, Check):
        shown = Check("pages", Outcome.NOT_CHECKED, (said("copy.original_fails"),))
    else:
        shown = _edition(copy, recomputed, templates)
    checks = (Check("file", Outcome.OK, (described(copy),)), shown, signers.check)
    return Verification(checks, copy.properties["Audience"], signers.signatures)


def _edition(copy: Carried, recomputed: Recomputed, templates: Sequence[Path]) -> Check:
    change = None if recomputed.told is None else recomputed.told.document
    try:
        document = json_object(copy.properties["Edition"].encode())
        if not same_renderer(document["renderer"], templates):
            return Check("pages", Outcome.NOT_CHECKED, (said("pages.not_checked"), said("pages.other_edition_renderer")))
        edition, data = edition_from(document), recomputed.assessed.document
        again = pdf(data, edition=edition, change=change, templates=templates)
        if change is not None and again != copy.original:  # the original tells of a change; the edition need not
            plain = pdf(data, edition=edition, templates=templates)
            again = plain if plain == copy.original else again
    except (KporiskError, KeyError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return Check("pages", Outcome.FAILED, (said("pages.no_edition"),))
    places = differences(copy.original, again)
    if places:
        return Check("pages", Outcome.FAILED, (said("pages.differ_from_original"), *places_said(places)))
    return Check("pages", Outcome.OK, (said("pages.authentic", n=copy.pages),))


def copy_against(content: bytes, original: Carried) -> Verification:
    """A printed or flattened copy, page by page, by its words; what is drawn over them is for somebody's eyes."""
    try:
        ours, theirs = [_plain(text) for text in page_texts(content)], [_plain(text) for text in page_texts(original.original)]
    except Exception:  # a file that is damaged may do anything to what reads it
        return Verification((Check("copy", Outcome.FAILED, (said("file.damaged"),)),), "")
    return Verification((_copy(ours, theirs),), original.properties.get("Audience", ""))


def _more(n: int) -> tuple[Said, ...]:
    return (said("pages.more", n=n),) if n > 0 else ()


def _copy(ours: list[list[str]], theirs: list[list[str]]) -> Check:
    if not any(ours):
        return Check("copy", Outcome.NOT_CHECKED, (said("copy.no_text"),))
    if len(ours) != len(theirs):
        return Check("copy", Outcome.FAILED, (said("copy.pages", found=len(ours), wanted=len(theirs)),))
    changed: list[Said] = []
    doubtful: list[Said] = []
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True), 1):
        _page(number, one, other, changed, doubtful)
    if changed:
        return Check(
            "copy",
            Outcome.FAILED,
            (said("copy.differs", n=len(changed)), *changed[:MOST_PAGES_TOLD], *_more(len(changed) - MOST_PAGES_TOLD)),
        )
    if doubtful:
        return Check("copy", Outcome.NOT_CHECKED, (said("copy.more_than_original", n=len(doubtful)), *doubtful[:MOST_PAGES_TOLD]))
    return Check("copy", Outcome.NOT_CHECKED, (said("copy.equal", n=len(ours)), said("copy.look")))


def _page(number: int, ours: list[str], theirs: list[str], changed: list[Said], doubtful: list[Said]) -> None:
    """What one page says otherwise: words that are gone or another are a change, words that were added may be a stamp."""
    if "".join(ours) == "".join(theirs):
        return
    matcher = difflib.SequenceMatcher(None, ours, theirs, autojunk=False)
    steps = [(kind, ours[a:b], theirs[c:d]) for kind, a, b, c, d in matcher.get_opcodes() if kind != "equal"]
    if Counter(ours) == Counter(theirs):
        doubtful.append(said("copy.order", at=number))
        return
    real = [(found, wanted) for _, found, wanted in steps if "".join(found) != "".join(wanted)]
    lost = [(found, wanted) for found, wanted in real if wanted]
    if lost:
        found, wanted = lost[0]
        changed.append(said("copy.words", at=number, found=_some(found), wanted=_some(wanted)))
    elif real:
        doubtful.append(said("copy.added", at=number, found=_some(real[0][0])))


def _plain(text: str) -> list[str]:
    """The words as they are read: one form of each letter, no soft hyphens, no marks of where a line was broken."""
    return unicodedata.normalize("NFKC", text).replace("\u00ad", "").replace("\ufffe", "").replace("\u0002", "").split()


def _some(words: list[str]) -> str:
    shown = " ".join(word[:40] for word in words[:MOST_WORDS])
    return shown + " …" if len(words) > MOST_WORDS else shown


def verify_against(
    content: bytes, against: bytes, *, at: datetime, trust: Sequence[Certificate] | None, templates: Sequence[Path]
) -> Verification:
    """A file beside its original, which is verified first: what it is held against must itself hold."""
    from kporisk.workflow.verify import verify

    first = verify(against, at=at, templates=templates)  # who signed is asked of the file in question
    if first.outcome is Outcome.FAILED or not first.audience:
        return Verification((Check("original", Outcome.FAILED, (said("copy.original_fails"),)), *first.checks), first.audience)
    original = carried(against)
    if not original.attachments:
        return Verification((Check("original", Outcome.FAILED, (said("copy.original_without_data"),)),), first.audience)
    held = Check("original", first.outcome, (said("copy.original", sha256=described(original).values["sha256"]),))
    try:
        copy = carried(content)
    except UnreadableError as error:
        if error.reason != "not_ours":
            return Verification((held, Check("file", Outcome.FAILED, (said(f"file.{error.reason}"),))), "")
        rest = copy_against(content, original)
    else:
        if copy.attachments:
            rest = verify(content, at=at, trust=trust, templates=templates)
            same = copy.original == original.original
            resaved = said("copy.resaved" if copy.attachments == original.attachments else "copy.other_report")
            held_to = Check("copy", Outcome.OK, (said("copy.same"),)) if same else Check("copy", Outcome.FAILED, (resaved,))
            rest = Verification((*rest.checks, held_to), rest.audience, rest.signatures)
        else:
            rest = edition_against(content, copy, original, at=at, trust=trust, templates=templates)
    return Verification((held, *rest.checks), rest.audience, rest.signatures)
