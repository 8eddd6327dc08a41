"""What was appended to a PDF after a point: nothing, further signatures, filled fields, or a change of the document.

A library's difference analysis walks from the trailer to every object by every path, which takes many seconds in a tagged file.
Here the file as it was then and the file as it is now are read side by side and **every object is compared**; a difference must be one that
a further signature needs, or it counts as a change. What is allowed stands in this module, and it is less than readers allow: no change of
metadata or document information.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kporisk.seal.changes import Appended, Change
from kporisk.seal.descriptions import only_dates
from kporisk.seal.objects import (
    Id,
    annotations_of,
    deep,
    inherited,
    is_array,
    is_plain,
    is_reserved,
    is_signature,
    is_unseen,
    objgen,
    texts,
    uses,
    warnings,
    written,
)

if TYPE_CHECKING:
    from pikepdf import Pdf

_IGNORED = frozenset({"/Size", "/Prev", "/ID", "/Type", "/W", "/Index", "/Length", "/Filter", "/DecodeParms"})
"""Keys of a trailer that describe the file's own table of objects."""

_CATALOG = frozenset({"/AcroForm", "/DSS", "/Extensions"})
_FORM = frozenset({"/Fields", "/SigFlags"})
_PAGE = frozenset({"/Annots"})
_FILLED = frozenset({"/V", "/AP", "/AS", "/M"})
_NEW_FIELD = frozenset(
    {"/FT", "/T", "/TU", "/TM", "/Type", "/Subtype", "/F", "/Ff", "/Rect", "/P", "/V", "/Lock", "/SV", "/DA", "/MK", "/AP", "/Border"}
)
_DSS = frozenset({"/Type", "/VRI", "/Certs", "/OCSPs", "/CRLs"})

__all__ = ["Appended", "Change", "changes_after", "readable_length", "revision_ends"]

_IN_CATALOG = {
    "/Pages": Change.PAGES,
    "/Metadata": Change.METADATA,
    "/Names": Change.ATTACHMENTS,
    "/AF": Change.ATTACHMENTS,
    "/StructTreeRoot": Change.STRUCTURE,
}

_BLANK = re.compile(rb"[\0\t\n\f\r ]*")


def readable_length(pdf: bytes) -> int:
    """How many bytes of `pdf` end with an end-of-file mark and blanks after it; what follows belongs to no revision."""
    at = pdf.rfind(b"%%EOF")
    if at < 0:
        return 0
    found = _BLANK.match(pdf, at + 5)
    assert found is not None
    return found.end()


def revision_ends(pdf: bytes, most: int = 64) -> list[int]:
    """Where revisions may end, from the last to the first; at most so many."""
    found = [one.end() for one in re.finditer(rb"%%EOF[\0\t\n\f\r ]*", pdf)]
    return found[::-1][:most]


def changes_after(pdf: bytes, end: int) -> frozenset[Change]:
    """What `pdf` changes in the document that its first `end` bytes are; empty where nothing was appended."""
    length = readable_length(pdf)
    if end == len(pdf):
        return frozenset()
    found: set[Change] = set()
    if length < len(pdf):
        found.add(Change.STRAY_BYTES)
    if length > end:
        tail = pdf[end:length]
        if b"/XRefStm" in tail:
            # Two tables of objects in one revision: readers differ in which they believe.
            found.add(Change.TRAILER)
        try:
            with _opened(pdf[:end]) as then, _opened(pdf[:length]) as now:
                changed = _Comparison(then, now).changes()
        except Exception:
            # A file that cannot be read is not one that can be vouched for, whatever breaks.
            changed = {Change.UNREADABLE}
        found |= changed or {Change.STRAY_BYTES}
    elif length < end:
        found.add(Change.UNREADABLE)
    return frozenset(found)


def _opened(pdf: bytes) -> Pdf:
    import pikepdf

    return pikepdf.open(io.BytesIO(pdf), attempt_recovery=False, suppress_warnings=True)


