from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from kporisk.documents.files.nodes import LIMIT_DEPTH, LIMIT_PROBLEMS, Node
from kporisk.documents.files.source import LIMIT_BYTES, Document, read
from kporisk.errors import InvalidDocument

QUICK = settings(max_examples=150)


def written(folder: Path, content: str | bytes, name: str = "file.yaml") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(path: Path) -> str:
    with pytest.raises(InvalidDocument) as caught:
        read(path)
    return str(caught.value)


def plain(node: Node) -> Any:
    match node.data:
        case tuple():
            return [plain(item) for item in node.data]
        case Mapping():
            return {key: plain(entry.node) for key, entry in node.data.items()}
        case _:
            return node.data


def problems(document: Document) -> list[str]:
    return [str(problem) for problem in document.problems]


def test_scalars_follow_the_core_schema_of_yaml_1_2(tmp_path: Path) -> None:
    text = "[no, yes, on, 2026-11-20, 1:30, 0o17, 0x1F, 007, 1_000, .5, 1e3, ~, null, true, False, 'true', -3, +4, 1.0, '']"
    expected = ["no", "yes", "on", "2026-11-20", "1:30", 15, 31, 7, "1_000", 0.5, 1000, None, None, True, False, "true", -3, 4, 1, ""]
    values = plain(read(written(tmp_path, text)).root)
    assert values == expected
    assert [type(value) for value in values] == [type(value) for value in expected]


def test_keys_stay_words(tmp_path: Path) -> None:
    assert list(plain(read(written(tmp_path, "no: 1\n1: 2\ntrue: 3\n")).root)) == ["no", "1", "true"]


def test_values_know_where_they_stand(tmp_path: Path) -> None:
    for name, text in (("a.yaml", "a:\n  b: [1,\n      2]\n"), ("a.json", '{"a":\n  {"b": [1,\n     2]}}')):
        root = read(written(tmp_path, text, name)).root
        assert isinstance(root.data, Mapping)
        inner = root.data["a"].node.data
        assert isinstance(inner, Mapping)
        entry = inner["b"]
        assert isinstance(entry.node.data, tuple)
        assert (root.line, root.column, entry.line, entry.node.data[1].line) == (1, 1, 2, 3)
        assert entry.node.data[1].column == (7 if name == "a.yaml" else 6)


def test_content_decides_where_the_name_does_not(tmp_path: Path) -> None:
    assert plain(read(written(tmp_path, '\t{"a": 1}', "case")).root) == {"a": 1}
    assert plain(read(written(tmp_path, "a: 1", "case.txt")).root) == {"a": 1}
    assert plain(read(written(tmp_path, '{"a": "\\ud83d\\ude00"}', "case.yaml")).root) == {"a": "😀"}


def test_a_byte_order_mark_and_windows_line_ends_are_tolerated(tmp_path: Path) -> None:
    document = read(written(tmp_path, b"\xef\xbb\xbfa: |\r\n  x\r\n  y\r\nb: 2\r\n"))
    assert plain(document.root) == {"a": "x\ny\n", "b": 2}
    assert isinstance(document.root.data, Mapping)
    assert document.root.data["b"].line == 4


def test_a_tag_without_end_is_refused_at_once(tmp_path: Path) -> None:
    assert "file.yaml:2:4: tags (!…) are not read" in refused(written(tmp_path, "b: 1\na: !" + "x" * (LIMIT_BYTES - 20) + " b"))


def test_two_megabytes_are_read_and_not_one_byte_more(tmp_path: Path) -> None:
    text = '{"a": "' + "x" * (LIMIT_BYTES - 9) + '"}'
    assert len(text) == LIMIT_BYTES
    assert len(plain(read(written(tmp_path, text, "a.json")).root)["a"]) == LIMIT_BYTES - 9
    assert "larger than 2 MB" in refused(written(tmp_path, text + " ", "b.json"))


def test_depth_32_is_read_and_not_one_more(tmp_path: Path) -> None:
    for name in ("a.json", "a.yaml"):
        read(written(tmp_path, "[" * LIMIT_DEPTH + "]" * LIMIT_DEPTH, name))
        assert "nested deeper than 32" in refused(written(tmp_path, "[" * (LIMIT_DEPTH + 1) + "]" * (LIMIT_DEPTH + 1), name))
        assert "nested deeper than 32" in refused(written(tmp_path, "[" * 900_000, name))


def test_integers_below_2_to_53_are_read(tmp_path: Path) -> None:
    for name in ("a.json", "a.yaml"):
        assert plain(read(written(tmp_path, "[9007199254740991, -9007199254740991]", name)).root) == [2**53 - 1, 1 - 2**53]
        for text in ("9007199254740992", "-9007199254740992", "1e16", "9" * 5000, "0x" + "f" * 30 if name == "a.yaml" else "1e400"):
            assert "too large" in str(problems(read(written(tmp_path, f"[{text}]", name)))[0])


