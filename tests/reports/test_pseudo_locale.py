"""Nothing that a report says escapes translation: in a language that marks every text, no unmarked word is left.

A further output is a further line in `OUTPUTS`: its name and what makes its runs of text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from babel import Locale

from kporisk.documents.results import assessment as results
from kporisk.documents.results import sentences, values
from kporisk.model.checklist import Checklists, Question
from kporisk.model.scale import AnyOf, OneOf
from kporisk.reports import catalogue
from kporisk.reports.catalogue import checklist_lines, fact_lines, list_head, question_lines, rule_lines
from kporisk.reports.country import country_lines
from kporisk.reports.edition import Audience, Edition, SignOff
from kporisk.reports.render import html
from kporisk.reports.text import text
from kporisk.reports.workbook import trace_workbook
from kporisk.rules import words
from kporisk.rules.english import ENGLISH
from kporisk.rules.words import TONGUES
from kporisk.workflow.assess import assess_file
from kporisk.workflow.jurisdiction import between
from tests.cli.command import EXAMPLES
from tests.reports.pseudo import PSEUDO, Runs, marked, names, pseudo, pseudo_folder, pseudo_tongue, pseudo_value, strays, translated
from tests.reports.report_factory import document
from tests.worlds import AS_OF, shipped

Document = Mapping[str, Any]


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An organisation's folder with the pseudo-language."""
    return pseudo_folder(tmp_path_factory.mktemp("templates"))


@cache
def made_up() -> Document:
    """A document with every kind of section: findings, requests, open questions, warnings."""
    made = translated(marked(document(answered=0.7)))
    made["engagement_text"] = [fact for fact in made["engagement_text"] if fact["id"] != "timezones"]  # whose text was made up carelessly
    assert isinstance(made, dict)
    return made


@cache
def real() -> Document:
    """A shipped example, assessed by the whole program."""
    made = translated(marked(assess_file(EXAMPLES / "analytics-firm" / "case.yaml", shipped(), as_of=AS_OF)))
    assert isinstance(made, dict)
    return made


DOCUMENTS: Mapping[str, Callable[[], Document]] = {"made_up": made_up, "real": real}


def _page(audience: Audience) -> Callable[[Document, Path], list[str]]:
    def page(made: Document, templates: Path) -> list[str]:
        edition = Edition((PSEUDO,), audience=audience)
        seen = Runs()
        seen.feed(html(made, edition=edition, templates=(templates,)))
        return seen.runs

    return page


def _signed(made: Document, templates: Path) -> list[str]:
    someone = [SignOff(f"«{name}»", AS_OF) for name in ("A. Writer", "B. Reader", "C. Decider")]
    edition = Edition((PSEUDO,), prepared=someone[0], reviewed=someone[1], approved=someone[2], for_signature=True)
    seen = Runs()
    seen.feed(html(made, edition=edition, templates=(templates,)))
    return seen.runs


def _terminal(made: Document, templates: Path) -> list[str]:
    return [" ".join(text(made, lang=PSEUDO, width=100, colour=False, templates=(templates,)).split())]


OUTPUTS: Mapping[str, Callable[[Document, Path], list[str]]] = {
    **{f"html for {audience.value}": _page(audience) for audience in Audience},
    "html, signed": _signed,
    "terminal": _terminal,
}
"""What is made of an assessment, as runs of text."""


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("output", OUTPUTS)
def test_every_word_of_a_report_is_translated_or_by_people(output: str, name: str, templates: Path) -> None:
    made = DOCUMENTS[name]()
    runs = OUTPUTS[output](made, templates)
    assert sum(run.count("⟦") for run in runs) > 100
    assert strays(runs, names(made)) == []


def _workbook(made: Document, templates: Path) -> list[str]:
    """The cells that hold text; those that hold nothing but the names that formulas use are in no language."""
    book = openpyxl.load_workbook(io.BytesIO(trace_workbook(made, lang=PSEUDO, templates=(templates,))))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    used = re.compile(r"[a-z]+(?:_[a-z]+)+(?:, [a-z]+(?:_[a-z]+)+)*")
    return [*book.sheetnames, *(value for value in cells if not value.startswith("=") and not used.fullmatch(value))]


def test_every_word_of_the_workbook_is_translated_or_by_people(templates: Path) -> None:
    runs = _workbook(real(), templates)
    assert sum(run.count("⟦") for run in runs) > 300
    assert strays(runs, names(real())) == []


@pytest.mark.parametrize(("client", "vendor"), [("FR", "IN"), ("GB", "AQ"), ("DE", "EG"), ("IN", "IN")])
def test_every_word_of_a_country_is_translated(client: str, vendor: str, templates: Path) -> None:
    made = translated(between(shipped(), client, vendor, working_language="en", personal_data=True, as_of=AS_OF))
    lines = country_lines(made, lang=PSEUDO, templates=(templates,))
    assert strays([" ".join(lines)], names(made)) == []


@pytest.fixture(scope="module")
def checklists() -> Checklists:
    """What is shipped, every text of it in the pseudo-language too."""
    return pseudo_value(shipped().checklists)


