"""Where the keys of a TOML file stand, and what is said of one that is broken."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from kporisk.documents.files.toml_source import Route, Toml, read_toml
from kporisk.errors import InvalidDocument


def read(folder: Path, content: str | bytes) -> Toml:
    path = folder / "kporisk.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_toml(path)


def complaint(folder: Path, content: str | bytes) -> str:
    with pytest.raises(InvalidDocument) as raised:
        read(folder, content)
    (problem,) = raised.value.problems
    return str(problem).replace(f"{folder}/", "")


def test_every_key_has_its_line_whatever_stands_before_it(tmp_path: Path) -> None:
    text = (
        "\ufeff# [not.a.section]\r\n\r\n  top = 1\r\n"
        '[a."b.c"] # = x\nlist = [\n  "]", # ]\n  \'[\',\n]\n"quoted key" = """\n[no]\nkey = 1\\"""\n"""\nafter = {x = 1, y = "}"}\n'
        "[[many]]\nx.y = '''\n'''\n[last]"
    )
    toml = read(tmp_path, text)
    assert toml.places == {
        ("top",): (3, 3),
        ("a",): (4, 1),
        ("a", "b.c"): (4, 1),
        ("a", "b.c", "list"): (5, 1),
        ("a", "b.c", "quoted key"): (9, 1),
        ("a", "b.c", "after"): (13, 1),
        ("many",): (14, 1),
        ("many", "x"): (15, 1),
        ("many", "x", "y"): (15, 1),
        ("last",): (17, 1),
    }
    assert str(toml.problem(("a", "b.c", "list", 1), "wrong")).endswith("kporisk.toml:5:1: $.a['b.c'].list[1]: wrong")
    assert str(toml.problem(("nowhere",), "wrong")).endswith("kporisk.toml: $.nowhere: wrong")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a = 1\na = 2\n", ":2:6: a key stands here twice"),
        ("[a]\n[a]\n", ":2:3: this section"),
        ("x = yes\n", ":1:5: no value of TOML: a text goes in quotes"),
        ("x = [1,\n", ":1:8: the file ends where a value is wanted"),
        ('x = """secret\n', "a quote is opened and not closed"),
        ('x = "secret\n', "close the quote"),
        ("just words\n", ": a key is followed by ="),
        ("x = 1 2\n", ":1:7: something stands after the value"),
        ('x = "C:\\path"\n', ": a backslash in double quotes"),
        ("x = \x01\n", ":1:5: "),
        (b"x = '\xe9'\n", ":1: is not UTF-8"),
        (b"\xff\xfex\x00", ": is UTF-16"),
        ("x = " + "[" * 5_000, ": holds lists too deep"),
        ("x = " + "9" * 5_000, ": holds lists too deep, or numbers too large"),
        ("#" * 100_001, ": is larger than 100 kB"),
    ],
)
def test_what_is_broken_is_said_with_its_place(tmp_path: Path, text: str | bytes, says: str) -> None:
    said = complaint(tmp_path, text)
    assert says in said
    assert "secret" not in said


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "kporisk.toml").touch()
    with pytest.raises(InvalidDocument, match=r"did you mean kporisk\.toml"):
        read_toml(tmp_path / "kporisl.toml")
    with pytest.raises(InvalidDocument, match="is a folder"):
        read_toml(tmp_path)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.one_of(WORDS, st.integers(-(2**53), 2**53), st.booleans(), st.floats(allow_nan=False)), lambda inner: st.lists(inner, max_size=3)
)


def routes(values: dict[str, Any], above: Route = ()) -> Iterator[Route]:
    for key, value in values.items():
        yield (*above, key)
        if isinstance(value, dict):
            yield from routes(value, (*above, key))


@settings(max_examples=60)
@given(st.dictionaries(WORDS, st.dictionaries(WORDS, VALUES, max_size=4), max_size=4))
def test_every_key_of_any_file_has_a_place_where_it_stands(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, dict[str, Any]]
) -> None:
    text = tomlkit.dumps(values)
    toml = read(_apart(tmp_path_factory), text)
    assert toml.values == tomllib.loads(text) == values
    assert set(toml.places) == set(routes(values))
    lines = text.replace("\r\n", "\n").split("\n")
    for route, (line, column) in toml.places.items():
        assert lines[line - 1][column - 1 :].startswith("[" if len(route) == 1 else tomlkit.key(str(route[-1])).as_string())


def _apart(factory: pytest.TempPathFactory) -> Path:
    """A folder of its own for all examples of a property: a kporisk.toml above other tests' folders would make them a workspace."""
    folder = factory.getbasetemp() / "toml"
    folder.mkdir(exist_ok=True)
    return folder
