"""An empty signature field on the sign-off page, for the signing platform of a company: its mark then stands there and nowhere else.

ISO 32000-1 12.7.4.5 (signature fields); ISO 19005-3 6.3.3 (each widget has an appearance); ISO 14289-1 7.18 (it is in the structure).
"""

from __future__ import annotations

from typing import Any

ANCHOR = "sign-here"
NAME = "Approval"
WIDTH, HEIGHT = 50.0, 13.0
"""Millimetres: the box that the style draws around the field."""

_POINTS_PER_PIXEL = 0.75
_POINTS_PER_MILLIMETRE = 72 / 25.4
_PRINTED = 4


def reserve(document: Any, pdf: Any, about: str) -> None:
    """Add the field where the document has the anchor; `about` is what it is for, in words. No anchor: nothing is added."""
    import pydyf

    found = next((number for number, page in enumerate(document.pages) if ANCHOR in page.anchors), None)
    if found is None:
        return
    page = pdf.page_references[found]
    key = _object(pdf, pdf.catalog["StructTreeRoot"])["ParentTreeNextKey"]
    width, height = WIDTH * _POINTS_PER_MILLIMETRE, HEIGHT * _POINTS_PER_MILLIMETRE
    look = pydyf.Stream([], {"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array([0, 0, width, height])})
    pdf.add_object(look)
    widget = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String(NAME),
            "TU": pydyf.String(about),
            "F": _PRINTED,
            "Rect": _rectangle(document.pages[found], width, height),
            "P": page,
            "StructParent": key,
            "AP": pydyf.Dictionary({"N": look.reference}),
        }
    )
    pdf.add_object(widget)
    annotations = _object(pdf, page).setdefault("Annots", pydyf.Array())
    annotations.append(widget.reference)
    fields = pydyf.Array([widget.reference])
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": fields})
    _tell(pdf, page, widget, key)


def _rectangle(page: Any, width: float, height: float) -> Any:
    """Left, low, right and high in points, from the page's lower left corner."""
    import pydyf

    x, y = (_POINTS_PER_PIXEL * place for place in page.anchors[ANCHOR][:2])
    high = _POINTS_PER_PIXEL * page.height - y
    return pydyf.Array([round(one, 3) for one in (x, high - height, x + width, high)])


def _tell(pdf: Any, page: bytes, widget: Any, key: int) -> None:
    """Put the field into the structure, after all else on its page."""
    import pydyf

    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    (top,) = root["K"]
    reference = pydyf.Dictionary({"Type": "/OBJR", "Obj": widget.reference, "Pg": page})
    pdf.add_object(reference)
    element = pydyf.Dictionary(
        {"Type": "/StructElem", "S": "/Form", "P": top, "Pg": page, "K": pydyf.Array([reference.reference]), "Alt": widget["TU"]}
    )
    pdf.add_object(element)
    children = _object(pdf, top)["K"]
    last = max((number for number, child in enumerate(children) if _object(pdf, child).get("Pg") == page), default=len(children) - 1)
    children.insert(last + 1, element.reference)
    _object(pdf, root["ParentTree"])["Nums"].extend([key, element.reference])
    root["ParentTreeNextKey"] = key + 1


def _object(pdf: Any, reference: Any) -> Any:
    text = reference.decode() if isinstance(reference, bytes) else str(reference)
    return pdf.objects[int(text.split()[0])]
