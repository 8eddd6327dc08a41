"""A workbook split by respondent, filled in parts and merged: the same response as if one person had filled it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kporisk.documents.workbook.bench import Read
from kporisk.documents.workbook.joining import Joining
from kporisk.documents.workbook.splitting import Split, Splitting
from kporisk.errors import InvalidDocument, UsageError
from kporisk.workflow.filling.dividing import _titles
from tests.documents.filled import Person, made
from tests.documents.test_workbook_back import back, response
from tests.workflow.papers import case_document
from tests.worlds import shipped

PEOPLE = (
    {"id": "ri", "name": "R. Iyer", "role": "security lead", "domains": ["data_security"]},
    {"id": "mk", "name": "M. Kumar", "role": "head of staff", "domains": ["hiring_control", "workforce_impact"]},
)
ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "ds_mfa": {"status": "answered", "value": 97, "by": "ri", "evidence": ["soc2#CC6.1"], "note": "two accounts pending"},
    "ds_bcp": {"status": "unknown", "by": "ri"},
    "hc_attrition": {"status": "answered", "value": 20, "by": "mk"},
}
EVIDENCE = {"soc2": {"kind": "soc2_report", "title": "SOC 2 Type II", "issued": "2026-06-30", "sha256": "ab" * 32}}


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook as it is sent, with the people on its first sheet."""
    person = Person(made())
    person.people(list(PEOPLE))
    return person.saved(tmp_path_factory.mktemp("sent") / "sent.xlsx")


def split(sent: Path, folder: Path, **named: list[str]) -> tuple[dict[str, Path], Split]:
    found = Splitting(sent, _titles()).parts(named)
    folder.mkdir(exist_ok=True)
    for share in found.shares:
        (folder / f"{share.person}.xlsx").write_bytes(share.content)
    return {share.person: folder / f"{share.person}.xlsx" for share in found.shares}, found


def person_at(path: Path) -> Person:
    return Person(made(), path.read_bytes())


def merged(whole: Path, parts: list[Path], target: Path) -> Path:
    target.write_bytes(Joining(whole, parts).joined().content)
    return target


def clashes(whole: Path, parts: list[Path]) -> str:
    with pytest.raises(InvalidDocument) as refused:
        Joining(whole, parts).joined()
    return str(refused.value)


def test_to_each_the_sheets_of_their_domains_and_nothing_of_the_others(sent: Path, tmp_path: Path) -> None:
    parts, found = split(sent, tmp_path / "parts")
    by_person = {share.person: share for share in found.shares}
    assert by_person["ri"].sheets == ("Data security",)
    assert len(by_person["mk"].sheets) == 1, "of the vendor nothing is asked about the client's own staff"
    assert "Data security" not in found.nobodys and found.nobodys
    mine = {question.id for question in made().questions if question.domain == "data_security"}
    assert by_person["ri"].questions == len(mine)
    everything = "\n".join(
        str(cell)
        for sheet in openpyxl.load_workbook(parts["ri"]).worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell
    )
    for question in made().questions:
        texts = (question.id, question.text["en"])
        assert all((text in everything.split("\n")) == (question.id in mine) for text in texts), question.id
    assert "#REF!" not in everything


def test_parts_that_were_filled_make_the_response_that_one_person_makes(sent: Path, tmp_path: Path) -> None:
    direct = person_at(sent)
    direct.write("answered_on", "entry", "2026-11-20")
    direct.evidence(EVIDENCE)
    for id, answer in ANSWERS.items():
        direct.answer(id, answer)
    wanted = response(direct.saved(tmp_path / "direct.xlsx"))

    parts, _ = split(sent, tmp_path / "parts")
    for name, path in parts.items():
        person = person_at(path)
        person.write("answered_on", "entry", "2026-11-20" if name == "ri" else "2026-11-18")
        if name == "ri":
            person.evidence(EVIDENCE)
        for id, answer in ANSWERS.items():
            if answer["by"] == name:
                person.answer(id, {key: value for key, value in answer.items() if key != "by"})
        person.saved(path)
    joined = merged(sent, list(parts.values()), tmp_path / "joined.xlsx")
    assert response(joined) == wanted, "and where nobody is named, the answer is that of the person whose part it is"


def test_a_part_alone_is_not_taken_for_the_whole(sent: Path, tmp_path: Path) -> None:
    parts, _ = split(sent, tmp_path / "parts")
    assert back(parts["ri"]).known.part is not None
    with pytest.raises(UsageError, match="part of a workbook already"):
        Splitting(parts["ri"], _titles())
    with pytest.raises(UsageError, match="name the whole workbook first"):
        Joining(parts["ri"], [parts["mk"]])
    with pytest.raises(UsageError, match="is no part of a workbook, but a whole one"):
        Joining(sent, [sent])
    other = Person(made(langs=("fr",)))
    other.people(list(PEOPLE))
    with pytest.raises(UsageError, match="was split off another workbook"):
        Joining(other.saved(tmp_path / "other.xlsx"), [parts["ri"]])


