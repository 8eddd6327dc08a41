from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from kporisk.documents.content.loading import load_checklists
from kporisk.documents.content.schemas import NAMES, checklist_schema, published
from kporisk.errors import InvalidDocument, Problem
from kporisk.model.checklist import Checklists, Floor, Respondent, Severity
from kporisk.model.scale import Age, AnyOf, Number, OneOf
from tests.documents.organisations import SHIPPED, Organisation

IP = "ip_protection"
QUESTIONS = f"{IP}/questions.json"
RULES = f"{IP}/rules.yaml"
FRENCH = f"{IP}/fr.yaml"


@pytest.fixture(autouse=True, scope="module")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def shipped() -> Checklists:
    return load_checklists([SHIPPED])


KEPT = ("ip_nda_entity", "ip_nda_individual", "ip_nda_survival", "ip_no_other_use")


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is shipped, but of the checklists only four questions of one, so that many faults are tried in a short time."""
    base = tmp_path_factory.mktemp("few")
    for name in ("engagement", IP):
        shutil.copytree(SHIPPED / name, base / name)
    for path in SHIPPED.iterdir():
        if path.is_file():
            shutil.copy(path, base)
    schema = json.loads((base / QUESTIONS).read_text(encoding="utf-8"))
    schema["properties"] = {name: schema["properties"][name] for name in KEPT}
    schema["x-kporisk"]["sections"] = {"secrecy_contract": schema["x-kporisk"]["sections"]["secrecy_contract"]}
    (base / QUESTIONS).write_text(json.dumps(schema, indent=2), encoding="utf-8")
    sections = "|".join(schema["x-kporisk"]["sections"])
    keep(base / FRENCH, r"(?m)^(?=  \w+:|\w+:)", rf"\w+:|  ({'|'.join(KEPT)}|{sections}):")
    keep(base / RULES, "(?m)^(?=- id: )", f"- id: ko-({'|'.join(KEPT).replace('_', '-')})\n")
    load_checklists([base])
    return base


def keep(path: Path, cut: str, wanted: str) -> None:
    """Keep of a file the pieces that begin with what is wanted."""
    pieces = re.split(cut, path.read_text(encoding="utf-8"))
    path.write_text("".join(piece for piece in pieces if re.match(wanted, piece)), encoding="utf-8")


@pytest.fixture
def own(tmp_path: Path) -> Organisation:
    return Organisation(tmp_path)


@pytest.fixture
def small(tmp_path: Path, few: Path) -> Organisation:
    return Organisation(tmp_path, base=few)


def said(problems: list[Problem], words: str, *, pointer: str | None = None) -> Problem:
    """The one problem that says `words`."""
    found = [problem for problem in problems if words in problem.message and pointer in (None, problem.pointer)]
    assert len(found) == 1, [str(problem) for problem in problems]
    return found[0]


def line_of(problem: Problem) -> str:
    return Path(problem.source).read_text(encoding="utf-8").splitlines()[problem.line - 1]


# What is shipped


def test_everything_shipped_is_there(shipped: Checklists) -> None:
    assert len(shipped.questions) == 167
    assert len(shipped.engagement) == 30
    assert [checklist.id for checklist in shipped.checklists] == [
        "ip_protection",
        "data_security",
        "hiring_control",
        "legal_cultural_barriers",
        "financial_consulting",
        "rnd",
        "business_operations",
        "technical_analysis",
        "investments",
        "legal",
        "medical",
        "data_analysis",
        "transition_readiness",
        "workforce_impact",
    ]
    assert sum(rule.question is None for rule in shipped.rules) >= 24
    assert {type(question.scale) for question in shipped.questions} == {OneOf, AnyOf, Number, Age}
    assert shipped.territories.by_code["IN"].name["fr"] == "Inde"


def test_every_knock_out_is_a_rule_with_a_floor_that_is_its_severity(shipped: Checklists) -> None:
    knock_outs = {question.id: question.knock_out for question in shipped.questions if question.knock_out}
    assert len(knock_outs) == 38
    for question, rule in knock_outs.items():
        assert shipped.rule[rule].question == question
        assert shipped.rule[rule].floor in tuple(Floor)
        assert shipped.rule[rule].severity == str(shipped.rule[rule].floor)


def test_a_rule_takes_from_its_question_what_it_leaves_out(shipped: Checklists) -> None:
    rule, question = shipped.rule["ko-ip-nda-entity"], shipped.question["ip_nda_entity"]
    assert (rule.finding, rule.remediation, rule.references) == (question.finding, question.remediation, question.references)
    assert line_of(Problem(rule.source, rule.line, "", "")).strip() == f"when: {rule.when}"
    assert all("expect:" in line_of(Problem(rule.source, case.line, "", "")) for case in rule.cases)


def test_every_text_is_in_both_languages_and_they_differ(shipped: Checklists) -> None:
    for question in shipped.questions:
        for text in (question.text, question.why, question.finding, question.remediation):
            assert set(text) == {"en", "fr"}
            assert text["en"] != text["fr"]


def test_the_english_of_a_unit_and_of_options_is_from_the_schema(shipped: Checklists) -> None:
    scale = shipped.question["ip_nda_individual"].scale
    assert isinstance(scale, Number)
    assert scale.unit == {"en": "%", "fr": "%"}
    assert (scale.minimum, scale.maximum) == (0, 100)
    assert scale.none_value is not None and scale.none_value.score == 0
    assert scale.none_value.text["fr"].startswith("Non mesuré")


def test_auditor_only_options_are_known_as_such(shipped: Checklists) -> None:
    scales = [question.scale for question in shipped.questions if isinstance(question.scale, OneOf | AnyOf)]
    assert {option.value for scale in scales for option in scale.options if option.auditor_only}
    assert {question.respondent for question in shipped.questions} >= {Respondent.VENDOR, Respondent.CONTRACT, Respondent.CLIENT}


def test_digests_are_those_of_contents_not_of_layout(shipped: Checklists, own: Organisation) -> None:
    value = json.loads((SHIPPED / QUESTIONS).read_text(encoding="utf-8"))
    own.write(QUESTIONS, json.dumps(value, indent=7, sort_keys=False))
    own.write(RULES, "# a remark\n" + (SHIPPED / RULES).read_text(encoding="utf-8"))
    again = load_checklists([SHIPPED, own.root])
    assert [c.sha256 for c in again.checklists] == [c.sha256 for c in shipped.checklists]
    own.replaced(FRENCH, "Aucun accord de confidentialité", "Pas d'accord de confidentialité")
    changed = load_checklists([SHIPPED, own.root])
    assert [a.id for a, b in zip(changed.checklists, shipped.checklists, strict=True) if a.sha256 != b.sha256] == [IP]


@pytest.mark.parametrize("path", sorted(SHIPPED.rglob("questions.json")), ids=lambda path: path.parent.name)
def test_every_questions_json_is_a_schema_that_any_tool_loads(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(checklist_schema()).validate(schema)


@pytest.mark.parametrize("name", NAMES)
def test_published_schemas_are_schemas_with_an_id_and_descriptions(name: str) -> None:
    schema = published(name=name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:kporisk:schema:{name}"
    for pattern in re.findall(r'"pattern": "((?:[^"\\]|\\.)*)"', json.dumps(schema)):
        text = json.loads(f'"{pattern}"')
        assert text == r"\S" or (text.startswith("^") and text.endswith(r"(?![\s\S])"))


def test_nobody_may_change_a_published_schema_for_others() -> None:
    checklist_schema().clear()
    assert checklist_schema()


# An organisation's folder


def test_an_organisation_adds_a_checklist_with_rules_and_texts(own: Organisation) -> None:
    own.write("acme_lab/questions.json", json.dumps(checklist("acme_lab", domain="data_security")))
    own.write("acme_lab/fr.yaml", french())
    own.write("acme_lab/rules.yaml", RULE)
    loaded = load_checklists([SHIPPED, own.root])
    added = next(c for c in loaded.checklists if c.id == "acme_lab")
    assert [q.id for q in added.questions] == ["al_badge"]
    assert loaded.rule["acme-rule"].severity is Severity.MAJOR
    assert [c.id for c in loaded.checklists][:3] == ["ip_protection", "acme_lab", "data_security"]


def test_an_organisation_adds_rules_beside_the_shipped_ones(shipped: Checklists, own: Organisation) -> None:
    own.write("ip_protection/rules/acme.yaml", OWN_RULE)
    loaded = load_checklists([SHIPPED, own.root])
    assert set(loaded.rule) == {*shipped.rule, "acme-rule"}
    assert loaded.rule["acme-rule"].source == str(own.root / "ip_protection" / "rules" / "acme.yaml")


def test_an_organisation_replaces_rules_texts_and_adds_evidence(shipped: Checklists, own: Organisation) -> None:
    own.write("evidence.yaml", "badge_log: {en: Badge log, fr: Journal des badges, max_age_months: 3, strength: record}\n")
    own.edited(QUESTIONS, lambda value: value["properties"]["ip_nda_entity"]["x-kporisk"]["evidence"].append("badge_log"))
    own.replaced(FRENCH, "Aucun accord de confidentialité", "Pas d'accord de confidentialité")
    loaded = load_checklists([SHIPPED, own.root])
    assert loaded.question["ip_nda_entity"].evidence == (*shipped.question["ip_nda_entity"].evidence, "badge_log")
    assert set(loaded.evidence_kinds) == {*shipped.evidence_kinds, "badge_log"}


def test_a_later_organisation_wins(tmp_path: Path, own: Organisation) -> None:
    (tmp_path / "second").mkdir()
    second = Organisation(tmp_path / "second")
    own.edited("hiring_control/questions.json", lambda value: value["x-kporisk"].update(version="1.1.0"))
    second.edited("hiring_control/questions.json", lambda value: value["x-kporisk"].update(version="1.2.0"))
    loaded = load_checklists([SHIPPED, own.root, second.root])
    assert next(c.version for c in loaded.checklists if c.id == "hiring_control") == "1.2.0"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("methods.yaml", "did you mean method.yaml?"),
        ("ip_protection/question.json", "did you mean questions.json?"),
        ("ip_protection/rules.yml", "did you mean rules.yaml?"),
        ("ip_protection/rules/mine.yml", "files of rules end in .yaml"),
        ("ip_protecton/rules.yaml", "did you mean ip_protection?"),
    ],
)
def test_a_file_that_would_not_be_read_is_a_problem(own: Organisation, name: str, words: str) -> None:
    path = own.write(name, "[]\n")
    assert said(own.problems(), words).source == str(path)


def test_other_files_are_the_organisations_own(own: Organisation) -> None:
    own.write("README.md", "ours")
    own.write(".git/config.yaml", "a: b")
    own.write("examples/case.yaml", "a: b")
    assert own.problems() == []


def test_a_folder_that_does_not_exist_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(InvalidDocument, match="does not exist"):
        load_checklists([SHIPPED, tmp_path / "absent"])


def test_an_organisations_folder_alone_lacks_the_rest(own: Organisation) -> None:
    with pytest.raises(InvalidDocument) as caught:
        load_checklists([own.root])
    absent = ("method.yaml", "engagement/questions.json", "territories.json", "legal_facts.json")
    assert {problem.source for problem in caught.value.problems} == set(absent)


# Faults


def in_question(name: str, edit: Callable[[Any], None]) -> Callable[[Any], None]:
    return lambda value: edit(value["properties"][name])


def note(name: str, **changes: object) -> Callable[[Any], None]:
    return in_question(name, lambda body: body["x-kporisk"].update(changes))


def scale(name: str, **changes: object) -> Callable[[Any], None]:
    return in_question(name, lambda body: body["x-kporisk"]["scale"].update(changes))


def rename_score(value: Any) -> None:
    scores = value["properties"]["ip_nda_entity"]["x-kporisk"]["scale"]["scores"]
    scores["signed_befor"] = scores.pop("signed_before")


def second_option(value: Any) -> None:
    value["properties"]["ip_nda_entity"]["oneOf"][1]["const"] = "signed_before"


IP_AGE = "$.properties.ip_bare['x-kporisk'].scale"


def bare(**body: object) -> dict[str, Any]:
    """A question whose answer is a number and nothing else."""
    question: dict[str, Any] = checklist(IP, domain=IP)["properties"]["al_badge"]
    question.pop("oneOf")
    scale = {"type": "number", "unit": "h", "points": [[0, 1], [9, 0]]}
    question["x-kporisk"] |= {"section": "secrecy_contract", "scale": scale}
    return question | {"type": "number", "minimum": 0, **body}


def day(**changes: object) -> dict[str, Any]:
    """A question whose answer is a date."""
    date = {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\s\S])"}
    question = bare(anyOf=[date, {"const": "never", "title": "Never"}])
    scale = {"type": "age", "full_until_months": 12, "zero_from_months": 24, "none_value": "never"} | changes
    question["x-kporisk"]["scale"] = scale
    return {key: part for key, part in question.items() if key not in ("type", "minimum")}


def undated() -> dict[str, Any]:
    question = day()
    question["x-kporisk"]["scale"].pop("none_value")
    question.pop("anyOf")
    return question | {"type": "string"}


ENTITY, INDIVIDUAL = "$.properties.ip_nda_entity", "$.properties.ip_nda_individual"


@pytest.mark.parametrize(
    ("edit", "pointer", "words"),
    [
        (note("ip_nda_entity", weight=6), f"{ENTITY}['x-kporisk'].weight", "must be 5 or less"),
        (note("ip_nda_entity", weight="5"), f"{ENTITY}['x-kporisk'].weight", "a number is expected here"),
        (note("ip_nda_entity", effort=2.5), f"{ENTITY}['x-kporisk'].effort", "a whole number is expected here"),
        (note("ip_nda_entity", respondent="vendr"), f"{ENTITY}['x-kporisk'].respondent", "did you mean vendor?"),
        (note("ip_nda_entity", threats=["copid"]), f"{ENTITY}['x-kporisk'].threats[0]", "did you mean copied?"),
        (note("ip_nda_entity", threats=[]), f"{ENTITY}['x-kporisk'].threats", "needs at least 1"),
        (note("ip_nda_entity", evidence=["msa", "msa"]), f"{ENTITY}['x-kporisk'].evidence", "twice"),
        (note("ip_nda_entity", waight=3), f"{ENTITY}['x-kporisk'].waight", "did you mean weight?"),
        (note("ip_nda_entity", why="  "), f"{ENTITY}['x-kporisk'].why", "must not be blank"),
        (note("ip_nda_entity", references=["ISO A.6.6"]), f"{ENTITY}['x-kporisk'].references[0]", "prefix, a colon, the clause"),
        (note("ip_nda_entity", section="secrecy_contrat"), f"{ENTITY}['x-kporisk'].section", "did you mean secrecy_contract?"),
        (note("ip_nda_entity", evidence=["nda_singed"]), f"{ENTITY}['x-kporisk'].evidence[0]", "did you mean nda_signed?"),
        (note("ip_nda_entity", references=["IS0:A.6.6"]), f"{ENTITY}['x-kporisk'].references[0]", "did you mean ISO?"),
        (note("ip_nda_entity", knock_out="ko-ip-nda-entry"), f"{ENTITY}['x-kporisk'].knock_out", "did you mean ko-ip-nda-entity?"),
        (note("ip_nda_survival", knock_out="ko-ip-nda-entity"), "$.properties.ip_nda_survival['x-kporisk'].knock_out", "does not say"),
        (rename_score, f"{ENTITY}['x-kporisk'].scale.scores.signed_befor", "did you mean signed_before?"),
        (rename_score, f"{ENTITY}['x-kporisk'].scale.scores", "the option signed_before has no score"),
        (second_option, f"{ENTITY}.oneOf[1].const", "stands here twice"),
        (
            scale("ip_nda_entity", scores={"signed_before": 0.9, "signed_late": 0.5, "draft": 0.1, "none": 0}),
            f"{ENTITY}['x-kporisk'].scale.scores",
            "no option scores 1",
        ),
        (scale("ip_nda_entity", type="oneof"), f"{ENTITY}['x-kporisk'].scale.type", "did you mean one_of?"),
        (scale("ip_nda_entity", cap=1), f"{ENTITY}['x-kporisk'].scale.cap", "is not known here"),
        (scale("ip_no_other_use", cap=0.5), "$.properties.ip_no_other_use['x-kporisk'].scale.cap", "the cap lies below 1"),
        (
            scale("ip_nda_individual", points=[[0, 0], [80, 0.3], [70, 0.8], [100, 1]]),
            f"{INDIVIDUAL}['x-kporisk'].scale.points[2]",
            "ascend",
        ),
        (
            scale("ip_nda_individual", points=[[0, 0], [80, 0.3], [95, 0.2], [100, 1]]),
            f"{INDIVIDUAL}['x-kporisk'].scale.points",
            "only rise or only fall",
        ),
        (
            scale("ip_nda_individual", points=[[0, 0], [120, 1]]),
            f"{INDIVIDUAL}['x-kporisk'].scale.points[1]",
            "outside what may be answered",
        ),
        (scale("ip_nda_individual", points=[[0, 0], [100, 0.8]]), f"{INDIVIDUAL}['x-kporisk'].scale.points", "no answer scores 1"),
        (scale("ip_nda_individual", none_value="not_mesured"), f"{INDIVIDUAL}['x-kporisk'].scale.none_value", "did you mean not_measured?"),
        (in_question("ip_nda_individual", lambda body: body["anyOf"][0].update(type="string")), f"{INDIVIDUAL}.anyOf[0].type", "number"),
        (in_question("ip_nda_entity", lambda body: body.update(anyOf=body.pop("oneOf"))), ENTITY, "oneOf is missing"),
        (in_question("ip_nda_entity", lambda body: body["oneOf"][0].update(x=1)), f"{ENTITY}.oneOf[0].x", "known are"),
        (in_question("ip_nda_entity", lambda body: body.pop("title")), ENTITY, "title is missing"),
        (
            in_question("ip_nda_entity", lambda body: body.update({"$ref": "https://example.org/s.json"})),
            f"{ENTITY}['$ref']",
            "nothing is fetched",
        ),
        (in_question("ip_nda_entity", lambda body: body.update({"$ref": "#/$defs/absent"})), f"{ENTITY}['$ref']", "leads nowhere"),
        (
            in_question("ip_nda_entity", lambda body: body.update(oneOf=[{"$ref": "#/x"}, {"$ref": "#/y"}])),
            f"{ENTITY}.oneOf[0]['$ref']",
            "not deeper inside",
        ),
        (
            lambda value: value["properties"].update({"IP-New": value["properties"]["ip_nda_entity"]}),
            "$.properties['IP-New']",
            "cannot be a key",
        ),
        (
            lambda value: value["properties"].update(headcount=value["properties"]["ip_nda_survival"]),
            "$.properties.headcount",
            "unique over all",
        ),
        (lambda value: value.update(required=["ip_nda_entity"]), "$.required", "does not go together"),
        (
            lambda value: value.update({"$schema": "http://json-schema.org/draft-07/schema#"}),
            "$['$schema']",
            "must be https://json-schema.org",
        ),
        (lambda value: value["x-kporisk"].update(domain="ip_protecton"), "$['x-kporisk'].domain", "did you mean ip_protection?"),
        (lambda value: value["x-kporisk"].update(id="ip"), "$['x-kporisk'].id", "the name of its folder"),
        (lambda value: value["x-kporisk"].update(version="1"), "$['x-kporisk'].version", "Semantic version"),
        (lambda value: value["x-kporisk"]["sections"].update(unused="Unused"), "$['x-kporisk'].sections.unused", "no question stands"),
        (lambda value: value["x-kporisk"].update(applies_when="engagment.ai_use == 'none'"), "$['x-kporisk'].applies_when", "engagement"),
        (note("ip_nda_entity", applies_when="answers.ip_nda_survival == 'none'"), f"{ENTITY}['x-kporisk'].applies_when", "answers"),
        (lambda value: value.update({"$defs": {"x": {"type": "txt"}}}), "$['$defs'].x.type", "txt is not an option here"),
        (
            lambda value: value["properties"].update(ip_bare=bare(type="boolean")),
            "$.properties.ip_bare.type",
            "boolean is not an option",
        ),
        (
            lambda value: value["properties"].update(ip_bare=bare(type="string")),
            "$.properties.ip_bare",
            "the type number and a minimum",
        ),
        (lambda value: value["properties"].update(ip_bare=bare(maximum=-1)), "$.properties.ip_bare", "the maximum lies below"),
        (
            lambda value: value["properties"].update(ip_bare=day(full_until_months=30)),
            IP_AGE + ".zero_from_months",
            "after full_until_months",
        ),
        (lambda value: value["properties"].update(ip_bare=day(none_value="nevr")), IP_AGE + ".none_value", "did you mean never?"),
        (lambda value: value["properties"].update(ip_bare=day(none_value="nevr")), IP_AGE, "never has no score"),
        (lambda value: value["properties"].update(ip_bare=undated()), "$.properties.ip_bare", "the format date"),
    ],
)
def test_a_fault_in_a_questions_json(small: Organisation, edit: Callable[[Any], None], pointer: str, words: str) -> None:
    path = small.edited(QUESTIONS, edit)
    problem = said(small.problems(), words, pointer=pointer)
    assert problem.source == str(path)
    if "ip_bare" in pointer or "$defs" in pointer:
        return
    last = re.findall(r"[A-Za-z_$-]+", pointer)[-1]
    assert problem.line > 1 or pointer.count(".") == 0
    assert last in line_of(problem) or pointer in (ENTITY,) or pointer.endswith("]") or last == "scores"


@pytest.mark.parametrize(
    ("edit", "pointer", "words"),
    [
        (
            lambda facts: facts["relation"]["x-kporisk"]["option_points"].update(captiv=1),
            "$.properties.relation['x-kporisk'].option_points.captiv",
            "did you mean captive?",
        ),
        (lambda facts: facts["relation"]["x-kporisk"].pop("dimension"), "$.properties.relation['x-kporisk']", "feed a dimension"),
        (
            lambda facts: facts["relation"]["x-kporisk"].update(dimension="exposur"),
            "$.properties.relation['x-kporisk'].dimension",
            "did you mean exposure?",
        ),
        (
            lambda facts: facts["contract_stage"]["x-kporisk"].update(dimension="value"),
            "$.properties.contract_stage['x-kporisk'].dimension",
            "there are none",
        ),
        (
            lambda facts: facts["relation"]["x-kporisk"].update(points_true=5),
            "$.properties.relation['x-kporisk'].points_true",
            "belong to facts of the kind boolean",
        ),
        (
            lambda facts: facts["headcount"]["x-kporisk"].update(points=[[10, 0], [5, 3]]),
            "$.properties.headcount['x-kporisk'].points[1]",
            "ascend",
        ),
        (
            lambda facts: facts["headcount"]["x-kporisk"].update(kind="integr"),
            "$.properties.headcount['x-kporisk'].kind",
            "did you mean integer?",
        ),
        (
            lambda facts: facts["vendor_country"].update(pattern="^[A-Z]{2}$"),
            "$.properties.vendor_country.pattern",
            "$ lets a newline through",
        ),
        (
            lambda facts: facts["vendor_country"].update(pattern=r"[A-Z]{2}(?![\s\S])"),
            "$.properties.vendor_country.pattern",
            "begins with ^",
        ),
        (
            lambda facts: facts["vendor_country"].update(pattern=r"^([A-Z]{1,9}){1,9}(?![\s\S])"),
            "$.properties.vendor_country.pattern",
            "for ever",
        ),
        (lambda facts: facts["vendor_country"].update(pattern=r"^[A-Z]+(?![\s\S])"), "$.properties.vendor_country.pattern", "at most"),
        (
            lambda facts: facts["vendor_country"].update(pattern=r"^[A-Z(?![\s\S])"),
            "$.properties.vendor_country.pattern",
            "not a regular expression",
        ),
    ],
)
def test_a_fault_in_the_engagement(small: Organisation, edit: Callable[[Any], None], pointer: str, words: str) -> None:
    small.edited("engagement/questions.json", lambda value: edit(value["properties"]))
    assert said(small.problems(), words, pointer=pointer).line > 1


def test_a_required_fact_exists(small: Organisation) -> None:
    small.edited("engagement/questions.json", lambda value: value["required"].append("head_count"))
    assert "did you mean headcount?" in said(small.problems(), "there is no fact head_count").message


@pytest.mark.parametrize(
    ("old", "new", "pointer", "words", "shown"),
    [
        (
            "when: answers.ip_nda_entity in ['draft', 'none']",
            "when: answers.ip_nda_entity in ['draft', 'non']",
            "$[0].when",
            "Did you mean none?",
            "'non'",
        ),
        (
            "when: answers.ip_nda_entity in",
            "when: answers.ip_nda_entty in",
            "$[0].when",
            "Did you mean ip_nda_entity?",
            "answers.ip_nda_entty",
        ),
        ("when: answers.ip_nda_entity in ['draft', 'none']", "when: answers.ip_nda_entity == 3", "$[0].when", "", "3"),
        ("floor: critical", "floor: critcal", "$[0].floor", "did you mean critical?", "critcal"),
        ("floor: critical", "flor: critical", "$[0].flor", "did you mean floor?", "flor"),
        ("domain: ip_protection", "domain: data_security", "$[0].domain", "belong to ip_protection", "data_security"),
        ("question: ip_nda_entity", "question: ip_nda_entry", "$[0].question", "did you mean ip_nda_entity?", "ip_nda_entry"),
        ("question: ip_nda_entity", "question: ip_nda_survival", "$[0].question", "names none", "ip_nda_survival"),
        ("{ip_nda_entity: none}", "{ip_nda_entity: nonne}", "$[0].cases[0].answers.ip_nda_entity", "did you mean none?", "nonne"),
        (
            "{ip_nda_entity: none}",
            "{ip_nda_entry: none}",
            "$[0].cases[0].answers.ip_nda_entry",
            "did you mean ip_nda_entity?",
            "ip_nda_entry",
        ),
        (
            "{data_classes: [trade_secret]}",
            "{data_classes: trade_secret}",
            "$[0].cases[0].engagement.data_classes",
            "a list of options",
            "trade_secret",
        ),
        (
            "{data_classes: [trade_secret]}",
            "{data_class: [trade_secret]}",
            "$[0].cases[0].engagement.data_class",
            "did you mean data_classes?",
            "data_class",
        ),
        ("expect: fires", "expect: fire", "$[0].cases[0].expect", "did you mean fires?", "fire"),
        ("expect: fires", "expect: fires, expct: 1", "$[0].cases[0].expct", "did you mean expect?", "expct"),
    ],
)
def test_a_fault_in_rules(small: Organisation, old: str, new: str, pointer: str, words: str, shown: str) -> None:
    path = small.replaced(RULES, old, new)
    problem = said(small.problems(), words, pointer=pointer)
    assert problem.source == str(path)
    assert line_of(problem)[problem.column - 1 :].startswith(shown.strip("'")) or line_of(problem)[problem.column - 1 :].startswith(shown)
    if pointer.endswith("when"):
        excerpt, carets = problem.excerpt.splitlines()
        assert excerpt[carets.index("^") :].startswith(shown)


def test_a_condition_over_several_lines_is_shown_where_it_breaks(small: Organisation) -> None:
    condition = ">-\n    answers.ip_nda_entity in ['draft', 'none']\n    && answers.ip_nda_survivl == 'none'"
    small.replaced(RULES, "answers.ip_nda_entity in ['draft', 'none'] && !derived.public_data_only", condition)
    problem = said(small.problems(), "Did you mean ip_nda_survival?")
    assert line_of(problem)[problem.column - 1 :] == "answers.ip_nda_survivl == 'none'"


def test_the_knock_out_of_a_question_reads_it_and_has_a_floor(small: Organisation) -> None:
    text = (small.base / RULES).read_text(encoding="utf-8")
    changed = text.replace("answers.ip_nda_entity in ['draft', 'none']", "answers.ip_nda_survival == 'none'", 1).replace(
        "  floor: critical\n", "", 1
    )
    small.write(RULES, changed)
    found = small.problems()
    said(found, "does not read answers.ip_nda_entity", pointer="$[0].when")
    said(found, "has no floor", pointer="$[0]")


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("floor: high, monotone: false, reason: because", "does not go together"),
        ("monotone: false", "reason is missing"),
        ("reason: because", "does not go together"),
        ("floor: high, severity: major", "does not go together"),
        ("severity: high", "high is not an option here"),
        ("references: ['XYZ:1']", "has no framework XYZ"),
        ("id: ko-ip-nda-entity", "exists already"),
    ],
)
def test_a_rule_that_contradicts_itself(small: Organisation, rule: str, words: str) -> None:
    base = "when: answers.ip_nda_entity == 'none', domain: ip_protection, finding: {en: a, fr: b}, remediation: {en: a, fr: b}"
    identity = "" if rule.startswith("id:") else "id: mine, "
    small.write(f"{IP}/rules/own.yaml", f"- {{{identity}{rule}, {base}}}\n")
    said(small.problems(), words)


def test_a_rule_across_questions_says_what_it_finds(small: Organisation) -> None:
    small.write(f"{IP}/rules/own.yaml", "- {id: mine, when: answers.ip_nda_entity == 'none', domain: ip_protection}\n")
    assert {problem.message for problem in small.problems()} == {"finding is missing", "remediation is missing"}


@pytest.mark.parametrize(
    ("old", "new", "pointer", "words"),
    [
        ("      signed_late: ", "      signed_later: ", "$.properties.ip_nda_entity.options.signed_later", "did you mean signed_late?"),
        ("      signed_late: ", "      signed_later: ", "$.properties.ip_nda_entity.options.signed_late", "the French text is missing"),
        ("  ip_nda_survival:", "  ip_nda_surviva:", "$.properties.ip_nda_surviva", "did you mean ip_nda_survival?"),
        ("    unit: '%'\n", "", "$.properties.ip_nda_individual.unit", "the French text is missing"),
        ("    unit: '%'\n", "    unit: 5\n", "$.properties.ip_nda_individual.unit", "a text is expected here"),
        ("    unit: '%'\n", "    unit: '%'\n    hint: x\n", "$.properties.ip_nda_individual.hint", "is not known here"),
        ("  secrecy_contract: ", "  secrecy_contrat: ", "$.sections.secrecy_contrat", "did you mean secrecy_contract?"),
    ],
)
def test_a_fault_in_french_texts(small: Organisation, old: str, new: str, pointer: str, words: str) -> None:
    path = small.replaced(FRENCH, old, new)
    problem = said(small.problems(), words, pointer=pointer)
    assert problem.source == str(path)
    assert problem.line > 1


def test_a_checklist_without_french_texts_is_one_problem(small: Organisation) -> None:
    small.write("acme_lab/questions.json", json.dumps(checklist("acme_lab", domain="data_security")))
    assert [problem.message for problem in small.problems()] == ["the French texts are missing: write fr.yaml beside questions.json"]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        (QUESTIONS, "{", "this is not JSON"),
        (QUESTIONS, '{"a": 1, "a": 2}', "twice"),
        (QUESTIONS, '{"a": NaN}', "NaN and infinity are not read"),
        (QUESTIONS, "[]", "a mapping is expected here"),
        (RULES, "a: [", "a value is missing here"),
        (RULES, "- {id: a, id: b}\n", "twice"),
        (RULES, "- &x {id: a}\n- *x\n", "aliases"),
        (RULES, "a: b\n", "a list is expected here"),
        (RULES, "", "empty"),
        ("evidence.yaml", "a: {en: A, fr: B, max_age_months: 0, strength: record}\n", "must be 1 or more"),
        ("evidence.yaml", "a: {en: A, fr: B, max_age_months: 5, strength: recrd}\n", "did you mean record?"),
        ("references.yaml", "frameworks: {ISO: {title: X, url: 'http://x'}}\n", "Where it can be read"),
        ("references.yaml", "frameworks: {ISO: {title: {en: X}}}\n", "fr"),
        ("references.yaml", "frameworks: {ISO: {title: {en: X, fr: ' '}}}\n", "must not be blank"),
        ("references.yaml", "frameworks: {ISO: {title: [X]}}\n", "a text or a mapping is expected here"),
    ],
)
def test_a_file_of_the_wrong_shape(small: Organisation, name: str, text: str, words: str) -> None:
    path = small.write(name, text)
    assert any(words in problem.message and problem.source == str(path) for problem in small.problems()), small.problems()


def test_a_framework_has_a_name_in_each_language_or_one_for_all(small: Organisation) -> None:
    small.write("references.yaml", "frameworks: {OUR: {title: Our Code 7}, OWN: {title: {en: Our rules, fr: Nos règles}}}\n")
    frameworks = load_checklists([small.base, small.root]).frameworks
    assert frameworks["OUR"] == {"en": "Our Code 7", "fr": "Our Code 7"}
    assert frameworks["OWN"] == {"en": "Our rules", "fr": "Nos règles"}
    assert frameworks["GDPR"] == {"en": "Regulation (EU) 2016/679", "fr": "Règlement (UE) 2016/679"}


def test_faults_of_several_files_are_said_at_once(small: Organisation) -> None:
    small.edited(QUESTIONS, note("ip_nda_entity", weight=6))
    small.replaced(RULES, "floor: high", "floor: hgh")
    small.write("evidence.yaml", "a: {}\n")
    assert len({problem.source for problem in small.problems()}) == 3


# Answer bodies by $ref


def test_a_ref_into_the_shipped_schemas_or_the_files_own_definitions(own: Organisation) -> None:
    value = checklist("acme_lab", domain="data_security")
    share = value["properties"]["al_badge"]
    share.pop("oneOf")
    share["$ref"] = "urn:kporisk:schema:answers#/$defs/share"
    share["x-kporisk"]["scale"] = {"type": "number", "unit": "%", "points": [[0, 0], [100, 1]], "none_value": "not_measured"}
    value["$defs"] = {"yes_no": {"oneOf": [{"const": "yes", "title": "Yes"}, {"const": "no", "title": "No"}]}}
    value["properties"]["al_gate"] = checklist("acme_lab", domain="")["properties"]["al_badge"] | {"$ref": "#/$defs/yes_no"}
    value["properties"]["al_gate"].pop("oneOf")
    own.write("acme_lab/questions.json", json.dumps(value))
    texts = french().replace("options: {yes: Oui, no: Non}", "unit: '%', options: {not_measured: Non mesuré}")
    own.write("acme_lab/fr.yaml", texts + french().partition("properties:\n")[2].replace("al_badge", "al_gate"))
    loaded = load_checklists([SHIPPED, own.root])
    badge, gate = loaded.question["al_badge"].scale, loaded.question["al_gate"].scale
    assert isinstance(badge, Number) and (badge.minimum, badge.maximum) == (0, 100)
    assert isinstance(gate, OneOf) and [option.value for option in gate.options] == ["yes", "no"]


RULE = """\
- id: acme-rule
  when: answers.al_badge == 'no'
  domain: data_security
  finding: {en: No, fr: Non}
  remediation: {en: Do it, fr: Le faire}
  cases:
  - {answers: {al_badge: no}, expect: fires}
  - {answers: {al_badge: yes}, expect: clear}
  - {expect: possible}
