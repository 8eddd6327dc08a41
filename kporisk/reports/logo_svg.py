"""An SVG rebuilt from what a still picture needs: shapes, text, gradients, clips, and references within itself.

Nothing is struck from the given file; a new one is written that holds only the elements and attributes named here, each attribute with
a value of the form that belongs to it. A style sheet and `style` attributes become attributes, by the same rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from kporisk.model.safe import safe
from kporisk.reports import logo_values
from kporisk.reports.logo import UnfitLogo, refuse_shape

NAMESPACE = "http://www.w3.org/2000/svg"
LIMIT_DEPTH = 64
LIMIT_ELEMENTS = 5_000
"""Elements as they are drawn, each `use` counted as what it shows."""

SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text"})
GRADIENTS = frozenset({"linearGradient", "radialGradient"})
ELEMENTS = SHAPES | GRADIENTS | {"svg", "g", "tspan", "defs", "stop", "clipPath", "title", "desc", "use"}
_ABOUT = frozenset({"title", "desc"})
_HOLDS = {
    **dict.fromkeys(SHAPES | {"use", "stop"}, _ABOUT),
    **dict.fromkeys(("text", "tspan"), _ABOUT | {"tspan"}),
    **dict.fromkeys(GRADIENTS, _ABOUT | {"stop"}),
    **dict.fromkeys(_ABOUT, frozenset()),
    "clipPath": _ABOUT | SHAPES | {"use"},
    **dict.fromkeys(("svg", "g", "defs"), ELEMENTS - {"svg", "tspan", "stop"}),
}
"""What may stand in what."""
_WORDS = frozenset({"text", "tspan", "title", "desc"})
_OPENED = frozenset({"a", "switch"})
"""What is nothing but a wrapping in a still picture, and becomes a group."""
_UNSEEN = frozenset({"defs", "clipPath"}) | GRADIENTS
_NO_PAINT = ("none", "transparent")
_REFERENCES = ("href", "fill", "stroke", "clip-path")


@dataclass(slots=True)
class Element:
    """One element with its attributes and what is in it, in order: elements, and text in those that show text."""

    name: str
    attributes: dict[str, str]
    content: list[Element | str] = field(default_factory=list)

    def children(self) -> Iterator[Element]:
        """The elements directly within."""
        return (part for part in self.content if isinstance(part, Element))

    def all(self) -> Iterator[Element]:
        """This element and all within it."""
        yield self
        for child in self.children():
            yield from child.all()


def rebuilt(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The picture as a new SVG, and the names of what did not come with it.

    Raises UnfitLogo for what is no SVG, refers to itself, is too deep or too large, or shows nothing.
    """
    reading = _Reading()
    root = reading.read(content)
    removed = reading.removed
    _view_box(root)
    sheet = "".join(reading.sheets)
    styles = logo_values.rules(sheet) if sheet else ()
    for element in root.all():
        _keep_attributes(element, styles, removed)
    _keep_references(root, removed)
    _refuse_what_swells(root)
    if not _seen(root, _by_id(root)):
        raise UnfitLogo("shows nothing that may stay; export it with its shapes as plain paths")
    return _written(root), tuple(dict.fromkeys(removed))


def words(content: bytes) -> str:
    """All text that a sanitised SVG shows."""
    return _words(_Reading().read(content))


def _words(element: Element) -> str:
    return " ".join(part for each in element.all() if each.name in ("text", "tspan") for part in each.content if isinstance(part, str))


