"""What a vendor may see of an assessment: a document of its own, built up from nothing by what is allowed, never by taking away."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kporisk.errors import RenderingError
from kporisk.reports.reading import Document

FORMAT = "kporisk.vendor-edition/1"

KINDS = ("improve", "show", "answer", "exclude")
"""What an item asks for: to remedy what was said, to show it, to answer, to rule something out."""

UNANSWERED = ("open", "unknown")

STATES: Mapping[str, str] = {
    "counts": "accepted",
    "not_reviewed": "received",
    "reviewer_is_respondent": "received",
    "rejected": "not_accepted",
    "kind_not_named": "other_kind",
    "no_digest": "no_file",
    "no_issue_date": "undated",
    "expired": "expired",
    "too_old": "too_old",
}
"""How the state of a piece of evidence is called towards the vendor: nothing about who reviewed it or what it is worth."""


def for_vendor(assessment: Document) -> dict[str, Any]:
    """The `kporisk.vendor-edition/1` document of a `kporisk.assessment/1` one: the vendor's own answers and what is asked about them.

    An item stands here where all that it rests on is the vendor's own answers. Where a rule read anything else besides, its question speaks
    for itself: by its own finding and remediation, or as not answered. Items follow the questionnaire, never their weight. Raises
    RenderingError for an assessment that an older version made.
    """
    try:
        return _Redaction(assessment).document()
    except KeyError as error:
        raise RenderingError(f"the assessment lacks {error}, so that no edition for the vendor can be made of it: assess again") from None


class _Redaction:
    """One assessment, looked at through the vendor's own questions only."""

    def __init__(self, assessment: Document) -> None:
        self.assessment = assessment
        own = [q for q in assessment["questions"] if q["respondent"] == "vendor" and not q["auditor_only"]]
        self.own: Mapping[str, Document] = {question["id"]: question for question in own}
        self.rules: Mapping[str, Document] = {rule["id"]: rule for rule in assessment["rules"]}

    def document(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "as_of": self.assessment["as_of"],
            "answered_on": self.assessment["answered_on"],
            "vendor": {"name": self.assessment["vendor"]["name"] or self.assessment["vendor"]["id"]},
            "parts": self.parts(),
        }

    def parts(self) -> list[dict[str, Any]]:
        """The items by domain and service module, in the order of the questionnaire; parts without an item are left out."""
        titles = {domain["id"]: domain["title"] for domain in self.assessment["domains"]}
        place = {id: number for number, id in enumerate(self.own)}
        items = sorted(
            self.items(), key=lambda item: ([place[one["id"]] for one in item["questions"]], KINDS.index(item["kind"]), _title(item))
        )
        parts: dict[tuple[str, str | None], dict[str, Any]] = {}
        for item in items:
            first = self.own[item["questions"][0]["id"]]
            key = (first["domain"], first["module"])
            # A domain that is not asked has no title: then its one item rests on an answer that was given unasked.
            part = parts.setdefault(key, {"domain": key[0], "module": key[1], "title": titles.get(key[0]), "items": []})
            part["items"].append(item)
        for part in parts.values():
            part["title"] = None if part["title"] is None else dict(part["title"])
        return list(parts.values())

    def items(self) -> Iterator[dict[str, Any]]:
        unanswered: dict[str, tuple[Document, ...]] = {}
        for finding in self.assessment["findings"]:
            yield from self.finding(finding, unanswered)
        for request in self.assessment["requests"]:
            yield from self.request(request, unanswered)
        for id, wanted in unanswered.items():
            yield self.item("answer", (id,), wanted=wanted)

    def finding(self, finding: Document, unanswered: dict[str, tuple[Document, ...]]) -> Iterator[dict[str, Any]]:
        id, read = finding["question"], self.read(finding)
        if read:
            yield self.item("improve", read, title=finding["title"], said=finding)
        elif id in self.own and finding["rule"] is not None:
            if self.own[id]["status"] in UNANSWERED:
                self.ask(id, unanswered, ())
            else:
                if finding["own"] is None:
                    raise KeyError("own")
                yield self.item("improve", (id,), title=finding["own"]["title"], said=finding["own"])

    def request(self, request: Document, unanswered: dict[str, tuple[Document, ...]]) -> Iterator[dict[str, Any]]:
        id, basis = request["question"], request["basis"]
        if basis == "open":
            if id in self.own:
                self.ask(id, unanswered, request["evidence_wanted"])
        elif basis == "not_proven":
            if id in self.own:
                yield self.item("show", (id,), wanted=request["evidence_wanted"])
        else:
            read = self.read(request)
            if read:
                yield self.item("exclude", read, title=request["title"], wanted=request["evidence_wanted"])
            else:
                for one in self.names(request):
                    if one in self.own and self.own[one]["status"] in UNANSWERED:
                        # Without a question of its own the rule may want what somebody else has to show.
                        self.ask(one, unanswered, request["evidence_wanted"] if one == id else ())

    def ask(self, id: str, unanswered: dict[str, tuple[Document, ...]], wanted: Iterable[Document]) -> None:
        """Ask once, with what would show the answer, whichever of those that want it come first."""
        unanswered[id] = unanswered.get(id) or tuple(wanted)

    def names(self, entry: Document) -> tuple[str, ...]:
        """What the entry's rule read, its own question first."""
        read = [one["question"] for one in self.rules[entry["rule"]]["because"]]
        first = [entry["question"]] if entry["question"] in read else []
        return tuple(dict.fromkeys((*first, *read)))

    def read(self, entry: Document) -> tuple[str, ...]:
        """The questions that the entry rests on, where all of them are the vendor's own and nothing else was read; else none."""
        names = self.names(entry) if entry["rule"] is not None else (entry["question"],)
        if not all(name in self.own for name in names):
            return ()
        return tuple(name for name in names if self.own[name]["status"] != "not_asked" or self.own[name]["value"] is not None)

    def item(
        self,
        kind: str,
        ids: Iterable[str],
        *,
        title: Document | None = None,
        said: Document | None = None,
        wanted: Iterable[Document] = (),
    ) -> dict[str, Any]:
        kinds = {one["kind"]: one["text"] for one in wanted}
        return {
            "kind": kind,
            "title": None if title is None else dict(title),
            "remediation": None if said is None else dict(said["remediation"]),
            "references": [] if said is None else sorted(said["references"]),
            "evidence_wanted": [{"kind": name, "text": dict(kinds[name])} for name in sorted(kinds)],
            "questions": [_question(self.own[id]) for id in ids],
        }


def _title(item: Mapping[str, Any]) -> str:
    return item["title"]["en"] if item["title"] else ""


def _question(question: Document) -> dict[str, Any]:
    text = question["value_text"]
    return {
        "id": question["id"],
        "text": dict(question["text"]),
        "status": question["status"],
        "value_text": None if text is None else dict(text),
        "reason": question["reason"],
        "note": question["note"],
        "evidence": [_evidence(one) for one in question["evidence"]],
    }


def _evidence(cited: Document) -> dict[str, Any]:
    return {
        "title": cited["title"] or cited["id"],
        "place": cited["place"],
        "state": STATES[cited["state"]],
        "issued": cited["issued"],
        "expires": cited["expires"],
    }
