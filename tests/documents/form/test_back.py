"""What a form gave, read: whatever stands in it, it is a response or refused in words."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kporisk.documents.files.digest import digest
from kporisk.documents.form.back import check, read_form
from kporisk.documents.form.page import write_form
from kporisk.errors import InvalidDocument
from tests.documents.filled import WHOSE
from tests.documents.form.filling import FEW, data_in, some
from tests.worlds import shipped

CITED = {"status": "answered", "value": 97, "by": "ri", "evidence": ["soc2#CC6.1"], "note": "two pending"}


def given() -> dict[str, Any]:
    data = data_in(write_form(some(asked=FEW)))
    response = {
        "format": "kporisk.response/1",
        "answered_on": "2026-11-27",
        "respondents": [{"id": "ri", "name": "R. Iyer", "domains": ["data_security"]}],
        "declaration": {"name": "R. Iyer", "role": "lead", "on": "2026-11-27"},
        "evidence": {"soc2": {"kind": "soc2_report", "title": "SOC 2"}},
        "answers": {"ds_mfa": CITED, "rd_material_custody": {"status": "not_applicable", "reason": "none here"}},
    }
    return {"format": data["format"], "form": data["form"], "confirmed": [], "response": response}


def written(folder: Path, document: Any) -> Path:
    path = folder / "answers.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def places(value: Any, *way: str | int) -> Iterator[tuple[str | int, ...]]:
    if way:
        yield way
    for key, below in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(below, *way, key)


def test_it_says_whose_it_is_and_what_was_said(tmp_path: Path) -> None:
    filled = read_form(written(tmp_path, given()), shipped().checklists)
    assert filled is not None and filled.known.whose == WHOSE and set(filled.known.questions) == set(FEW)
    returned = filled.returned(before=None, reviewed={})
    assert returned.response["answers"]["ds_mfa"] == CITED and returned.warnings == ()


@pytest.mark.parametrize("document", [[], {}, {"format": "kporisk.response/1"}, {"format": ["kporisk.filled-form/1"]}, 7])
def test_another_document_is_none_of_its_business(tmp_path: Path, document: Any) -> None:
    assert read_form(written(tmp_path, document), shipped().checklists) is None


@pytest.mark.parametrize("value", [None, 3, "x", [], {"a": []}, [{"id": 3}]], ids=repr)
def test_whatever_is_put_anywhere_is_read_or_refused_in_words(tmp_path: Path, value: Any) -> None:
    whole, refused = given(), 0
    for way in places(whole):
        document = copy.deepcopy(whole)
        holder: Any = document
        for step in way[:-1]:
            holder = holder[step]
        holder[way[-1]] = value
        form = document["form"]
        if isinstance(form, dict) and way[-1] != "sha256":
            form = {key: one for key, one in form.items() if key != "sha256"}
            document["form"] = {**form, "sha256": digest(form)}
        for checklists in ("0" * 64, None):  # and as of other checklists than those of now
            if checklists and isinstance(form, dict) and way[0] == "response":
                form = {**form, "checklists": checklists}
                document["form"] = {**form, "sha256": digest(form)}
            problems, _ = check(written(tmp_path, document), shipped().checklists)
            refused += len(problems) > 0
            assert all(problem.message and "Traceback" not in problem.message for problem in problems)
    assert refused > 30


def test_a_file_that_is_broken_is_refused(tmp_path: Path) -> None:
    (tmp_path / "answers.json").write_text('{"format": "kporisk.filled-form/1", "form": ', encoding="utf-8")
    with pytest.raises(InvalidDocument):
        read_form(tmp_path / "answers.json", shipped().checklists)
