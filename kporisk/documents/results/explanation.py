"""A number of a stored assessment back to its answers: the score to its domains, a domain to its questions, a question, a rule.

Everything comes from the `kporisk.assessment/1` document; nothing is computed but sums of what stands there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from kporisk.documents.files.suggestions import nearest, shown
from kporisk.errors import UsageError

Document = Mapping[str, Any]
MOST = 3
"""Questions of each domain that the score is led back to."""


def explanation(document: Document, id: str | None) -> dict[str, Any]:
    """What the score is made of, or the domain, question or rule of that id.

    `about` says which of the four it is. Contributions are in score points and sum to that of what they are parts of (1e-9). Raises
    UsageError for an id that the assessment has not, with the nearest, and for a fact of the client.
    """
    head = {"vendor": document["vendor"], "as_of": document["as_of"]}
    if id is None:
        return {**head, "about": "score", **_score(document)}
    domains = {domain["id"]: domain for domain in document["domains"]}
    questions = {question["id"]: question for question in document["questions"]}
    rules = {rule["id"]: rule for rule in document["rules"]}
    if id in domains:
        return {**head, "about": "domain", **_domain(document, domains[id])}
    if id in questions:
        return {**head, "about": "question", **_question(document, questions[id])}
    if id in rules:
        return {**head, "about": "rule", **_rule(document, rules[id], questions)}
    if id in document["engagement"]:
        vendor = document["vendor"]["id"]
        raise UsageError(f"{id} is a fact that you state yourself: kporisk scope {vendor}; what it means: kporisk checklist show {id}")
    near = nearest(id, (*domains, *questions, *(rule.replace("-", "_") for rule in rules)))
    near = next((rule for rule in rules if rule.replace("-", "_") == near), near)
    hint = f"did you mean {near}?" if near else "without an id, the score is explained by its domains and questions"
    raise UsageError(f"the assessment has no domain, question or rule {shown(id)!r}; {hint}")


def by_weight(items: Iterable[Document]) -> list[Document]:
    """Those with the most points first: as proven, then as told."""
    return sorted(items, key=lambda one: (-one["contribution"]["proven"], -one["contribution"]["told"], one["id"]))


def _score(document: Document) -> dict[str, Any]:
    return {
        "score": document["score"],
        "tier": document["tier"],
        "domains": [
            {
                **_named(domain, "title"),
                "base": domain["base"],
                "questions": [_named(one, "text", "status") for one in _weighing(document, domain)[:MOST]],
                "further": _sum(_weighing(document, domain)[MOST:]),
            }
            for domain in by_weight(document["domains"])
        ],
    }


def _domain(document: Document, domain: Document) -> dict[str, Any]:
    return {
        **_named(domain, "title", "weight", "inherent", "gap", "residual", "base"),
        "questions": [_named(one, "text", "status", "gap") for one in _weighing(document, domain)],
        "without_points": sum(
            one["domain"] == domain["id"] and one["gap"] is not None and not _has_points(one) for one in document["questions"]
        ),
    }


def _weighing(document: Document, domain: Document) -> list[Document]:
    return by_weight(one for one in document["questions"] if one["domain"] == domain["id"] and _has_points(one))


def _has_points(question: Document) -> bool:
    return any(question["contribution"].values())


def _named(item: Document, *names: str) -> dict[str, Any]:
    return {name: item[name] for name in ("id", *names, "contribution")}


def _sum(questions: Sequence[Document]) -> dict[str, Any]:
    return {
        "questions": len(questions),
        "contribution": {end: math.fsum(one["contribution"][end] for one in questions) for end in ("told", "proven")},
    }


def _question(document: Document, question: Document) -> dict[str, Any]:
    id = question["id"]
    rules = [rule for rule in document["rules"] if any(read["question"] == id for read in rule["because"])]
    names = {rule["id"] for rule in rules}

    def bears(item: Document) -> bool:
        return bool(item["question"] == id or item["rule"] in names)

    return {
        **question,
        "rules": [{key: rule[key] for key in ("id", "outcome", "floor", "severity", "sentence", "waiver")} for rule in rules],
        "findings": [item for item in document["findings"] if bears(item)],
        "requests": [item for item in document["requests"] if bears(item)],
        "lowered_by": list(_lowered_by(document, question, bears)),
    }


def _lowered_by(document: Document, question: Document, bears: Callable[[Document], bool]) -> Iterator[dict[str, Any]]:
    """What would take points off: an answer, a document, what the findings say to do; what is shown already, by stronger evidence."""
    status = question["status"]
    if status in ("open", "unknown"):
        yield {"how": "answer", "text": None, "documents": []}
    wanted: dict[str, Document] = {}
    for request in document["requests"]:
        if request["question"] == question["id"] and request["basis"] == "not_proven":
            wanted |= {kind["kind"]: kind for kind in request["evidence_wanted"]}
    if wanted:
        yield {"how": "show", "text": None, "documents": list(wanted.values())}
    findings = [finding for finding in document["findings"] if bears(finding)]
    for finding in findings:
        yield {"how": "remediate", "text": finding["remediation"], "documents": []}
    if status == "not_applicable" and _has_points(question):
        yield {"how": "apply", "text": None, "documents": []}
    if status == "answered" and _has_points(question) and not wanted and not findings:
        yield {"how": "strengthen", "text": None, "documents": []}


def _rule(document: Document, rule: Document, questions: Mapping[str, Document]) -> dict[str, Any]:
    facts = {f"engagement.{fact['id']}": fact for fact in document["engagement_text"]}
    read = []
    for one in rule["because"]:
        source = questions.get(one["question"]) or facts.get(one["question"])
        read.append(
            {
                "name": one["question"],
                "text": None if source is None else source["text"],
                "value": one["value"],
                "value_text": None if source is None else source["value_text"],
                "status": source.get("status") if source is not None else None,
            }
        )
    return {
        **{key: value for key, value in rule.items() if key != "because"},
        "read": read,
        "findings": [item for item in document["findings"] if item["rule"] == rule["id"]],
        "requests": [item for item in document["requests"] if item["rule"] == rule["id"]],
    }
