"""An assessment in which everything that a vendor may not see is marked, and a search of finished files for the marks."""

from __future__ import annotations

import copy
import io
import random
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pikepdf
import pypdf

Document = dict[str, Any]

SEEN_OF_A_QUESTION = {"id", "domain", "module", "respondent", "status", "auditor_only", "text", "value", "value_text", "reason", "note"}
SEEN_OF_EVIDENCE = {"title", "place", "state", "issued", "expires"}
SEEN_OF_ALL = {"as_of", "answered_on", "questions", "rules", "findings", "requests", "domains", "score", "vendor"}
NUMBERS = {"weight", "impact", "likelihood", "inherent", "gap", "residual", "base", "contribution", "satisfaction", "confidence", "loss"}
WORDS = {
    "strength": ("attested", "document", "record", "independent", "observed"),
    "severity": ("critical", "high", "major", "minor"),
    "floor": ("critical", "high"),
}


class Marker:
    """Marks texts, each with a mark of its own, and moves numbers and orders by a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.marks: set[str] = set()

    def mark(self, *_: object) -> str:
        made = f"Q{self.random.randrange(26**6):09d}Z"
        self.marks.add(made)
        return made

    def marked(self, value: Any) -> Any:
        """The value with every text and every number in it replaced."""
        match value:
            case str():
                return self.mark()
            case Mapping():
                return {key: self.marked(item) for key, item in value.items()}
            case list():
                return [self.marked(item) for item in value]
            case bool():
                return self.random.random() < 0.5
            case int() | float():
                return self.random.random() * 7
            case _:
                return value


def canaried(assessment: Mapping[str, Any], seed: int) -> tuple[Document, set[str]]:
    """The assessment with everything marked, moved or shuffled that the vendor edition may not depend on, and the marks."""
    made: Document = copy.deepcopy(dict(assessment))
    marker = Marker(seed)
    own = {q["id"] for q in made["questions"] if q["respondent"] == "vendor" and not q["auditor_only"]}
    seen_rules = {rule["id"] for rule in made["rules"] if {one["question"] for one in rule["because"]} <= own}
    for name in made.keys() - SEEN_OF_ALL:
        made[name] = marker.marked(made[name])
    made["vendor"]["id"] = marker.mark()
    for question in made["questions"]:
        hidden = question.keys() - SEEN_OF_A_QUESTION - {"evidence"}
        if question["id"] not in own:
            hidden |= {"text", "value", "value_text", "reason", "note", "evidence"}
        _mark(marker, question, hidden)
        for cited in question["evidence"] if question["id"] in own else ():
            _mark(marker, cited, cited.keys() - SEEN_OF_EVIDENCE)
    for rule in made["rules"]:
        _mark(marker, rule, {"when", "sentence", "floor", "severity", "waiver"})
        for one in rule["because"]:
            one["value"] = marker.marked(one["value"])
    for entry in (*made["findings"], *made["requests"]):
        _mark(marker, entry, {"id", "severity", "loss", "effort"} & entry.keys())
        shown = entry["rule"] in seen_rules if entry["rule"] else entry["question"] in own
        if not shown:
            _mark(marker, entry, {"title", "remediation", "references"} & entry.keys())
        if entry["question"] not in own:
            _mark(marker, entry, {"own"} & entry.keys())
        if not shown and entry["question"] not in own:
            _mark(marker, entry, {"evidence_wanted"} & entry.keys())
    for domain in made["domains"]:
        _mark(marker, domain, domain.keys() - {"id", "title"})
    for name in ("findings", "requests", "domains", "rules"):
        marker.random.shuffle(made[name])
    made["score"] = {end: sum(domain["contribution"][end] for domain in made["domains"]) for end in ("told", "proven")}
    names = {one: f"{one}_{marker.mark()}" for one in {q["id"] for q in made["questions"]} - own}
    names |= {rule["id"]: f"{rule['id']}_{marker.mark()}" for rule in made["rules"]}
    names |= {
        one["question"]: f"{one['question']}_{marker.mark()}" for rule in made["rules"] for one in rule["because"] if "." in one["question"]
    }
    renamed = _renamed(made, lambda text: names.get(text, text))
    return renamed, marker.marks


def _mark(marker: Marker, holder: Document, names: set[str]) -> None:
    for name in sorted(names):
        if name in WORDS:
            holder[name] = marker.random.choice(WORDS[name])
        else:
            holder[name] = marker.marked(holder[name])


def _renamed(value: Any, name: Callable[[str], str]) -> Any:
    match value:
        case str():
            return name(value)
        case Mapping():
            return {key: _renamed(item, name) for key, item in value.items()}
        case list():
            return [_renamed(item, name) for item in value]
        case _:
            return value


def everything_in(data: bytes) -> str:
    """All that can be read out of a PDF: page text, outline, and every string and every decompressed stream of every object."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    texts = [page.extract_text() for page in reader.pages]
    texts += [str(entry) for entry in reader.outline]
    texts += [repr(reader.metadata), repr(reader.trailer), data.decode("latin-1")]
    with pikepdf.open(io.BytesIO(data)) as opened:
        texts += list(_strings(opened.trailer))
        for one in opened.objects:
            texts += list(_strings(one))
            if isinstance(one, pikepdf.Stream):
                texts.append(one.read_bytes().decode("latin-1"))
    return "\n".join(texts)


def _strings(value: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(value, pikepdf.String):
        yield str(value)
        yield bytes(value).hex()
    elif isinstance(value, pikepdf.Name):
        yield str(value)
    elif isinstance(value, pikepdf.Array) and depth < 6:
        for item in value:
            if not (isinstance(item, pikepdf.Object) and item.is_indirect):
                yield from _strings(item, depth + 1)
    elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream) and depth < 6:
        for key, item in value.items():
            yield key
            if not (isinstance(item, pikepdf.Object) and item.is_indirect):
                yield from _strings(item, depth + 1)
