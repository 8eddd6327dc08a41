"""Loading the checklists: the shipped folder, and an organisation's own laid over it (see `library`)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kporisk.documents.content.bodies import expanded
from kporisk.documents.content.conditions import BEFORE_ANSWERS, Conditions
from kporisk.documents.content.consistency import check_facts, check_head, check_questions, check_unique
from kporisk.documents.content.facts import read_legal_facts, read_territories
from kporisk.documents.content.folders import Library, Source, open_library, read
from kporisk.documents.content.questions import NOTE, read_facts, read_questions
from kporisk.documents.content.rule_checks import RuleChecks, check_knock_outs
from kporisk.documents.content.rulefile import read_rules
from kporisk.documents.content.structure import hold
from kporisk.documents.content.texts import Texts
from kporisk.documents.files.digest import digest
from kporisk.documents.files.located import Located, Route
from kporisk.documents.files.source import shown_path
from kporisk.errors import InvalidDocument, Problem
from kporisk.model.checklist import Checklist, Checklists, EvidenceKind, Fact, Question
from kporisk.model.scale import Text
from kporisk.model.territory import LegalFacts, Territories
from kporisk.rules.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class _Part:
    """One checklist's files."""

    folder: str
    schema: Located
    french: Located | None
    rules: tuple[Located, ...] = ()

    @property
    def head(self) -> Mapping[str, Any]:
        return self.schema.value[NOTE]  # type: ignore[no-any-return]


@dataclass(slots=True)
class _Files:
    """All files, read and of the right shape."""

    domains: tuple[str, ...] = ()
    engagement: _Part | None = None
    parts: list[_Part] = field(default_factory=list)
    evidence: list[Located] = field(default_factory=list)
    references: list[Located] = field(default_factory=list)
    territories: Territories | None = None
    legal: LegalFacts | None = None
    own: frozenset[Path] = frozenset()
    """The files that are not shipped."""


def load_checklists(folders: Sequence[Path]) -> Checklists:
    """Everything that is asked and looked for, from the shipped folder to the organisation's.

    Raises InvalidDocument with all problems; those of the contents are looked for once every file has the right shape. An organisation's
    own rules are linted too, which for the shipped ones is left to `kporisk checklist lint` and the tests.
    """
    library = open_library(folders)
    files = _read(library)
    problems: list[Problem] = []
    checklists = _build(files, problems)
    if problems:
        raise InvalidDocument(problems)
    return checklists


def _read(library: Library) -> _Files:
    problems = list(library.problems)
    shapes: list[tuple[str, Located]] = []
    files = _Files(own=frozenset(source.path for sources in library.files.values() for source in sources if source.layer > 0))

    def take(source: Source | None, schema: str) -> Located | None:
        located = read(source, problems)
        if located is None:
            return None
        if schema == "checklist":
            located, unresolved = expanded(located)
            problems.extend(unresolved)
        shapes.append((schema, located))
        return located

    def part(folder: str) -> _Part | None:
        schema = take(library.top(f"{folder}/questions.json"), "checklist")
        french = take(library.top(f"{folder}/fr.yaml"), "texts")
        rules = [take(source, "rules") for source in library.rule_files(folder)]
        return _Part(folder, schema, french, tuple(located for located in rules if located)) if schema else None

    method = take(library.top("method.yaml"), "method")
    files.engagement = part("engagement")
    files.parts = [made for folder in library.folders() if (made := part(folder))]
    files.evidence = [located for source in library.files.get("evidence.yaml", ()) if (located := take(source, "evidence"))]
    files.references = [located for source in library.files.get("references.yaml", ()) if (located := take(source, "references"))]
    _tables(library, files, problems)
    problems += hold(shapes)
    if method is None or files.engagement is None:
        problems += _absent(library, ("method.yaml", "engagement/questions.json"))
    if problems or method is None:
        raise InvalidDocument(problems)
    files.domains = tuple(method.value["domains"])
    return files


def _absent(library: Library, names: Sequence[str]) -> Iterator[Problem]:
    for name in names:
        if library.top(name) is None:
            yield Problem(name, 0, "", "no folder of checklists has this file; the shipped folder comes first")


def _tables(library: Library, files: _Files, problems: list[Problem]) -> None:
    for name in ("territories.json", "legal_facts.json"):
        source = library.top(name)
        if source is None:
            problems.extend(_absent(library, (name,)))
            continue
        try:
            if name == "territories.json":
                files.territories = read_territories(source.path)
            else:
                files.legal = read_legal_facts(source.path)
        except InvalidDocument as invalid:
            problems.extend(invalid.problems)


def _build(files: _Files, problems: list[Problem]) -> Checklists:
    engagement, territories, legal = files.engagement, files.territories, files.legal
    assert engagement is not None and territories is not None and legal is not None
    facts = _facts(engagement, problems)
    kinds, frameworks = _kinds(files.evidence), _frameworks(files.references)
    asked: list[_Asked] = []
    parts = _in_order(files.parts, domains=files.domains, facts=facts)
    for part in parts:
        problems += check_head(part.schema, folder=part.folder, domains=files.domains)
        problems += check_questions(part.schema, kinds=kinds, frameworks=frameworks)
        asked.append(_questions(part, problems))
    by_id = {question.id: question for found in asked for question in found.questions}
    vocabulary = Vocabulary.of(by_id.values(), facts, countries=territories.by_code)
    checks = RuleChecks(by_id, Conditions(vocabulary), frameworks, territories.by_code)
    problems += _across((engagement, *parts), checks, own=files.own)
    built = Checklists(
        engagement=facts,
        engagement_version=engagement.head["version"],
        engagement_sha256=_digest(engagement),
        checklists=tuple(_checklist(part, found, by_id=by_id) for part, found in zip(parts, asked, strict=True)),
        evidence_kinds=kinds,
        frameworks=frameworks,
        territories=territories,
        legal=legal,
    )
    own = {shown_path(path) for path in files.own}
    own_rules = [rule for rule in built.rules if rule.source in own]
    if own_rules and not problems:
        from kporisk.documents.content.lint import lint_rules  # which a command with the shipped rules alone does not pay for

        problems += lint_rules(own_rules, vocabulary)
    return built


