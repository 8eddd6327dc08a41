"""What a vendor wrote never comes back in a message: canaries stand in every place of a case, and stderr is searched for them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from kporisk.documents.cases.normal import normal_form
from kporisk.documents.cases.reader import read_case
from kporisk.errors import ExitCode
from tests.cli.command import DAY, EXAMPLES, run
from tests.worlds import shipped

WORD = "zqxcanary"
NUMBER = 98765432100
NAMES = frozenset({"by", "evidence", "questions", "rule", "id"})
"""Keys whose values are names that a document gives to its own people, papers and questions: a message may say which one is unknown."""

WORDED = ("note", "reason", "name", "role", "title", "file", "approver")
"""Keys whose values are free text: filled with canaries, the document is still a good one."""


@pytest.fixture(scope="module")
def document() -> Mapping[str, Any]:
    """A case with something in every kind of place, in its long form."""
    return normal_form(read_case(EXAMPLES / "analytics-firm" / "case.yaml", shipped().checklists))


def _places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every scalar of a document with the way to it."""
    match value:
        case dict():
            for key, below in value.items():
                yield from _places(below, (*path, key))
        case list():
            for index, below in enumerate(value):
                yield from _places(below, (*path, index))
        case _:
            yield path, value


def _put(document: Any, path: tuple[str | int, ...], value: object) -> None:
    *way, last = path
    for step in way:
        document = document[step]
    document[last] = value


def _is_name(path: tuple[str | int, ...]) -> bool:
    keys = [step for step in path if isinstance(step, str)]
    reviewer = keys[0] == "reviews" and keys[-1] == "by"
    return keys[0] == "format" or (keys[-1] in NAMES and not reviewer)


def _changed(document: Mapping[str, Any], new: Mapping[tuple[str | int, ...], object]) -> Any:
    copy = json.loads(json.dumps(document))
    for path, value in new.items():
        _put(copy, path, value)
    return copy


def _said(document: Any, folder: Path) -> tuple[set[int], str]:
    """The exit codes and everything that `check` and `assess` say about a document."""
    case = folder / "case.json"
    case.write_text(json.dumps(document), encoding="utf-8")
    checked, assessed = run("check", case, "--format", "json"), run("assess", case, "--as-of", DAY, "-q")
    return {checked.code, assessed.code}, checked.out + checked.err + assessed.err


def _canaries(text: str) -> list[str]:
    return re.findall(rf".*(?:{WORD}|{NUMBER // 1000}).*", text)


def test_words_and_numbers_in_every_place_at_once(document: Mapping[str, Any], tmp_path: Path) -> None:
    places = [path for path, value in _places(document) if not _is_name(path) and not isinstance(value, bool)]
    words = {path: f"{WORD} {number}" for number, path in enumerate(places)}
    numbers = {path: NUMBER + number for number, path in enumerate(places)}
    assert len(places) > 300
    for new in (words, numbers):
        codes, said = _said(_changed(document, new), tmp_path)
        assert codes == {ExitCode.INVALID_DOCUMENT}
        assert len(said) > 10_000
        assert _canaries(said) == []


def _kinds(document: Mapping[str, Any]) -> dict[tuple[str, ...], tuple[str | int, ...]]:
    """The first place of each kind; all answers are of one."""
    kinds: dict[tuple[str, ...], tuple[str | int, ...]] = {}
    for path, value in _places(document):
        if not _is_name(path) and not isinstance(value, bool):
            kind = tuple(step for step in path if isinstance(step, str) and step not in document["response"]["answers"])
            kinds.setdefault(kind, path)
    return kinds


def _fewer_answers(document: Mapping[str, Any]) -> Any:
    """The document with the answers alone that have a place of a kind, or that a review is about."""
    fewer = json.loads(json.dumps(document))
    kept = {path[2] for path in _kinds(document).values() if path[:2] == ("response", "answers")}
    kept |= {name for review in document["reviews"]["evidence"] for name in review["questions"]}
    fewer["response"]["answers"] = {name: answer for name, answer in document["response"]["answers"].items() if name in kept}
    return fewer


def test_one_kind_of_place_at_a_time(document: Mapping[str, Any], tmp_path: Path) -> None:
    kinds = _kinds(document)
    document = _fewer_answers(document)
    assert kinds == _kinds(document) and len(kinds) > 40
    assert _said(document, tmp_path)[0] == {ExitCode.DONE}
    refused = 0
    for path in kinds.values():
        for wrong in (f"{WORD}\u0007 in a word", [WORD, {"x": WORD}], NUMBER):
            codes, said = _said(_changed(document, {path: wrong}), tmp_path)
            refused += codes == {ExitCode.INVALID_DOCUMENT}
            assert codes <= {ExitCode.DONE, ExitCode.INVALID_DOCUMENT}
            assert _canaries(said) == [], path
    assert refused > 2 * len(kinds)


def test_a_good_case_is_silent_about_its_words(document: Mapping[str, Any], tmp_path: Path) -> None:
    new = {path: f"{WORD} {number}" for number, (path, _) in enumerate(_places(document)) if path[-1] in WORDED}
    assert len(new) > 40
    codes, said = _said(_changed(document, new), tmp_path)
    assert codes == {ExitCode.DONE}
    ((checked,), end) = json.JSONDecoder().raw_decode(said)
    quoting = [one for one in checked["warnings"] if "questions" in one]
    checked["warnings"] = [one for one in checked["warnings"] if "questions" not in one]
    assert _canaries(json.dumps(checked) + said[end:]) == []
    assert len(quoting) == 1 and WORD in quoting[0]["message"]["en"], "only a contradiction quotes, to whoever has the file"


def test_the_search_finds_a_canary(document: Mapping[str, Any], tmp_path: Path) -> None:
    path = next(path for path, _ in _places(document) if path[-1] == "by")
    _, said = _said(_changed(document, {path: WORD}), tmp_path)
    assert _canaries(said)
