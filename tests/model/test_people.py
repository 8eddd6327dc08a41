from __future__ import annotations

from kporisk.model.people import who


def test_capitals_and_spaces_make_nobody_another_person() -> None:
    assert who("  M. \u00a0OKAFOR ") == who("m. Okafor") != who("M. Okafo")