def test_what_is_not_a_file_is_said_so(tmp_path: Path) -> None:
    assert "is a folder" in refused(tmp_path)
    assert "did you mean file.yaml?" in refused(written(tmp_path, "a: 1").with_name("fiel.yaml"))
    assert refused(tmp_path / "other" / "x.yaml").endswith("there is no such file, nor its folder")
    assert refused(tmp_path / "quite-different.json").endswith("there is no such file")
    assert "cannot be read" in refused(tmp_path / "a\0b")
    assert "cannot be read" in refused(tmp_path / ("x" * 5000))
    os.mkfifo(tmp_path / "pipe")
    assert "not a regular file" in refused(tmp_path / "pipe")
    assert "not a regular file" in refused(Path("/dev/zero"))


def test_a_file_without_permission_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = written(tmp_path, "a: 1")
    monkeypatch.setattr(Path, "open", denied)
    assert "cannot be read (Permission denied)" in refused(path)


def test_the_name_of_a_file_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    assert "\x1b" not in refused(tmp_path / "a\x1b[31m.yaml")


def test_a_document_of_very_many_values_is_not_read_to_its_end(tmp_path: Path) -> None:
    for name in ("a.json", "a.yaml"):
        read(written(tmp_path, "[" + ",".join("1" * 9_999) + "]", name))
        assert "more than 20000 values" in refused(written(tmp_path, "[" + ",".join("1" * 900_000) + "]", name))


def test_a_thousand_problems_are_not_listed_one_by_one(tmp_path: Path) -> None:
    assert len(read(written(tmp_path, "a: 1\n" * 2000)).problems) == LIMIT_PROBLEMS


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e15, 1e15) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def clean(value: Any) -> bool:
    """Whether a document may hold this: no C0 control in any text, and no carriage return, which becomes a newline."""
    text = json.dumps(value, ensure_ascii=False)
    return not any(f"\\u00{code:02x}" in text for code in range(32)) and not any(sign in text for sign in ("\\b", "\\f", "\\r"))


LONGEST_KEY = 1_024
"""Characters of a key in one line, as it is written: YAML 1.2.2, 7.4.2."""


def longest_key(value: Any) -> int:
    """The length of the longest key in a document, as JSON writes it; 0 where there is none."""
    keys = [len(json.dumps(key)) for key in value] if isinstance(value, dict) else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max([*keys, *(longest_key(one) for one in inner)], default=0)


def test_only_a_key_that_is_longer_than_yaml_allows_is_read_in_json_alone(tmp_path: Path) -> None:
    for length, taken in ((LONGEST_KEY - 2, True), (LONGEST_KEY - 1, False)):
        text = json.dumps({"k" * length: None})
        assert plain(read(written(tmp_path, text, "a.json")).root) == json.loads(text)
        if taken:
            assert plain(read(written(tmp_path, text, "a.yaml")).root) == json.loads(text)
        else:
            assert "a bracket is not closed" in refused(written(tmp_path, text, "a.yaml"))


@QUICK
@given(JSON.filter(clean), st.booleans())
@example({"k" * 2_000: None}, False)
def test_json_is_read_as_python_reads_it_by_either_parser(tmp_path: Path, value: Any, as_yaml: bool) -> None:
    assume(not as_yaml or longest_key(value) <= LONGEST_KEY)
    text = json.dumps(value)
    document = read(written(tmp_path, text, "a.yaml" if as_yaml else "a.json"))
    assert not document.problems
    assert plain(document.root) == value


VALID = b"format: kporisk.case/1\nvendor: {id: a, name: \"A \\x41\"}\n? b\n: - [c, 'd']\n  - |\n    e\n# f\n%g: &h 1\n"


@QUICK
@given(st.binary(max_size=200), st.sampled_from(("a.yaml", "a.json", "a")))
@example(b"%YAML 1.", "a.yaml")
@example(b"%YAML 99999999999999999999999.1\n--- a", "a.yaml")
@example(b'"\\U0011ffff"', "a.yaml")
@example(b'"\\x', "a.yaml")
@example(b"!<", "a.yaml")
@example(b"? ? ? ? a", "a.yaml")
@example(b"{? a: b: c}", "a.yaml")
@example(b"- |99\n x", "a.yaml")
def test_no_bytes_raise_anything_but_invalid_document(tmp_path: Path, content: bytes, name: str) -> None:
    try:
        read(written(tmp_path, content, name))
    except InvalidDocument as invalid:
        assert invalid.problems


@QUICK
@given(
    st.lists(st.tuples(st.integers(0, len(VALID)), st.sampled_from([bytes([c]) for c in b"{}[]:,?-|>'\"&*!%@`\t\n #\\x0<"])), max_size=8)
)
def test_no_disturbed_yaml_raises_anything_but_invalid_document(tmp_path: Path, insertions: list[tuple[int, bytes]]) -> None:
    content = VALID
    for index, sign in insertions:
        content = content[:index] + sign + content[index:]
    try:
        read(written(tmp_path, content))
    except InvalidDocument as invalid:
        assert invalid.problems


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"PK\x03\x04rest", "kporisk import FILE --dry-run"), (b"%PDF-1.7", "kporisk verify FILE"), (b"\n<!DOCTYPE html>", "is a web page")],
)
def test_a_workbook_or_pdf_is_called_that(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "file.xlsx").write_bytes(content)
    with pytest.raises(InvalidDocument, match=re.escape(says)):
        read(tmp_path / "file.xlsx")
