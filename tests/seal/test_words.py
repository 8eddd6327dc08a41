"""Whatever can be found about a signature has its words in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from kporisk import resources
from kporisk.seal.revisions import Appended
from kporisk.seal.signatures import Trust


def _mappings(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for below in value.values():
            yield from _mappings(below)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_verdict_has_its_words(lang: str) -> None:
    text = (resources.folder("report_templates") / "words" / f"{lang}.yaml").read_text(encoding="utf-8")
    (words,) = [one for one in _mappings(yaml.safe_load(text)) if {"trust", "appended", "behind"} <= set(one)]
    assert set(words["trust"]) == {one.value for one in Trust}
    assert {one.value for one in Appended} - {"nothing"} == set(words["appended"])
    assert {one.value for one in Appended} - {"nothing", "signatures"} <= set(words["behind"])
