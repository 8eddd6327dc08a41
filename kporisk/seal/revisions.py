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
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Pdf

Id = tuple[int, int]

_REFERENCE = re.compile(r"(?<![\w.+-])(\d+) (\d+) R(?![\w])")
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


class Change(Enum):
    """What differs between the signed document and the one that follows."""

    SIGNATURES = "signatures"
    VALIDATION_DATA = "validation_data"
    DRAWN_OVER = "drawn_over"
    FORM = "form"
    PAGES = "pages"
    METADATA = "metadata"
    ATTACHMENTS = "attachments"
    STRUCTURE = "structure"
    CATALOG = "catalog"
    TRAILER = "trailer"
    OBJECTS = "objects"
    REMOVED = "removed"
    STRAY_BYTES = "stray_bytes"
    UNREADABLE = "unreadable"


_IN_CATALOG = {
    "/Pages": Change.PAGES,
    "/Metadata": Change.METADATA,
    "/Names": Change.ATTACHMENTS,
    "/AF": Change.ATTACHMENTS,
    "/StructTreeRoot": Change.STRUCTURE,
}


class Appended(Enum):
    """What stands in the file behind a signature, from harmless to not."""

    NOTHING = "nothing"
    SIGNATURES = "signatures"
    """Further invisible signatures, timestamps, and data to check them by."""
    DESCRIBED = "described"
    """The file's description (title, author, state, dates) was changed, but nothing that a page shows and no attachment."""
    DRAWN = "drawn"
    """Further signatures, one of which shows on a page and may cover something."""
    FORM_FILLED = "form_filled"
    MODIFIED = "modified"

    @classmethod
    def of(cls, changes: frozenset[Change]) -> Appended:
        """The worst of the changes."""
        if not changes:
            return cls.NOTHING
        allowed = {Change.SIGNATURES, Change.VALIDATION_DATA}
        levels = {cls.SIGNATURES: None, cls.DESCRIBED: Change.METADATA, cls.DRAWN: Change.DRAWN_OVER, cls.FORM_FILLED: Change.FORM}
        for level, change in levels.items():
            allowed |= {change} if change is not None else set()
            if changes <= allowed:
                return level
        return cls.MODIFIED


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
        self.old, self.new = _texts(self.then), _texts(self.now)
        self.uses = _uses(self.then, self.old)
        doubts = set(map(str, self.now.get_warnings())) - set(map(str, self.then.get_warnings()))
        if doubts or self.then.is_encrypted or self.now.is_encrypted:
            # What one reader mends another may mend differently: a key that stands twice shows two documents to two people.
            return {Change.UNREADABLE}
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
        if any(_text(then.get(key)) != _text(now.get(key)) for key in {*then.keys(), *now.keys()} - _IGNORED):
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
        return (
            _is_plain(then) and _is_plain(now) and all(_text(then.get(k)) == _text(now.get(k)) for k in {*then.keys(), *now.keys()} - keys)
        )

    def _form(self, differing: set[Id], allowed: set[Id]) -> set[str]:
        """Judge the form; returns the references of the widgets that further signatures brought."""
        then, now = self.then.Root.get("/AcroForm"), self.now.Root.get("/AcroForm")
        if _text(then) == _text(now) and (then is None or _deep(then) == _deep(now)) and not self._fields(then) & differing:
            return set()
        if now is None or not _is_plain(now) or (then is not None and not _is_plain(then)):
            self.found.add(Change.FORM if now is not None else Change.REMOVED)
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
        before = [_text(one) for one in (then.get("/Fields") or ())] if then is not None else []
        fields = list(now.get("/Fields") or ())
        if [_text(one) for one in fields[: len(before)]] != before:
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
            if _is_plain(one) and one.is_indirect and one.objgen not in found:
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
            signature = _inherited(then, "/FT") == "/Sig" and "/V" not in then and _is_signature(now.get("/V"))
            self.found.add(Change.SIGNATURES if signature else Change.FORM)
            if signature and not _is_unseen(now):
                self.found.add(Change.DRAWN_OVER)

    def _signature_fields(self, fields: list[Any]) -> set[str]:
        """Judge the fields that were added; returns the references of those that are signed, which are their own widgets."""
        widgets = set()
        for one in fields:
            known = _is_plain(one) and one.is_indirect and one.objgen not in self.old
            if not known or set(one.keys()) - _NEW_FIELD or one.get("/FT") != "/Sig" or one.get("/Subtype") != "/Widget":
                self.found.add(Change.OBJECTS)
                continue
            self.found.add(Change.SIGNATURES if _is_signature(one.get("/V")) else Change.FORM)
            if not _is_unseen(one):
                self.found.add(Change.DRAWN_OVER)
            widgets.add(_text(one))
        return widgets

    def _pages(self, differing: set[Id], allowed: set[Id], widgets: set[str]) -> None:
        for page in self.then.pages:
            then = page.obj
            now = self.now.get_object(then.objgen)
            if not _is_plain(now) or not self._only_differ(then, now, _PAGE):
                continue
            before, after = _annotations(then), _annotations(now)
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
        if now is None or not _is_plain(now) or set(now.keys()) - _DSS:
            self.found.add(Change.CATALOG)
            return
        if then is None or _deep(then) != _deep(now) or _text(then) != _text(now):
            self.found.add(Change.VALIDATION_DATA)
        if then is not None:
            for one in (then, *(then.get(key) for key in ("/VRI", "/Certs", "/OCSPs", "/CRLs"))):
                self._accept(one, differing, allowed)

    def _kinds(self, one: Id) -> set[Change]:
        """What a changed object is for: for certain where it says less than `OBJECTS`, otherwise as far as its own words tell."""
        text = self.old[one]
        if one == self.then.Root.objgen:
            return self._catalog()
        if one in (_objgen(self.then.Root.get("/Metadata")), _objgen(self.then.trailer.get("/Info"))) and self.uses[one[0]] == 1:
            return {Change.METADATA}
        if re.search(r"/Type /Pages?\b", text) or one in self._contents():
            return {Change.PAGES}
        if "/Type /EmbeddedFile" in text or "/Type /Filespec" in text or "/EmbeddedFiles" in text:
            return {Change.ATTACHMENTS}
        if "/Type /StructElem" in text or "/Type /StructTreeRoot" in text:
            return {Change.STRUCTURE}
        return {Change.OBJECTS}

    def _catalog(self) -> set[Change]:
        then, now = self.then.Root, self.now.Root
        keys = {key for key in {*then.keys(), *now.keys()} - _CATALOG if _text(then.get(key)) != _text(now.get(key))}
        return {_IN_CATALOG.get(key, Change.CATALOG) for key in keys} or {Change.CATALOG}

    def _contents(self) -> set[Id]:
        found: set[Id] = set()
        for page in self.then.pages:
            held = page.obj.get("/Contents")
            for one in [held, *(list(held) if held is not None and _is_array(held) else [])]:
                if one is not None and one.is_indirect:
                    found.add(one.objgen)
        return found