class _Reading:
    """From bytes to elements: no document type, no entities, nothing outside the namespace, nothing too deep."""

    def __init__(self) -> None:
        self.removed: list[str] = []
        self.sheets: list[str] = []
        self._open: list[Element] = []
        self._skipped = 0
        self._in_sheet = False
        self._root: Element | None = None
        self._count = 0

    def read(self, content: bytes) -> Element:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.ProcessingInstructionHandler = lambda target, _: self.removed.append(f"?{target}"[:30])
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            place = f"line {error.lineno}" if content.strip() else "it is empty"
            raise UnfitLogo(f"is no PNG and no well-formed SVG ({place}); export it once more") from None
        except (ValueError, LookupError):
            raise UnfitLogo("is in an encoding that is not read; save it as UTF-8") from None
        if self._root is None:
            raise UnfitLogo("is no SVG: its outermost element is not svg")
        return self._root

    def _doctype(self, *_: object) -> None:
        raise UnfitLogo("has a document type (<!DOCTYPE …>), which may define entities; remove that line, or export as plain SVG")

    def _start(self, qualified: str, given: dict[str, str]) -> None:
        self._count += 1
        depth = len(self._open) + self._skipped
        if depth >= LIMIT_DEPTH or self._count > LIMIT_ELEMENTS:
            raise UnfitLogo(f"is deeper than {LIMIT_DEPTH} levels or has more than {LIMIT_ELEMENTS:,} elements; simplify it")
        namespace, name = _split(qualified)
        if depth == 0 and (name != "svg" or namespace not in (NAMESPACE, "")):
            raise UnfitLogo("is no SVG: its outermost element is not svg")
        ours = namespace in (NAMESPACE, "")
        if ours and name == "style" and not self._skipped:
            self._in_sheet = True
            self._skipped = 1
            return
        kept = "g" if name in _OPENED else name
        if self._skipped or not ours or kept not in ELEMENTS or (self._open and kept not in _HOLDS[self._open[-1].name]):
            self._skipped += 1
            self.removed.append(name[:30])
            return
        if name in _OPENED:
            self.removed.append(name)
            name = kept
        element = Element(name, {_attribute(key): value for key, value in given.items()})
        if self._open:
            self._open[-1].content.append(element)
        else:
            self._root = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        if self._skipped:
            self._skipped -= 1
            self._in_sheet = self._in_sheet and self._skipped > 0
        else:
            self._open.pop()

    def _text(self, text: str) -> None:
        if self._in_sheet and self._skipped == 1:
            self.sheets.append(text)
        elif not self._skipped and self._open[-1].name in _WORDS:
            content = self._open[-1].content
            if content and isinstance(content[-1], str):
                content[-1] += text
            else:
                content.append(text)


def _split(qualified: str) -> tuple[str, str]:
    namespace, _, name = qualified.rpartition(" ")
    return namespace, name


def _attribute(qualified: str) -> str:
    """The name without the namespaces that are ours; a foreign one stays before it, so that no list knows it."""
    namespace, name = _split(qualified)
    if namespace == "http://www.w3.org/1999/xlink" and name == "href":
        return "href"
    if namespace == "http://www.w3.org/XML/1998/namespace" and name == "space":
        return "xml:space"
    return f"{{}}{name}" if namespace else name


def _view_box(root: Element) -> None:
    """Leave the root its view box, made from width and height where it has none; refuse what has no size or an absurd one."""
    given = {name: root.attributes.pop(name, "") for name in ("viewBox", "width", "height", "x", "y", "version", "baseProfile")}
    box = logo_values.numbers(given["viewBox"])
    if len(box) != 4:
        sides = [logo_values.pixels(given[side]) for side in ("width", "height")]
        if any(side is None for side in sides):
            raise UnfitLogo("has no size: give its svg element a viewBox")
        box = (0.0, 0.0, *(side for side in sides if side is not None))
    if min(box[2:]) <= 0:
        raise UnfitLogo("has no size: its viewBox is empty")
    refuse_shape(box[2], box[3])
    root.attributes["viewBox"] = " ".join(logo_values.short(number) for number in box)


def _keep_attributes(element: Element, styles: tuple[logo_values.StyleRule, ...], removed: list[str]) -> None:
    """Attributes of known names and well-formed values; what style sheet and `style` say becomes attributes too."""
    given = element.attributes
    styled = logo_values.declared(element.name, given, styles, removed)
    kept: dict[str, str] = {}
    for name, value in {**given, **styled}.items():
        if name in ("class", "style"):
            continue
        proper = logo_values.proper(element.name, name, value)
        if proper is None:
            removed.append(name.removeprefix("{}")[:30])
        else:
            kept[name] = proper
    element.attributes = kept
    element.content = [safe(part) if isinstance(part, str) else part for part in element.content]


