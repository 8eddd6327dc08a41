"""The words of the shipped checklists: both languages say everything, say it alike, and are set alike."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ruamel.yaml import YAML

from kporisk.workflow.programme.externals import EVIDENCE_KIND

CHECKLISTS = Path(__file__).resolve().parents[2] / "checklists"
FOLDERS = sorted(path.parent.relative_to(CHECKLISTS).as_posix() for path in CHECKLISTS.rglob("questions.json"))
ASKED = [folder for folder in FOLDERS if folder != "engagement"]
AUTHORED = ("why", "finding", "remediation", "use")

every_checklist = pytest.mark.parametrize("folder", FOLDERS)
asked_checklist = pytest.mark.parametrize("folder", ASKED)


class Pair(NamedTuple):
    """One text in both languages, and where it stands."""

    where: str
    en: Any
    fr: Any


@cache
def english(folder: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((CHECKLISTS / folder / "questions.json").read_text(encoding="utf-8"))
    return loaded


@cache
def read_yaml(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = YAML(typ="safe").load((CHECKLISTS / name).read_text(encoding="utf-8"))
    return loaded


def french(folder: str) -> dict[str, Any]:
    return read_yaml(f"{folder}/fr.yaml")


def questions(folder: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = english(folder)["properties"]
    return found


def constants(question: dict[str, Any]) -> list[dict[str, Any]]:
    """The options of a question, those of a list and the word that stands for 'not measured' included."""
    items = question.get("items", {})
    return [option for option in (*question.get("oneOf", ()), *question.get("anyOf", ()), *items.get("oneOf", ())) if "const" in option]


def pairs(folder: str) -> Iterator[Pair]:
    schema, overlay = english(folder), french(folder)
    yield Pair("title", schema["title"], overlay["title"])
    for section, title in schema["x-kporisk"].get("sections", {}).items():
        yield Pair(f"sections.{section}", title, overlay["sections"].get(section))
    for identifier, question in schema["properties"].items():
        words = overlay["properties"].get(identifier, {})
        note = question["x-kporisk"]
        yield Pair(f"{identifier}.title", question["title"], words.get("title"))
        if "description" in question:
            yield Pair(f"{identifier}.description", question["description"], words.get("description"))
        for option in constants(question):
            yield Pair(f"{identifier}.options.{option['const']}", option.get("title"), words.get("options", {}).get(option["const"]))
        for name in AUTHORED:
            if name in note:
                yield Pair(f"{identifier}.{name}", note[name], words.get(name))
        if "unit" in note.get("scale", {}):
            yield Pair(f"{identifier}.unit", note["scale"]["unit"], words.get("unit"))


def evidence_pairs() -> Iterator[Pair]:
    for kind, words in read_yaml("evidence.yaml").items():
        yield Pair(f"evidence.{kind}", words.get("en"), words.get("fr"))


def framework_pairs() -> Iterator[Pair]:
    """The names of frameworks that differ between the languages."""
    for prefix, framework in read_yaml("references.yaml")["frameworks"].items():
        if isinstance(framework["title"], dict):
            yield Pair(f"references.{prefix}", framework["title"].get("en"), framework["title"].get("fr"))


def all_pairs() -> list[Pair]:
    found = [pair._replace(where=f"{folder}: {pair.where}") for folder in FOLDERS for pair in pairs(folder)]
    return found + list(evidence_pairs())


def offenders(pattern: str, texts: list[tuple[str, str]]) -> list[str]:
    return [f"{where}: {text}" for where, text in texts if re.search(pattern, text)]


def french_texts() -> list[tuple[str, str]]:
    return [(pair.where, pair.fr) for pair in all_pairs()]


def english_texts() -> list[tuple[str, str]]:
    return [(pair.where, pair.en) for pair in all_pairs()]


def test_every_domain_module_and_the_engagement_are_there() -> None:
    assert len(FOLDERS) == 15
    assert sum(len(questions(folder)) for folder in ASKED) >= 167
    assert len(questions("engagement")) >= 30


@every_checklist
def test_every_text_exists_in_both_languages(folder: str) -> None:
    missing = [pair.where for pair in pairs(folder) if not all(isinstance(text, str) and text.strip() for text in (pair.en, pair.fr))]
    assert not missing


def test_every_kind_of_evidence_is_named_in_both_languages_and_once() -> None:
    named = list(evidence_pairs())
    assert not [pair.where for pair in named if not (pair.en and pair.fr)]
    for language in ("en", "fr"):
        assert not [text for text, times in Counter(getattr(pair, language).casefold() for pair in named).items() if times > 1]


@every_checklist
def test_the_french_file_mirrors_the_schema_key_for_key(folder: str) -> None:
    schema, overlay = english(folder), french(folder)
    top = {"title", "properties"} | ({"sections"} if "sections" in schema["x-kporisk"] else set())
    assert set(overlay) == top
    assert list(overlay.get("sections", {})) == list(schema["x-kporisk"].get("sections", {}))
    assert list(overlay["properties"]) == list(schema["properties"])
    for identifier, question in schema["properties"].items():
        note = question["x-kporisk"]
        expected = {"title"} | {name for name in AUTHORED if name in note}
        expected |= {"description"} if "description" in question else set()
        expected |= {"options"} if constants(question) else set()
        expected |= {"unit"} if "unit" in note.get("scale", {}) else set()
        assert set(overlay["properties"][identifier]) == expected, identifier
        assert list(overlay["properties"][identifier].get("options", {})) == [option["const"] for option in constants(question)], identifier


@every_checklist
def test_no_two_options_of_a_question_read_alike(folder: str) -> None:
    for identifier, question in questions(folder).items():
        titles = [option["title"].casefold() for option in constants(question)]
        words = [text.casefold() for text in french(folder)["properties"][identifier].get("options", {}).values()]
        assert len(set(titles)) == len(titles), identifier
        assert len(set(words)) == len(words), identifier


@pytest.mark.parametrize("part", ["title", "why", "finding", "remediation"])
def test_no_two_questions_read_alike(part: str) -> None:
    ends = [pair for folder in ASKED for pair in pairs(folder) if pair.where.count(".") == 1 and pair.where.endswith(f".{part}")]
    assert len(ends) >= 167
    for language in ("en", "fr"):
        texts = Counter(getattr(pair, language).casefold() for pair in ends)
        assert not [text for text, times in texts.items() if times > 1]


def test_numbers_are_the_same_in_both_languages() -> None:
    def numbers(text: str) -> Counter[str]:
        return Counter(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d)", ".", text)))

    assert not [pair for pair in all_pairs() if numbers(pair.en) != numbers(pair.fr)]


def test_a_text_closes_alike_in_both_languages() -> None:
    assert not [pair for pair in all_pairs() if ("?" in pair.en) != ("?" in pair.fr) or pair.en.endswith(".") != pair.fr.endswith(".")]


@asked_checklist
def test_each_part_of_a_question_has_its_form(folder: str) -> None:
    for pair in pairs(folder):
        last = pair.where.rpartition(".")[2]
        for text in (pair.en, pair.fr):
            if last in ("why", "remediation", "description") and "options" not in pair.where:
                assert text.endswith("."), pair.where
            elif "options" in pair.where or last == "finding":
                assert not text.endswith((".", "?", "!", ";")), pair.where
            elif last == "title" and pair.where != "title":
                assert "?" in text, pair.where
        if last != "unit":
            assert pair.en[0].isupper() or pair.en[0].isdigit(), pair.where
            assert pair.fr[0].isupper() or pair.fr[0].isdigit(), pair.where


FRENCH_RULES = {
    "a plain space before a double mark": r"[^\s][;:?!](?!\d)",
    "a plain space before a per cent sign": r"\d%",
    "no space before a comma, a full stop or a closing bracket": r"\s[,.)]",
    "no space after an opening bracket": r"\(\s",
    "a space after a comma": r",(?=[^\s\d])",
    "a space after a double mark": r"[;:?!](?=[^\s\d)])",
    "one space at a time, and a plain one": r"\s\s|[^\S ]",
    "no space at the ends": r"^\s|\s$",
    "straight apostrophes, and no quotation marks": '[\u2018\u2019\u201c\u201d\u00ab\u00bb"`]',
    "no ellipsis": r"\.\.|\u2026",
    "no long dash": r"[\u2013\u2014]",
    "an apostrophe stands between two letters": r"(?<![a-zà-ÿA-ZÀ-Ý])'|'(?![a-zà-ÿA-ZÀ-Ýœ])",
}
ENGLISH_RULES = {
    "no space before a mark": r"\s[;:?!%,.)]",
    "a space after a comma or a semicolon": r"[,;](?=[^\s\d])",
    "one space at a time, and a plain one": r"\s\s|[^\S ]",
    "no space at the ends": r"^\s|\s$",
    "straight apostrophes, and no quotation marks": '[\u2018\u2019\u201c\u201d\u00ab\u00bb"`]',
    "no ellipsis": r"\.\.|\u2026",
    "no long dash": r"[\u2013\u2014]",
    "plain ASCII": r"[^\x20-\x7e]",
}


@pytest.mark.parametrize("rule", FRENCH_RULES)
def test_french_typography(rule: str) -> None:
    assert not offenders(FRENCH_RULES[rule], french_texts())


def test_names_of_frameworks_are_french_in_french() -> None:
    """What only exists in English keeps its name; the names of European acts, of countries and of what we say about them do not."""
    pairs = [(pair, pair.fr or "") for pair in framework_pairs()]
    assert len(pairs) > 50
    for rule in FRENCH_RULES.values():
        assert not offenders(rule, [(pair.where, french) for pair, french in pairs])
    english = r"\b(the|and|as|only|text|ids|numbers|letters|Regulation \(EU\)|\(EU\)|Delegated|Implementing|Convention 19|US|UK|India)\b"
    assert not offenders(english, [(pair.where, french) for pair, french in pairs])
    assert not [pair.where for pair, french in pairs if not french.strip() or french == pair.en]


@pytest.mark.parametrize("rule", ENGLISH_RULES)
def test_english_typography(rule: str) -> None:
    assert not offenders(ENGLISH_RULES[rule], english_texts())


FRENCH_TERMS = [
    (r"(?i)\bassurance indépendante", "rapport ou certificat indépendant: assurance is insurance"),
    (r"(?i)\b(pays|site) de prestation", "pays d'exécution, site d'exécution"),
    (r"(?i)\bdoubles? emplois?", "cumul d'emplois"),
    (r"(?i)\bdepuis moins de \d", "au cours des … derniers mois"),
    (r"(?i)\bdonnées patients\b", "données des patients"),
    (r"(?i)\bfausses? factures?", "facture inexacte: a fausse facture is forged"),
    (r"(?i)\bquitte\w* le compte\b|\bcomptes? (concurrents?|comparables?)\b", "mission: a compte is a login"),
    (r"(?i)\brépercut\w+ (à|aux)\b", "répercuter sur"),
    (r"(?i)\bdonnées à caractère personnel", "données personnelles"),
    (r"(?i)\bfournisseurs?\b(?! d'identité)", "prestataire"),
    (r"(?i)\bdonneurs? d'ordres?\b", "client"),
]


@pytest.mark.parametrize(("pattern", "instead"), FRENCH_TERMS)
def test_french_terms_stay_the_same(pattern: str, instead: str) -> None:
    assert not offenders(pattern, french_texts()), instead


ENGLISH_TERMS = [
    (r"(?i)\bsubcontract", "sub-contract"),
    (r"(?i)\bsuppliers?\b", "vendor"),
    (r"(?i)\bper cent\b", "%"),
    (r"(?i)\bshall\b", "must"),
    (r"(?i)\borganiz|\banonymiz|\bminimiz|\bunauthoriz|\bprograms?\b", "British spelling"),
]


@pytest.mark.parametrize(("pattern", "instead"), ENGLISH_TERMS)
def test_english_terms_stay_the_same(pattern: str, instead: str) -> None:
    assert not offenders(pattern, english_texts()), instead


@asked_checklist
def test_a_vendor_is_spoken_to_and_not_about(folder: str) -> None:
    for identifier, question in questions(folder).items():
        if question["x-kporisk"]["respondent"] != "vendor":
            continue
        words = french(folder)["properties"][identifier]
        hidden = {option["const"] for option in constants(question) if option.get("x-kporisk", {}).get("auditor_only")}
        shown = [option for option in constants(question) if option["const"] not in hidden]
        for text in (question["title"], *(option["title"] for option in shown)):
            assert not re.search(r"(?i)\bvendor", text), identifier
        for text in (words["title"], *(words["options"][option["const"]] for option in shown)):
            assert not re.search(r"(?i)\bprestataire", text), identifier


@asked_checklist
def test_every_section_is_titled_and_used(folder: str) -> None:
    note = english(folder)["x-kporisk"]
    sections, words = note["sections"], french(folder)["sections"]
    assert {question["x-kporisk"]["section"] for question in questions(folder).values()} == set(sections)
    for section, title in sections.items():
        assert title.strip() and words[section].strip()
        if len(sections) == 1:
            assert title.casefold() != section, "a module has a title of its own"
    assert len(set(sections.values())) == len(sections) and len(set(words.values())) == len(words)


@asked_checklist
def test_questions_of_a_section_stand_together(folder: str) -> None:
    order = [question["x-kporisk"]["section"] for question in questions(folder).values()]
    changes = [section for index, section in enumerate(order) if index == 0 or order[index - 1] != section]
    assert changes == list(english(folder)["x-kporisk"]["sections"])


@asked_checklist
def test_effort_is_judged(folder: str) -> None:
    efforts = [question["x-kporisk"]["effort"] for question in questions(folder).values()]
    assert all(type(effort) is int and 1 <= effort <= 5 for effort in efforts)
    assert len(set(efforts)) > 1


def reach(scale: dict[str, Any]) -> tuple[float, float]:
    """The least and the greatest satisfaction that an answer can have."""
    match scale["type"]:
        case "one_of":
            return min(scale["scores"].values()), max(scale["scores"].values())
        case "any_of":
            return 0.0, min(scale["cap"], sum(scale["scores"].values()))
        case "number":
            scores = [score for _, score in scale["points"]]
            return min(scores), max(scores)
        case "age":
            return (0.0, 1.0) if 0 < scale["full_until_months"] < scale["zero_from_months"] else (1.0, 0.0)
        case other:
            raise AssertionError(f"a scale of an unknown type: {other}")


@asked_checklist
def test_each_scale_reaches_nothing_and_everything(folder: str) -> None:
    for identifier, question in questions(folder).items():
        least, most = reach(question["x-kporisk"]["scale"])
        assert least == pytest.approx(0) and most == pytest.approx(1), identifier


@asked_checklist
def test_scores_name_the_options(folder: str) -> None:
    for identifier, question in questions(folder).items():
        scale = question["x-kporisk"]["scale"]
        named = {option["const"] for option in constants(question)}
        assert named == set(scale.get("scores", ())) | ({scale["none_value"]} if "none_value" in scale else set()), identifier


@asked_checklist
def test_a_unit_stands_in_the_description(folder: str) -> None:
    for identifier, question in questions(folder).items():
        scale, words = question["x-kporisk"]["scale"], french(folder)["properties"][identifier]
        if "none_value" in scale:
            assert scale["none_value"] in question["description"] and scale["none_value"] in words["description"], identifier
        if "unit" in scale:
            assert f"({scale['unit']})" in question["description"] and f"({words['unit']})" in words["description"], identifier


def test_every_kind_of_evidence_is_asked_for_and_defined() -> None:
    kinds = set(read_yaml("evidence.yaml"))
    cited = {kind for folder in ASKED for question in questions(folder).values() for kind in question["x-kporisk"]["evidence"]}
    assert cited <= kinds
    assert sorted(kinds - cited) == [EVIDENCE_KIND], "what a vendor stated in a form of others comes by itself and shows nothing more"


def test_titles_of_domains_agree_with_the_method() -> None:
    domains = read_yaml("method.yaml")["domains"]
    for folder in ASKED:
        if "/" not in folder:
            title = domains[english(folder)["x-kporisk"]["domain"]]["title"]
            assert (english(folder)["title"], french(folder)["title"]) == (title["en"], title["fr"])


def test_services_of_the_engagement_are_titled_as_their_modules() -> None:
    services = {option["const"]: option["title"] for option in constants(questions("engagement")["service_types"])}
    words = french("engagement")["properties"]["service_types"]["options"]
    for folder in ASKED:
        module = english(folder)["x-kporisk"].get("module")
        if module is not None:
            assert (services[module], words[module]) == (english(folder)["title"], french(folder)["title"])