def _texts(pdf: Pdf) -> dict[Id, str]:
    """Every object of a file as text that is the same only for the same object; of a stream, its dictionary and its bytes."""
    import hashlib

    found: dict[Id, str] = {}
    for one in pdf.objects:
        if _is_stream(one):
            digest = hashlib.sha256(one.read_raw_bytes()).hexdigest()
            found[one.objgen] = f"{one.stream_dict.unparse().decode('latin-1')} stream {digest}"
        else:
            found[one.objgen] = _deep(one)
    return found


def _uses(pdf: Pdf, texts: dict[Id, str]) -> Counter[int]:
    """How often each object is referred to, by number.

    A table of objects repeats what the trailer says; its word for the root and the information is not one more use of them.
    """
    found: Counter[int] = Counter(int(one[1]) for one in _REFERENCE.finditer(_deep(pdf.trailer)))
    for one, text in texts.items():
        said = text
        if "/Type /XRef" in text:
            table = pdf.get_object(one)
            said = " ".join(_text(table.get(key)) for key in table.keys() if key not in ("/Root", "/Info"))  # noqa: SIM118  no mapping
        found.update(int(use[1]) for use in _REFERENCE.finditer(said))
    return found


def _deep(one: Any) -> str:
    """An object itself, not the reference to it, as text."""
    text: str = one.unparse(resolved=True).decode("latin-1")
    return text


def _text(one: Any) -> str:
    """An object as it stands in another: a reference where it is one."""
    if one is None:
        return ""
    if hasattr(one, "is_indirect") and one.is_indirect:
        return f"{one.objgen[0]} {one.objgen[1]} R"
    return _deep(one) if hasattr(one, "unparse") else repr(one)


def _objgen(one: Any) -> Id | None:
    return one.objgen if one is not None and one.is_indirect else None


def _is_stream(one: Any) -> bool:
    import pikepdf

    return isinstance(one, pikepdf.Stream)


def _is_array(one: Any) -> bool:
    import pikepdf

    return isinstance(one, pikepdf.Array)


def _is_plain(one: Any) -> bool:
    import pikepdf

    return isinstance(one, pikepdf.Dictionary) and not isinstance(one, pikepdf.Stream)


def _annotations(page: Any) -> list[str] | None:
    held = page.get("/Annots")
    if held is None:
        return []
    return [_text(one) for one in held] if _is_array(held) else None


def _inherited(one: Any, key: str) -> Any:
    for _ in range(32):
        if key in one:
            return one.get(key)
        one = one.get("/Parent")
        if one is None:
            return None
    return None


def _is_signature(one: Any) -> bool:
    return _is_plain(one) and one.get("/Type", "/Sig") in ("/Sig", "/DocTimeStamp") and "/ByteRange" in one and "/Contents" in one


def _is_unseen(field: Any) -> bool:
    """Whether nothing of a field shows on a page: no area, or no appearance to fill it."""
    box = field.get("/Rect")
    if not _is_array(box) or len(box) != 4:
        return False
    left, low, right, high = (float(one) for one in box)
    return "/Kids" not in field and (left == right or low == high) and "/MK" not in field