def _keep_references(root: Element, removed: list[str]) -> None:
    """Only references that lead to something of the right kind; ids that stand once. Repeated, since one removal may orphan another."""
    seen: set[str] = set()
    for element in root.all():
        id = element.attributes.get("id")
        if id in seen:
            del element.attributes["id"]
            removed.append("id")
        elif id is not None:
            seen.add(id)
    for _ in range(LIMIT_DEPTH):
        if not _drop_dangling(root, removed):
            return
    raise UnfitLogo(f"refers deeper than {LIMIT_DEPTH} levels; simplify it")


def _drop_dangling(root: Element, removed: list[str]) -> bool:
    known = _by_id(root)
    changed = False
    for element in root.all():
        for name in _REFERENCES:
            target = logo_values.target(name, element.attributes.get(name, ""))
            if target is not None and not _fits(element, name, known.get(target)):
                del element.attributes[name]
                removed.append(name)
                changed = True
        before = len(element.content)
        element.content = [
            part for part in element.content if not (isinstance(part, Element) and part.name == "use" and not part.attributes.get("href"))
        ]
        if len(element.content) < before:
            removed.append("use")
            changed = True
    return changed


def _fits(element: Element, attribute: str, found: Element | None) -> bool:
    if found is None:
        return False
    match attribute:
        case "href" if element.name == "use":
            return found.name in SHAPES | {"g", "use"}
        case "href":
            return found.name in GRADIENTS
        case "clip-path":
            return found.name == "clipPath"
        case _:
            return found.name in GRADIENTS


def _by_id(root: Element) -> dict[str, Element]:
    return {element.attributes["id"]: element for element in root.all() if "id" in element.attributes}


def _refuse_what_swells(root: Element) -> None:
    """Refuse references in a circle, and a small file that draws without end."""
    known = _by_id(root)
    measured: dict[int, tuple[int, int]] = {}
    open_now: set[int] = set()

    def measure(element: Element, depth: int) -> tuple[int, int]:
        """How many elements are drawn for it, and how deep they lie in one another."""
        key = id(element)
        if key in open_now:
            raise UnfitLogo("refers to itself in a circle; export it with its shapes as plain paths")
        if key not in measured:
            open_now.add(key)
            targets = (logo_values.target(name, element.attributes.get(name, "")) for name in _REFERENCES)
            parts = (*element.children(), *(known[target] for target in targets if target is not None))
            inner = [measure(part, depth + 1) for part in parts] if depth < LIMIT_DEPTH else [(0, LIMIT_DEPTH)]
            measured[key] = 1 + sum(size for size, _ in inner), 1 + max((height for _, height in inner), default=0)
            open_now.remove(key)
        return measured[key]

    size, height = measure(root, 1)
    if height > LIMIT_DEPTH:
        raise UnfitLogo(f"refers deeper than {LIMIT_DEPTH} levels; simplify it")
    if size > LIMIT_ELEMENTS:
        raise UnfitLogo(f"draws more than {LIMIT_ELEMENTS:,} elements, by using some again and again; simplify it")


def _seen(element: Element, known: Mapping[str, Element], *, fill: bool = True, stroke: bool = False) -> bool:
    """Whether anything of the element would leave a mark, as far as its own attributes tell."""
    own = element.attributes
    if element.name in _UNSEEN or own.get("display") == "none" or own.get("opacity") in ("0", "0%"):
        return False
    fill = own["fill"] not in _NO_PAINT if "fill" in own else fill
    stroke = own["stroke"] not in _NO_PAINT if "stroke" in own else stroke
    if element.name in SHAPES and own.get("visibility") not in ("hidden", "collapse"):
        if (fill or stroke) and logo_values.has_extent(element.name, own, stroke=stroke):
            return True
        if element.name == "text" and (fill or stroke) and _words(element).strip():
            return True
    inner = [child for child in element.children() if element.name not in SHAPES]
    if element.name == "use":
        inner = [known[own["href"][1:]]]
    return any(_seen(child, known, fill=fill, stroke=stroke) for child in inner)


def _written(element: Element) -> str:
    attributes = dict(element.attributes)
    head = f' xmlns="{NAMESPACE}"' if element.name == "svg" else ""
    head += "".join(f" {name}={quoteattr(attributes[name])}" for name in sorted(attributes))
    inner = "".join(escape(part) if isinstance(part, str) else _written(part) for part in element.content)
    return f"<{element.name}{head}>{inner}</{element.name}>" if inner else f"<{element.name}{head}/>"