@dataclass
class _Comparison:
    """One document then and now."""

    then: Pdf
    now: Pdf
    old: dict[Id, str] = field(default_factory=dict)
    new: dict[Id, str] = field(default_factory=dict)
    uses: Counter[int] = field(default_factory=Counter)
    found: set[Change] = field(default_factory=set)

    def changes(self) -> set[Change]:
        """Every kind of change."""
        self.old, self.new = texts(self.then), texts(self.now)
        self.uses = uses(self.then, self.old)
        if warnings(self.now) - warnings(self.then) or self.then.is_encrypted or self.now.is_encrypted:
            # What one reader mends another may mend differently: a key that stands twice shows two documents to two people.
            self.found.add(Change.UNREADABLE)
        self._trailer()
        if any(one not in self.new for one in self.old):
            self.found.add(Change.REMOVED)
        differing = {one for one, text in self.old.items() if self.new.get(one, text) != text}
        added = {one for one in self.new if one not in self.old}
        if any(self.uses[number] for number, _ in added):
            # The signed document refers to an object that it does not have: whoever adds it decides what the document says.
            self.found.add(Change.OBJECTS)
        for one in self._allowed(differing):
            differing.discard(one)
        for one in differing:
            self.found |= self._kinds(one)
        return self.found

    def _trailer(self) -> None:
        then, now = self.then.trailer, self.now.trailer
        if any(written(then.get(key)) != written(now.get(key)) for key in {*then.keys(), *now.keys()} - _IGNORED):
            self.found.add(Change.TRAILER)
        if "/ID" in then and ("/ID" not in now or bytes(then["/ID"][0]) != bytes(now["/ID"][0])):
            self.found.add(Change.TRAILER)

    def _allowed(self, differing: set[Id]) -> set[Id]:
        """Those of the differing objects that differ only in what a further signature, timestamp or filled field needs."""
        allowed: set[Id] = set()
        root = self.then.Root.objgen
        if root in differing and self._only_differ(self.then.Root, self.now.Root, _CATALOG):
            allowed.add(root)
        widgets = self._form(differing, allowed)
        self._pages(differing, allowed, widgets)
        self._validation_data(differing, allowed)
        return allowed

    def _only_differ(self, then: Any, now: Any, keys: frozenset[str]) -> bool:
        """Whether two dictionaries differ in nothing but these keys."""
        if not (is_plain(then) and is_plain(now)):
            return False
        return all(written(then.get(key)) == written(now.get(key)) for key in {*then.keys(), *now.keys()} - keys)

    def _form(self, differing: set[Id], allowed: set[Id]) -> set[str]:
        """Judge the form; returns the references of the widgets that further signatures brought."""
        then, now = self.then.Root.get("/AcroForm"), self.now.Root.get("/AcroForm")
        if written(then) == written(now) and (then is None or deep(then) == deep(now)) and not self._fields(then) & differing:
            return set()
        if now is None or not is_plain(now) or (then is not None and not is_plain(then)):
            self.found.add(Change.CATALOG if now is not None else Change.REMOVED)
            return set()
        if then is not None:
            if then.is_indirect and then.objgen != now.objgen:
                self.found.add(Change.CATALOG)
                return set()
            if not self._only_differ(then, now, _FORM | {"/NeedAppearances"}) or "/NeedAppearances" in now:
                self.found.add(Change.CATALOG)
                return set()
            self._accept(then, differing, allowed)
            self._accept(then.get("/Fields"), differing, allowed)
        elif set(now.keys()) - _FORM - {"/DR", "/DA"}:
            self.found.add(Change.CATALOG)
        before = [written(one) for one in (then.get("/Fields") or ())] if then is not None else []
        fields = list(now.get("/Fields") or ())
        if [written(one) for one in fields[: len(before)]] != before:
            self.found.add(Change.REMOVED)
        self._filled(differing, allowed)
        return self._signature_fields(fields[len(before) :])

    def _accept(self, then: Any, differing: set[Id], allowed: set[Id]) -> None:
        """An object may differ in the way just judged if the signed document uses it in that place only."""
        if then is not None and then.is_indirect and then.objgen in differing and self.uses[then.objgen[0]] == 1:
            allowed.add(then.objgen)

    def _fields(self, form: Any) -> set[Id]:
        """The objects of all fields of the form and their widgets."""
        found: set[Id] = set()
        waiting = list(form.get("/Fields") or ()) if form is not None else []
        while waiting:
            one = waiting.pop()
            if is_plain(one) and one.is_indirect and one.objgen not in found:
                found.add(one.objgen)
                waiting += list(one.get("/Kids") or ())
        return found

    def _filled(self, differing: set[Id], allowed: set[Id]) -> None:
        """Fields that were there already and now have a value."""
        for one in self._fields(self.then.Root.get("/AcroForm")) & differing:
            then, now = self.then.get_object(one), self.now.get_object(one)
            if not self._only_differ(then, now, _FILLED):
                continue
            allowed.add(one)
            if inherited(then, "/FT") != "/Sig":
                self.found.add(Change.FORM)
                continue
            # A field that was signed already and now holds something else is not filled but forged.
            self.found.add(Change.SIGNATURES if "/V" not in then and is_signature(now.get("/V")) else Change.OBJECTS)
            if not is_unseen(now) and not is_reserved(then):
                self.found.add(Change.DRAWN_OVER)

    def _signature_fields(self, fields: list[Any]) -> set[str]:
        """Judge the fields that were added; returns the references of those that are signed, which are their own widgets."""
        widgets = set()
        for one in fields:
            known = is_plain(one) and one.is_indirect and one.objgen not in self.old
            if not known or set(one.keys()) - _NEW_FIELD or one.get("/FT") != "/Sig" or one.get("/Subtype") != "/Widget":
                self.found.add(Change.OBJECTS)
                continue
            self.found.add(Change.SIGNATURES if is_signature(one.get("/V")) else Change.FORM)
            if not is_unseen(one):
                self.found.add(Change.DRAWN_OVER)
            widgets.add(written(one))
        return widgets

    def _pages(self, differing: set[Id], allowed: set[Id], widgets: set[str]) -> None:
        for page in self.then.pages:
            then = page.obj
            now = self.now.get_object(then.objgen)
            # PDF/UA has a page with annotations say that they follow the structure; the first signature may bring both.
            ordered = {"/Tabs"} if is_plain(now) and "/Tabs" not in then and now.get("/Tabs") == "/S" else set()
            if not self._only_differ(then, now, _PAGE | ordered):
                continue
            before, after = annotations_of(then), annotations_of(now)
            if before is None or after is None or after[: len(before)] != before or not set(after[len(before) :]) <= widgets:
                continue
            held, holds = then.get("/Annots"), now.get("/Annots")
            if held is not None and held.is_indirect and (holds is None or held.objgen != holds.objgen):
                continue
            if then.objgen in differing:
                allowed.add(then.objgen)
            self._accept(held, differing, allowed)

    def _validation_data(self, differing: set[Id], allowed: set[Id]) -> None:
        """The document security store: certificates and revocation answers, which no page shows."""
        then, now = self.then.Root.get("/DSS"), self.now.Root.get("/DSS")
        if now is None and then is None:
            return
        if now is None or not is_plain(now) or set(now.keys()) - _DSS:
            self.found.add(Change.CATALOG)
            return
        if then is None or deep(then) != deep(now) or written(then) != written(now):
            self.found.add(Change.VALIDATION_DATA)
        if then is not None:
            for one in (then, *(then.get(key) for key in ("/VRI", "/Certs", "/OCSPs", "/CRLs"))):
                self._accept(one, differing, allowed)

    def _kinds(self, one: Id) -> set[Change]:
        """What a changed object is for: for certain where it says less than `OBJECTS`, otherwise as far as its own words tell."""
        text = self.old[one]
        if one == self.then.Root.objgen:
            return self._catalog()
        if one in (objgen(self.then.Root.get("/Metadata")), objgen(self.then.trailer.get("/Info"))) and self.uses[one[0]] == 1:
            return {Change.DATES if only_dates(self.then.get_object(one), self.now.get_object(one)) else Change.METADATA}
        if re.search(r"/Type /Pages?\b", text) or one in self._contents():
            return {Change.PAGES}
        if "/Type /EmbeddedFile" in text or "/Type /Filespec" in text or "/EmbeddedFiles" in text:
            return {Change.ATTACHMENTS}
        if "/Type /StructElem" in text or "/Type /StructTreeRoot" in text:
            return {Change.STRUCTURE}
        return {Change.OBJECTS}

    def _catalog(self) -> set[Change]:
        then, now = self.then.Root, self.now.Root
        keys = {key for key in {*then.keys(), *now.keys()} - _CATALOG if written(then.get(key)) != written(now.get(key))}
        return {_IN_CATALOG.get(key, Change.CATALOG) for key in keys} or {Change.CATALOG}

    def _contents(self) -> set[Id]:
        found: set[Id] = set()
        for page in self.then.pages:
            held = page.obj.get("/Contents")
            for one in [held, *(list(held) if held is not None and is_array(held) else [])]:
                if one is not None and one.is_indirect:
                    found.add(one.objgen)
        return found
