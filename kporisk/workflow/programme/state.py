"""What the register knows of one vendor, folded from its records.

The bodies of records, by kind:

- `vendor`: id, name, contact, owner, note, retired_on (a day, or null). The last one counts.
- `engagement`: engagement, the client's facts in normal form. The last one counts.
- `response`: response, what was said, in normal form. The last one counts.
- `review`: `{"from": "file", "reviews": [...]}` replaces what came from files before; `{"from": "register", "sha256": ..., "review":
  {...}}` adds one, of the file with that digest.
- `waiver`: `{"from": "file", "waivers": [...]}` likewise; `{"from": "register", "grant": {id, rule, reason, approver, until, requester,
  on}}` adds one, `{"from": "register", "revoke": id, "by": ..., "on": ..., "reason": ...}` takes one back.
- `evidence`: id, kind, title, issued, expires, sha256, name, size, questions, by, on; a later one of the same id replaces it.
- `external`: id, external, a `kporisk.external/1` document; a later one of the same id replaces it. No assessment depends on it.
- `assessment`: see `kporisk.workflow.programme.past`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kporisk.register.book import Newest, Register
from kporisk.register.kinds import Kind, Known

INPUTS = (Kind.VENDOR, Kind.ENGAGEMENT, Kind.RESPONSE, Kind.REVIEW, Kind.WAIVER, Kind.EVIDENCE)
"""The kinds of records that an assessment depends on."""

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class VendorFacts:
    """Who a vendor is in the register."""

    id: str
    name: str
    contact: str = ""
    owner: str = ""
    note: str = ""
    retired_on: date | None = None


@dataclass(frozen=True, slots=True)
class VendorState:
    """Everything that counts for a vendor's next assessment, in normal form. None and empty where nothing was recorded."""

    known: Known
    facts: VendorFacts
    last: int
    """The number of the last record about the vendor."""
    engagement: Document | None = None
    response: Document | None = None
    filed_reviews: tuple[Document, ...] = ()
    own_reviews: tuple[Document, ...] = ()
    """Recorded in the register: each with the digest of what was reviewed."""
    filed_waivers: tuple[Document, ...] = ()
    own_waivers: tuple[Document, ...] = ()
    """Granted in the register and not taken back: with id, requester and day."""
    evidence: tuple[Document, ...] = ()

    @property
    def reviews(self) -> dict[str, Any]:
        """The reviews of a case in normal form: what came from files, then what was established in the register.

        Of one rule the last waiver counts, the register's before a file's; a review in the register is of one file, and does
        not count for another that takes its place under the same id.
        """
        waivers = {one["rule"]: one for one in (*self.filed_waivers, *self.own_waivers)}
        digests = {id: item.get("sha256") for id, item in (self.response or {"evidence": {}})["evidence"].items()}
        digests |= {piece["id"]: piece["sha256"] for piece in self.evidence}
        own = [one["review"] for one in self.own_reviews if digests.get(one["review"]["evidence"]) == one["sha256"]]
        return {
            "evidence": _distinct([*self.filed_reviews, *own]),
            "waivers": [{key: one[key] for key in ("rule", "reason", "approver", "until")} for one in waivers.values()],
        }

    def case_document(self) -> dict[str, Any] | None:
        """The case in normal form, with the evidence in the register; None where engagement or response is missing."""
        if self.engagement is None or self.response is None:
            return None
        return {
            "format": "kporisk.case/1",
            "vendor": {"id": self.facts.id, "name": self.facts.name},
            "engagement": dict(self.engagement),
            "response": with_evidence(self.response, self.evidence),
            "reviews": self.reviews,
        }


def state_of(register: Register, known: Known) -> VendorState:
    """The vendor as its records say. Raises IntegrityError where one is not what was written."""
    # One look at all records: were the last one read apart, what somebody recorded between two looks would be taken for known.
    everything = register.records(known.ref)
    records = [record for record in everything if record.kind in INPUTS]
    bodies = register.bodies(record.seq for record in records)
    state = VendorState(known, VendorFacts(known.id, known.id), everything[-1].seq if everything else 0)
    for record in records:
        state = folded(state, record.kind, bodies[record.seq])
    return state


def folded(state: VendorState, kind: Kind, body: Document) -> VendorState:
    """The state with one record more."""
    match kind:
        case Kind.VENDOR:
            return replace(state, facts=facts_from(body))
        case Kind.ENGAGEMENT:
            return replace(state, engagement=body["engagement"])
        case Kind.RESPONSE:
            return replace(state, response=body["response"])
        case Kind.REVIEW if body["from"] == "file":
            return replace(state, filed_reviews=tuple(body["reviews"]))
        case Kind.REVIEW:
            return replace(state, own_reviews=(*state.own_reviews, body))
        case Kind.WAIVER if body["from"] == "file":
            return replace(state, filed_waivers=tuple(body["waivers"]))
        case Kind.WAIVER if "grant" in body:
            return replace(state, own_waivers=(*state.own_waivers, body["grant"]))
        case Kind.WAIVER:
            return replace(state, own_waivers=tuple(one for one in state.own_waivers if one["id"] != body["revoke"]))
        case Kind.EVIDENCE:
            return replace(state, evidence=(*(one for one in state.evidence if one["id"] != body["id"]), body))
        case _:
            return state


def facts_from(body: Document) -> VendorFacts:
    """The facts of a vendor record."""
    retired = body.get("retired_on")
    return VendorFacts(
        body["id"],
        body["name"],
        body.get("contact", ""),
        body.get("owner", ""),
        body.get("note", ""),
        date.fromisoformat(retired) if retired else None,
    )


def facts_body(facts: VendorFacts) -> dict[str, Any]:
    """The body of a vendor record."""
    return {
        "id": facts.id,
        "name": facts.name,
        "contact": facts.contact,
        "owner": facts.owner,
        "note": facts.note,
        "retired_on": facts.retired_on.isoformat() if facts.retired_on else None,
    }


def with_evidence(response: Document, evidence: Iterable[Document]) -> dict[str, Any]:
    """A response in normal form that also declares the register's evidence and cites it where it was added for.

    A piece that the response declares already under that id gets what the register knows of it: its digest, and its days. "Don't know"
    is shown by nothing, so no piece is cited there.
    """
    declared = {id: dict(item) for id, item in response["evidence"].items()}
    answers = {id: dict(answer) for id, answer in response["answers"].items()}
    for piece in evidence:
        known = {key: piece[key] for key in ("kind", "title", "issued", "expires", "sha256") if piece.get(key)}
        declared[piece["id"]] = {**declared.get(piece["id"], {}), **known}
        for question in piece["questions"]:
            if question not in answers or answers[question]["status"] == "unknown":
                continue
            cited = answers[question].get("evidence", [])
            if not any(one.partition("#")[0] == piece["id"] for one in cited):
                answers[question]["evidence"] = [*cited, piece["id"]]
    return {**response, "evidence": declared, "answers": answers}


def newest_input(newest: Newest) -> int:
    """The number of the last record that an assessment depends on."""
    return max((newest.of.get(kind, 0) for kind in INPUTS), default=0)


def _distinct(documents: Iterable[Document]) -> list[Document]:
    kept: list[Document] = []
    for one in documents:
        if one not in kept:
            kept.append(one)
    return kept
