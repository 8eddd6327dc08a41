"""Checklists as one document, and back, also where somebody else wrote the document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kporisk import resources
from kporisk.documents.content.bundle import FORMAT, MOST_FILES, MOST_LAYERS, bundle, method_file, unbundle
from kporisk.errors import InvalidDocument

SHIPPED = (resources.folder("checklists"),)


def test_what_was_bundled_comes_back_word_for_word(tmp_path: Path) -> None:
    (folder,) = unbundle(bundle(SHIPPED), method_file(SHIPPED), tmp_path)
    written = [path for path in folder.rglob("*") if path.is_file()]
    assert written and all(path.read_bytes() == (SHIPPED[0] / path.relative_to(folder)).read_bytes() for path in written)
    assert (bundle((folder,)), method_file((folder,))) == (bundle(SHIPPED), method_file(SHIPPED))


NAMES = (
    "../x/rules.yaml",
    "/etc/rules.yaml",
    "a\0b/rules.yaml",
    "a/../rules.yaml",
    "a\\rules.yaml",
    "C:/rules.yaml",
    "method.yaml",
    "x.py",
    "",
)


@pytest.mark.parametrize(
    "layers",
    [
        [],
        {},
        [[]],
        [{}] * (MOST_LAYERS + 1),
        [{f"a{number}/rules.yaml": "" for number in range(MOST_FILES + 1)}],
        [{"a/rules.yaml": 1}],
        *([{name: ""}] for name in NAMES),
    ],
)
def test_anything_else_is_refused_and_nothing_is_written(layers: Any, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(InvalidDocument):
        unbundle(json.dumps({"format": FORMAT, "layers": layers}).encode(), b"", tmp_path / "in")
    assert list(tmp_path.rglob("*")) == [tmp_path / "in"]


@pytest.mark.parametrize("content", [b"", b"[]", b"[" * 100_000, b'{"format": "x", "layers": [{}]}', b"\xff"])
def test_what_is_no_such_document_is_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(InvalidDocument):
        unbundle(content, b"", tmp_path)
