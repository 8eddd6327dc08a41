from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from kporisk.documents.files import nodes, source
from kporisk.documents.files.located import Located, Route, pointer, read_located
from kporisk.errors import InvalidDocument
from tests.documents.organisations import SHIPPED


def plain(node: nodes.Node) -> Any:
    match node.data:
        case dict() as entries:
            return {key: plain(entry.node) for key, entry in entries.items()}
        case tuple() as items:
            return [plain(item) for item in items]
        case scalar:
            return scalar


def agree(located: Located, node: nodes.Node, route: Route = ()) -> None:
    """Every place is the same, read fast and read carefully."""
    if node.data is not None:  # of nothing at all, where it stands is anybody's guess
        assert located.place(route) == (node.line, node.column), pointer(route)
    match node.data:
        case dict() as entries:
            for key, entry in entries.items():
                assert located.place((*route, key), of_key=True) == (entry.line, entry.column)
                agree(located, entry.node, (*route, key))
        case tuple() as items:
            for index, item in enumerate(items):
                agree(located, item, (*route, index))


SMALL = [SHIPPED / "method.yaml", SHIPPED / "ip_protection" / "rules.yaml", SHIPPED / "workforce_impact" / "fr.yaml"]


@pytest.mark.parametrize("path", [*SMALL, SHIPPED / "workforce_impact" / "questions.json"], ids=lambda path: path.name)
def test_fast_and_careful_reading_agree_on_what_is_shipped(path: Path) -> None:
    located, document = read_located(path), source.read(path)
    assert located.text, "read carefully, so that nothing is compared"
    assert located.value == plain(document.root)
    agree(located, document.root)


SCALARS = ("yes", "no", "on", "null", "~", "true", "False", "1", "-0", "1.0", ".5", "1e3", "0x1F", "0o17", "1:30", "2026-01-01", ".nan")
SIGNS = ("&a", "*a", "!x", "R&D", "#", "<<", "%x", "é", "'", '"', "\\", "{", "]", "a: b", "- a", "a && b", "a #b", "a\nb", "\x07")
ESCAPES = ('"\\a"', '"\\x41\\\\n"', '"\\\\n"', '"\\u0007"')
WORDS = st.one_of(st.sampled_from(SCALARS), st.sampled_from(SIGNS), st.sampled_from(ESCAPES), st.text(max_size=8))
VALUES = st.recursive(
    st.one_of(WORDS, st.booleans(), st.none(), st.integers(-(10**20), 10**20), st.floats(allow_nan=False, allow_infinity=False)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=8,
)


def read_both(path: Path) -> None:
    """Either both refuse a file, or both read the same value at the same places."""
    try:
        document = source.read(path)
        refused = bool(document.problems)
    except InvalidDocument:
        refused = True
    try:
        located = read_located(path)
    except InvalidDocument:
        assert refused
        return
    assert not refused
    assert repr(located.value) == repr(plain(document.root))
    agree(located, document.root)


@settings(max_examples=150)
@given(value=VALUES, flow=st.booleans())
def test_fast_and_careful_reading_agree_on_any_yaml(tmp_path: Path, value: Any, flow: bool) -> None:
    path = tmp_path / "any.yaml"
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = flow
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(value, file)
    read_both(path)


@settings(max_examples=200)
@given(lines=st.lists(st.tuples(st.sampled_from(["", "- ", "a: ", "b: ", "  c: ", "? "]), WORDS), max_size=4))
@example(lines=[("? ", ".nan")])
@example(lines=[("a: ", "0\t")])
def test_fast_and_careful_reading_agree_on_anything_typed(tmp_path: Path, lines: list[tuple[str, str]]) -> None:
    path = tmp_path / "typed.yaml"
    path.write_text("\n".join(start + word for start, word in lines), encoding="utf-8", errors="replace")
    read_both(path)


@settings(max_examples=100)
@given(value=VALUES, ascii_only=st.booleans())
def test_fast_and_careful_reading_agree_on_any_json(tmp_path: Path, value: Any, ascii_only: bool) -> None:
    path = tmp_path / "any.json"
    path.write_text(json.dumps(value, ensure_ascii=ascii_only, indent=1), encoding="utf-8", errors="replace")
    read_both(path)


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', "[NaN]", "[1e400]", "[123456789012345678901]", "{'a': 1}", "1 2", ""])
def test_json_that_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidDocument):
        read_located(path)


@pytest.mark.parametrize(
    "text",
    ["a: 1\na: 2\n", "a: &x 1\nb: *x\n", "a: !!python/object:os.system x\n", "<<: {a: 1}\n", "a: 1\n---\nb: 2\n", "[" * 5000, "a: .inf"],
    ids=["twice", "alias", "tag", "merge", "two documents", "deep", "infinite"],
)
def test_yaml_that_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidDocument):
        read_located(path)


def test_a_file_that_is_too_large_or_not_there(tmp_path: Path) -> None:
    large = tmp_path / "large.json"
    large.write_text('"' + "x" * 2_000_001 + '"', encoding="utf-8")
    for path in (large, tmp_path / "absent.yaml", tmp_path):
        with pytest.raises(InvalidDocument):
            read_located(path)


@pytest.mark.parametrize(
    ("text", "offset", "rest"),
    [
        ("when: abc && def\n", 7, "def"),
        ("when: 'abc && def'\n", 7, "def'"),
        ("when: 'it''s && def'\n", 8, "def'"),
        ('when: "a\\"b && def"\n', 7, 'def"'),
        ("when: abc &&\n  def\n", 7, "def"),
        ("when: |\n  abc &&\n  def\n", 7, "def"),
        ("when: >-\n  abc &&\n  def\n", 7, "def"),
        ("when: >-  # a remark\n\n  abc &&\n  def\n", 8, "def"),
        ("when: abc\n", 3, ""),
        ("when: [abc]\n", 1, "[abc]"),
    ],
)
def test_a_place_within_a_text(tmp_path: Path, text: str, offset: int, rest: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    line, column = read_located(path).place_within(("when",), offset)
    assert text.splitlines()[line - 1][column - 1 :] == rest


def test_a_place_within_a_text_in_json(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"when": "abc && def"}', encoding="utf-8")
    assert read_located(path).place_within(("when",), 7) == (1, 18)


def test_the_place_of_what_is_not_there_is_that_of_its_nearest_parent(tmp_path: Path) -> None:
    for name, text in (("a.json", '{\n "a": [\n  1]}'), ("a.yaml", "b: 1\na:\n- 1\n")):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        located = read_located(path)
        assert located.place(("a", 5)) == located.place(("a",))
        assert located.place(("a", "x", "y")) == located.place(("a",))
        assert located.place(("z",)) == (1, 1)
