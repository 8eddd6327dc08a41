"""Loading the checklists: the shipped folder, and an organisation's own laid over it (see `library`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kporisk.documents.digest import digest
from kporisk.documents.facts import read_legal_facts, read_territories
from kporisk.documents.library import Library, open_library, read
from kporisk.documents.located import Located
from kporisk.documents.questions import NOTE, read_facts, read_questions
from kporisk.documents.rulefile import RuleReading
from kporisk.documents.texts import Texts
from kporisk.errors import InvalidDocument, Problem
from kporisk.model.checklist import Checklist, Checklists, EvidenceKind, Fact, Question, Rule
from kporisk.model.territory import LegalFacts, Territories


@dataclass(frozen=True, slots=True)
class _Part:
    """One checklist's files, its questions read, its rules not yet."""

    folder: str
    schema: Located
    french: Located | None
    title: Mapping[str, str]
    questions: tuple[Question, ...]


def load_checklists(folders: Sequence[Path]) -> Checklists:
    """Everything that is asked and looked for, from the shipped folder to the organisation's. Raises InvalidDocument with all problems."""
    library = open_library(folders)
    problems = list(library.problems)
    domains = _domain_order(library, problems)
    facts, engagement = _engagement(library, problems)
    parts = _in_order(_parts(library, problems), domains=domains, facts=facts)
    questions = {question.id: question for part in parts for question in part.questions}
    checklists = tuple(_checklist(part, library=library, questions=questions, problems=problems) for part in parts)
    kinds, frameworks = _catalogues(library, problems)
    territories, legal = _tables(library, problems)
    if problems or engagement is None or territories is None or legal is None:
        raise InvalidDocument(problems)
    return Checklists(
        engagement=facts,
        engagement_version=engagement.value[NOTE]["version"],
        engagement_sha256=digest({"questions": engagement.value}),
        checklists=checklists,
        evidence_kinds=kinds,
        frameworks=frameworks,
        territories=territories,
        legal=legal,
    )


def _domain_order(library: Library, problems: list[Problem]) -> tuple[str, ...]:
    method = read(library.top("method.yaml"), problems)
    return tuple(method.value["domains"]) if method else ()


def _tables(library: Library, problems: list[Problem]) -> tuple[Territories | None, LegalFacts | None]:
    territories, legal = library.top("territories.json"), library.top("legal_facts.json")
    try:
        return (
            read_territories(territories.path) if territories else None,
            read_legal_facts(legal.path) if legal else None,
        )
    except InvalidDocument as invalid:
        problems.extend(invalid.problems)
        return None, None


def _engagement(library: Library, problems: list[Problem]) -> tuple[tuple[Fact, ...], Located | None]:
    source = library.top("engagement/questions.json")
    located = read(source, problems)
    if located is None:
        return (), None
    texts = Texts(read(library.top("engagement/fr.yaml"), problems), source=located.source)
    facts = read_facts(located, texts)
    problems += texts.problems
    problems += texts.left_over()
    return facts, located


def _parts(library: Library, problems: list[Problem]) -> list[_Part]:
    parts = []
    for folder in library.folders():
        located = read(library.top(f"{folder}/questions.json"), problems)
        if located is None:
            continue
        french = read(library.top(f"{folder}/fr.yaml"), problems)
        texts = Texts(french, source=located.source)
        title = texts.pair(located.value["title"], ("title",))
        for name, english in located.value[NOTE].get("sections", {}).items():
            texts.pair(english, ("sections", name))
        questions = read_questions(located, texts)
        problems += (problem for problem in texts.problems if not problem.pointer.startswith("$.sections"))
        problems += texts.left_over()
        parts.append(_Part(folder, located, french, title, questions))
    return parts


def _in_order(parts: list[_Part], *, domains: Sequence[str], facts: Sequence[Fact]) -> tuple[_Part, ...]:
    """Domains in the method's order, modules in the order of the service types, then by id."""
    services = [option.value for fact in facts if fact.id == "service_types" for option in fact.options]

    def key(part: _Part) -> tuple[int, int, str]:
        head = part.schema.value[NOTE]
        return (_index(domains, head["domain"]), _index(services, head.get("module")), head["id"])

    return tuple(sorted(parts, key=key))


def _index(words: Sequence[str], word: str | None) -> int:
    return words.index(word) if word in words else len(words)


def _checklist(part: _Part, *, library: Library, questions: Mapping[str, Question], problems: list[Problem]) -> Checklist:
    head: Mapping[str, Any] = part.schema.value[NOTE]
    reading = RuleReading(domain=head["domain"], module=head.get("module"), questions=questions)
    rules: list[Rule] = []
    plain: list[Any] = []
    for source in library.rule_files(part.folder):
        located = read(source, problems)
        if located is not None:
            rules += reading.rules(located)
            plain += located.value
    problems += reading.problems
    return Checklist(
        id=head["id"],
        version=head["version"],
        sha256=digest({"questions": part.schema.value, "rules": plain, "texts": {"fr": part.french.value if part.french else {}}}),
        title=part.title,
        domain=head["domain"],
        module=head.get("module"),
        applies_when=head.get("applies_when"),
        questions=part.questions,
        rules=tuple(rules),
    )


def _catalogues(library: Library, problems: list[Problem]) -> tuple[dict[str, EvidenceKind], dict[str, str]]:
    kinds: dict[str, EvidenceKind] = {}
    frameworks: dict[str, str] = {}
    for source in library.files.get("evidence.yaml", ()):
        located = read(source, problems)
        for name, kind in (located.value if located else {}).items():
            kinds[name] = EvidenceKind(name, {"en": kind["en"], "fr": kind["fr"]}, kind["max_age_months"], kind["strength"])
    for source in library.files.get("references.yaml", ()):
        located = read(source, problems)
        for prefix, framework in (located.value["frameworks"] if located else {}).items():
            frameworks[prefix] = framework["title"]
    return kinds, frameworks