def test_an_answer_that_two_give_differently_is_told_with_both_places(sent: Path, tmp_path: Path) -> None:
    first, _ = split(sent, tmp_path / "one", ri=["data_security"])
    second, _ = split(sent, tmp_path / "two", mk=["Data security"])
    for path, value in ((first["ri"], 97), (second["mk"], 40)):
        person = person_at(path)
        person.write("ds_mfa", "answer", value)
        person.saved(path)
    told = clashes(sent, [first["ri"], second["mk"]])
    sheet, row = person_at(sent).cells("ds_mfa")
    assert f"ds_mfa is answered otherwise in {first['ri']} '{sheet.title}'!A{row}; keep one" in told
    assert f"{second['mk']}:{row}: '{sheet.title}'!A{row}: " in told
    same = person_at(second["mk"])
    same.write("ds_mfa", "answer", 97)
    same.saved(second["mk"])
    joined = merged(sent, [first["ri"], second["mk"]], tmp_path / "joined.xlsx")
    assert Read(joined).typed(Read(joined).questions["ds_mfa"], "questions")[0] == ("ds_mfa", "answer", "97")


def test_what_was_changed_in_both_since_the_split_is_told(sent: Path, tmp_path: Path) -> None:
    whole = person_at(sent)
    whole.write("ds_mfa", "answer", 10)
    whole.write("ds_bcp", "note", "see the plan")
    path = whole.saved(tmp_path / "whole.xlsx")
    parts, _ = split(path, tmp_path / "parts")
    part = person_at(parts["ri"])
    part.write("ds_mfa", "answer", 97)
    part.saved(parts["ri"])
    joined = merged(path, [parts["ri"]], tmp_path / "joined.xlsx")
    assert ("ds_mfa", "answer", "97") in Read(joined).typed(Read(joined).questions["ds_mfa"], "questions"), "the part is the newer one"
    assert ("ds_bcp", "note", "see the plan") in Read(joined).typed(Read(joined).questions["ds_bcp"], "questions"), "what stood there stays"
    whole.write("ds_mfa", "answer", 11)
    whole.saved(path)
    assert "ds_mfa was changed here and, since it was split, in" in clashes(path, [parts["ri"]])


def test_evidence_of_one_id_is_one_piece(sent: Path, tmp_path: Path) -> None:
    parts, _ = split(sent, tmp_path / "parts")
    for name, title in (("ri", "SOC 2 Type II"), ("mk", "SOC 2 Type I")):
        person = person_at(parts[name])
        person.evidence({"soc2": {**EVIDENCE["soc2"], "title": title}})
        person.saved(parts[name])
    assert "this piece of evidence, soc2, is declared otherwise in" in clashes(sent, list(parts.values()))


def test_who_is_named_on_the_command_line(sent: Path, tmp_path: Path) -> None:
    parts, _ = split(sent, tmp_path / "parts", **{"R. Iyer": ["Data security"], "N. New": ["ip_protection"]})
    assert sorted(parts) == ["N.-New", "ri"]
    person = Read(parts["N.-New"])
    assert [person.text(line["person"]) for line in person.found.lines["people"]] == ["ri", "mk", "N.-New"]
    with pytest.raises(UsageError, match="did you mean data_security"):
        split(sent, tmp_path / "x", ri=["data_securty"])
    bare = Person(made()).saved(tmp_path / "bare.xlsx")
    with pytest.raises(UsageError, match="nobody is named with domains"):
        split(bare, tmp_path / "y")


@given(seed=st.integers(0, 10_000))
@settings(max_examples=4)
def test_however_the_domains_are_shared_out(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    case = case_document()
    said = {id: answer for id, answer in case["response"]["answers"].items() if id in {q.id for q in made().questions}}
    sent = Person(made()).saved(tmp_path / "sent.xlsx")
    whole = person_at(sent)
    whole.write("answered_on", "entry", "2026-11-20")
    for id, answer in said.items():
        whole.answer(id, {key: value for key, value in _long(answer).items() if key not in ("by", "evidence")})
    wanted = response(whole.saved(tmp_path / "direct.xlsx"))["answers"]

    domains = sorted({question.domain for question in made().questions})
    people: dict[str, list[str]] = {}
    for domain in domains:
        people.setdefault(f"p{chance.randint(1, 3)}", []).append(domain)
    parts, found = split(sent, tmp_path / f"parts{seed}", **people)
    assert not found.nobodys
    for name, path in parts.items():
        person = person_at(path)
        person.write("answered_on", "entry", "2026-11-20")
        for id, answer in said.items():
            if shipped().checklists.question[id].domain in people[name]:
                person.answer(id, {key: value for key, value in _long(answer).items() if key not in ("by", "evidence")})
        person.saved(path)
    order = list(parts.values())
    chance.shuffle(order)
    found_answers = response(merged(sent, order, tmp_path / f"joined{seed}.xlsx"))["answers"]
    assert {id: {key: value for key, value in answer.items() if key != "by"} for id, answer in found_answers.items()} == wanted


def _long(answer: Any) -> dict[str, Any]:
    given = answer if isinstance(answer, Mapping) else {"value": answer}
    return {"status": "answered", **given}