def _facts(part: _Part, problems: list[Problem]) -> tuple[Fact, ...]:
    texts = Texts(part.french, source=part.schema.source)
    facts = read_facts(part.schema, texts)
    problems += texts.problems
    problems += texts.left_over()
    problems += check_head(part.schema, folder=part.folder, domains=())
    problems += check_facts(part.schema)
    return facts


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a checklist asks, in every language."""

    title: Mapping[str, str]
    sections: Mapping[str, Mapping[str, str]]
    questions: tuple[Question, ...]


def _questions(part: _Part, problems: list[Problem]) -> _Asked:
    texts = Texts(part.french, source=part.schema.source)
    title = texts.pair(part.schema.value["title"], ("title",))
    sections = {name: texts.pair(english, ("sections", name)) for name, english in part.head["sections"].items()}
    questions = read_questions(part.schema, texts)
    problems += texts.problems
    problems += texts.left_over()
    return _Asked(title, sections, questions)


def _in_order(parts: Sequence[_Part], *, domains: Sequence[str], facts: Sequence[Fact]) -> tuple[_Part, ...]:
    """Domains in the method's order, modules in the order of the service types, then by id."""
    services = [option.value for fact in facts if fact.id == "service_types" for option in fact.options]

    def key(part: _Part) -> tuple[int, int, str]:
        return (_index(domains, part.head["domain"]), _index(services, part.head.get("module")), part.head["id"])

    return tuple(sorted(parts, key=key))


def _index(words: Sequence[str], word: str | None) -> int:
    return words.index(word) if word in words else len(words)


def _across(parts: Sequence[_Part], checks: RuleChecks, *, own: Collection[Path]) -> Iterator[Problem]:
    """What the parts say of one another: unique ids, conditions, rules, knock-outs."""
    for named, what in ((_named(parts), "question"), (_named_rules(parts), "rule")):
        # What is shipped was there first, so that an organisation reads about its own file.
        yield from check_unique(sorted(named, key=lambda one: one[1].path in own), what)
    rules = {item["id"]: item for part in parts for located in part.rules for item in located.value}
    for part in parts:
        if part.folder == "engagement":
            continue
        if "applies_when" in part.head:
            yield from checks.conditions.problems(part.schema, (NOTE, "applies_when"), roots=BEFORE_ANSWERS)
        for name, body in part.schema.value["properties"].items():
            if "applies_when" in body[NOTE]:
                route: Route = ("properties", name, NOTE, "applies_when")
                yield from checks.conditions.problems(part.schema, route, roots=BEFORE_ANSWERS)
        for located in part.rules:
            yield from checks.problems(located, domain=part.head["domain"])
        yield from check_knock_outs(part.schema, rules=rules)


def _named(parts: Sequence[_Part]) -> Iterator[tuple[str, Located, Route]]:
    """Ids of questions and facts, former ones included: a stored response may still use them."""
    for part in parts:
        for name, body in part.schema.value["properties"].items():
            yield name, part.schema, ("properties", name)
            for index, former in enumerate(body[NOTE].get("replaces", ())):
                yield former, part.schema, ("properties", name, NOTE, "replaces", index)


def _named_rules(parts: Sequence[_Part]) -> Iterator[tuple[str, Located, Route]]:
    for part in parts:
        for located in part.rules:
            for index, item in enumerate(located.value):
                yield item["id"], located, (index, "id")


def _checklist(part: _Part, asked: _Asked, *, by_id: Mapping[str, Question]) -> Checklist:
    head = part.head
    return Checklist(
        id=head["id"],
        version=head["version"],
        sha256=_digest(part),
        title=asked.title,
        domain=head["domain"],
        module=head.get("module"),
        applies_when=head.get("applies_when"),
        questions=asked.questions,
        sections=asked.sections,
        rules=tuple(rule for located in part.rules for rule in read_rules(located, module=head.get("module"), questions=by_id)),
    )


def _digest(part: _Part) -> str:
    rules = [item for located in part.rules for item in located.value]
    return digest({"questions": part.schema.value, "rules": rules, "texts": {"fr": part.french.value if part.french else {}}})


def _kinds(documents: Sequence[Located]) -> dict[str, EvidenceKind]:
    return {
        name: EvidenceKind(name, {"en": kind["en"], "fr": kind["fr"]}, kind["max_age_months"], kind["strength"])
        for located in documents
        for name, kind in located.value.items()
    }


def _frameworks(documents: Sequence[Located]) -> dict[str, Text]:
    """The frameworks' names; one text is a name in every language."""
    titles = {prefix: framework["title"] for located in documents for prefix, framework in located.value["frameworks"].items()}
    return {prefix: {"en": title, "fr": title} if isinstance(title, str) else dict(title) for prefix, title in titles.items()}