"""
OWN_RULE = """\
- id: acme-rule
  when: answers.ip_nda_survival == 'none' && derived.cross_border
  domain: ip_protection
  finding: {en: No, fr: Non}
  remediation: {en: Do it, fr: Le faire}
"""


def checklist(name: str, *, domain: str) -> dict[str, Any]:
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:kporisk:checklist:{name}",
        "title": "Our laboratory",
        "type": "object",
        "additionalProperties": False,
        "x-kporisk": {"id": name, "version": "1.0.0", "domain": domain, "sections": {"doors": "Doors"}},
        "properties": {
            "al_badge": {
                "title": "Is every door badged?",
                "description": "Give one option.",
                "oneOf": [{"const": "yes", "title": "Yes"}, {"const": "no", "title": "No"}],
                "x-kporisk": {
                    "weight": 4,
                    "section": "doors",
                    "respondent": "vendor",
                    "scale": {"type": "one_of", "scores": {"yes": 1, "no": 0}},
                    "threats": ["copied"],
                    "why": "Whoever walks in can copy.",
                    "finding": "Doors without badges",
                    "remediation": "Badge the doors.",
                    "evidence": [],
                    "references": [],
                    "effort": 2,
                },
            }
        },
    }


def french() -> str:
    return """\
title: Notre laboratoire
sections: {doors: Portes}
properties:
  al_badge: {title: Badges ?, description: Donnez une option., options: {yes: Oui, no: Non}, why: P, finding: C, remediation: R}
"""
