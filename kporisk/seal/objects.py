"""The objects of a PDF as text to compare, and questions about them."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pikepdf import Pdf

Id = tuple[int, int]
"""The number and generation of an object."""

_REFERENCE = re.compile(r"(?<![\w.+-])(\d+) (\d+) R(?![\w])")


def texts(pdf: Pdf) -> dict[Id, str]:
    """Every object of a file as text that is the same only for the same object; of a stream, its dictionary and its bytes."""
    found: dict[Id, str] = {}
    for one in pdf.objects:
        if is_stream(one):
            digest = hashlib.sha256(one.read_raw_bytes()).hexdigest()
            found[one.objgen] = f"{one.stream_dict.unparse().decode('latin-1')} stream {digest}"
        else:
            found[one.objgen] = deep(one)
    return found


def warnings(pdf: Pdf) -> set[str]:
    """What was mended in reading, each with its place in the file; but for pages without resources, which need none.

    The same words at the same place are about the same bytes where one file begins with the other.
    """
    told = (re.sub(r"<_io\.BytesIO object at 0x[0-9a-f]+>", "", str(one)) for one in pdf.get_warnings())
    return {one for one in told if not one.endswith("Resources is missing or invalid; repairing")}


def uses(pdf: Pdf, texts: dict[Id, str]) -> Counter[int]:
    """How often each object is referred to, by number.

    A table of objects repeats what the trailer says; its word for the root and the information is not one more use of them.
    """
    found: Counter[int] = Counter(int(one[1]) for one in _REFERENCE.finditer(deep(pdf.trailer)))
    for one, text in texts.items():
        said = text
        if "/Type /XRef" in text:
            table = pdf.get_object(one)
            said = " ".join(written(table.get(key)) for key in table.keys() if key not in ("/Root", "/Info"))  # noqa: SIM118  no mapping
        found.update(int(use[1]) for use in _REFERENCE.finditer(said))
    return found


def deep(one: Any) -> str:
    """An object itself, not the reference to it, as text."""
    text: str = one.unparse(resolved=True).decode("latin-1")
    return text


def written(one: Any) -> str:
    """An object as it stands in another: a reference where it is one."""
    if one is None:
        return ""
    if hasattr(one, "is_indirect") and one.is_indirect:
        return f"{one.objgen[0]} {one.objgen[1]} R"
    return deep(one) if hasattr(one, "unparse") else repr(one)


def objgen(one: Any) -> Id | None:
    """The number and generation of an object that stands by itself; None of one within another."""
    return one.objgen if one is not None and one.is_indirect else None


def is_stream(one: Any) -> bool:
    """Whether it is a stream."""
    import pikepdf

    return isinstance(one, pikepdf.Stream)


def is_array(one: Any) -> bool:
    """Whether it is an array."""
    import pikepdf

    return isinstance(one, pikepdf.Array)


def is_plain(one: Any) -> bool:
    """Whether it is a dictionary and no stream."""
    import pikepdf

    return isinstance(one, pikepdf.Dictionary) and not isinstance(one, pikepdf.Stream)


def annotations_of(page: Any) -> list[str] | None:
    """The annotations of a page as references; None where they are no list."""
    held = page.get("/Annots")
    if held is None:
        return []
    return [written(one) for one in held] if is_array(held) else None


def inherited(one: Any, key: str) -> Any:
    """A field's entry, or that of the nearest field above which has it."""
    for _ in range(32):
        if key in one:
            return one.get(key)
        one = one.get("/Parent")
        if one is None:
            return None
    return None


def is_signature(one: Any) -> bool:
    """Whether it is the value of a signed field, as far as its form goes."""
    return is_plain(one) and one.get("/Type", "/Sig") in ("/Sig", "/DocTimeStamp") and "/ByteRange" in one and "/Contents" in one


WIDEST, HIGHEST = 200.0, 60.0
"""Points: the largest box that counts as a place for a signature's mark and could not hide a page."""


def is_reserved(field: Any) -> bool:
    """Whether a field is a small place for a signature's mark, with an appearance of its own already: what fills it covers nothing else."""
    box = field.get("/Rect")
    if not is_array(box) or len(box) != 4 or "/Kids" in field or "/AP" not in field:
        return False
    left, low, right, high = (float(one) for one in box)
    return 0 < right - left <= WIDEST and 0 < high - low <= HIGHEST


def is_unseen(field: Any) -> bool:
    """Whether nothing of a field shows on a page: no area, or no appearance to fill it."""
    box = field.get("/Rect")
    if not is_array(box) or len(box) != 4:
        return False
    left, low, right, high = (float(one) for one in box)
    return "/Kids" not in field and (left == right or low == high) and "/MK" not in field