def test_every_word_of_the_catalogue_is_translated(checklists: Checklists, templates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (words, catalogue):
        monkeypatch.setattr(module, "TONGUES", {**TONGUES, PSEUDO: pseudo_tongue(ENGLISH)})
    own = (templates,)
    lines = [*list_head(lang=PSEUDO, templates=own)]
    for one in checklists.checklists:
        lines.append(" ".join(checklist_lines(one, lang=PSEUDO, templates=own)))
    for fact in checklists.engagement:
        lines.append(" ".join(fact_lines(fact, lang=PSEUDO, templates=own)))
    for question in checklists.questions[::3]:
        lines.append(" ".join(question_lines(question, checklists, lang=PSEUDO, templates=own)))
    for rule in checklists.rules[::3]:
        shown = " ".join(rule_lines(rule, checklists, lang=PSEUDO, templates=own))
        lines.append(shown.partition("⟦Îts øwñ çåsés⟧:")[0])  # what follows are names and values of the language of rules
    ids = {one.id for group in (checklists.checklists, checklists.engagement, checklists.questions, checklists.rules) for one in group}
    ids |= {reference for group in (checklists.questions, checklists.rules) for one in group for reference in one.references}
    ids |= {" ".join(one.when.split()) for one in checklists.rules}
    ids |= {option.value for one in checklists.engagement for option in one.options} | checklists.evidence_kinds.keys()
    ids |= {value for one in checklists.questions for value in answers(one)}
    assert strays(lines, ids) == []


def answers(question: Question) -> set[str]:
    """The values that may be answered, as they are written in a response."""
    scale = question.scale
    if isinstance(scale, OneOf | AnyOf):
        return {option.value for option in scale.options}
    return set() if scale.none_value is None else {scale.none_value.value}


def test_every_text_of_an_assessment_follows_its_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Titles, values and sentences that the core puts together: with pseudo-texts for French, no French and no English is left."""
    library = shipped()
    monkeypatch.setitem(words.TONGUES, "fr", pseudo_tongue(ENGLISH))
    for module, table in ((results, "_TITLE"), (values, "_YES"), (values, "_NO"), (values, "_NONE_OF_THESE")):
        monkeypatch.setattr(module, table, pseudo_value(getattr(module, table), "fr"))
    sentences._sentence.cache_clear()
    changed = replace(library, checklists=pseudo_value(library.checklists, "fr"), method=pseudo_value(library.method, "fr"))
    made = marked(assess_file(EXAMPLES / "analytics-firm" / "case.yaml", changed, as_of=AS_OF))
    sentences._sentence.cache_clear()
    texts = [
        text
        for part in ("engagement_text", "domains", "questions", "rules", "findings", "requests", "plan", "frameworks")
        for text in french(made[part])
    ]
    assert sum("⟦" in text for text in texts) > 300
    assert strays(texts, [*names(made), *Locale("fr").languages.values()]) == []


def french(node: Any) -> Iterator[str]:
    """Every French text of a document."""
    match node:
        case {"en": str(), "fr": str() as text}:
            yield text
        case Mapping():
            for part in node.values():
                yield from french(part)
        case list():
            for part in node:
                yield from french(part)


def test_an_untranslated_word_is_found(templates: Path, tmp_path: Path) -> None:
    """The test can fail: on a word in a template, in the document, in a place to fill, in an attribute and in the style."""
    cover = '<p title="spoken">Raw words</p><style>p::after { content: "printed" }</style>'
    (tmp_path / "cover.html.j2").write_text(cover, encoding="utf-8")
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / f"{PSEUDO}.yaml").write_text("counsel: {title: Not translated}\n", encoding="utf-8")
    made = {**made_up(), "domains": [{**made_up()["domains"][0], "title": "Some domain"}, *made_up()["domains"][1:]]}
    seen = Runs()
    seen.feed(html(made, edition=Edition((PSEUDO,)), templates=(tmp_path, templates)))
    found = strays(seen.runs, names(made))
    for raw in ("spoken", "Raw words", "printed", "Not translated", "Some domain"):
        assert any(one.startswith(f"{raw}: {raw}") for one in found), raw


@pytest.mark.parametrize(
    ("run", "known", "found"),
    [
        ("⟦Thé tîér îs ⟦HÎGH⟧⟧ «as Acme wrote» 12,5 %", (), []),
        ("⟦Thé tîér îs HIGH⟧", (), ["HIGH"]),
        ("⟦Åñswéréd⟧ by «Ann»", (), ["by"]),
        ("⟦Åñswéréd øñ 24 November 2026⟧", (), []),
        ("⟦Åñswéréd øñ 24 november 2026⟧", (), ["november"]),
        ("⟦Å⟧ and ⟦B⟧", (), []),
        ("⟦Å⟧ or ⟦B⟧", (), ["or"]),
        ("ds_mfa", ("ds_mfa",), []),
        ("ds_mfa_more ko-ds_mfa", ("ds_mfa",), ["ds_mfa_more", "ko-ds_mfa"]),
        ("⟦Ås «one ⟦two⟧» thréé four⟧", (), ["four"]),
    ],
)
def test_what_counts_as_untranslated(run: str, known: tuple[str, ...], found: list[str]) -> None:
    assert [one.partition(": ")[0].split() for one in strays([run], known)] == ([found] if found else [])


def test_a_pseudo_text_keeps_its_places() -> None:
    assert pseudo("The tier is {tier}: {n}") == "⟦Thé tîér îs {tier}: {n}⟧"
    assert (pseudo("{told} – {proven}"), pseudo("")) == ("{told} – {proven}", "")
