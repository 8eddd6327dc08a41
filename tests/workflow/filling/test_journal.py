"""A journal is read back as it was written, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from kporisk.errors import IntegrityError, UsageError
from kporisk.workflow.filling.journal import Journal, Sealer

SEALER = Sealer(b"k" * 32, "0" * 32, "vendor")
EVENTS = [{"what": "at", "question": f"q{number}"} for number in range(3)]
LINES = [SEALER.line(number, event) for number, event in enumerate(EVENTS)]


def test_what_was_written_is_read_and_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "drafts" / "ref" / "vendor.journal"
    with Journal(path, SEALER) as journal:
        journal.append(EVENTS[0])
    with path.open("ab") as file:
        file.write(LINES[1][:-1])
    with Journal(path, SEALER) as journal:
        assert journal.events == EVENTS[:1] and journal.torn
        journal.append(EVENTS[1])
    with Journal(path, SEALER) as journal:
        assert journal.events == EVENTS[:2] and not journal.torn
        journal.remove()
    assert not path.exists()


@pytest.mark.parametrize(
    "lines",
    [
        [LINES[1], LINES[0]],
        [LINES[0], LINES[2]],
        [LINES[0], b"\n"],
        [LINES[0][:40] + bytes([LINES[0][40] ^ 1]) + LINES[0][41:]],
        [LINES[0][:8] + LINES[0][9:]],
        [b"zzzzzzzz " + LINES[0][9:]],
        [Sealer(b"k" * 32, "0" * 32, "client").line(0, EVENTS[0])],
        [Sealer(b"k" * 32, "1" * 32, "vendor").line(0, EVENTS[0])],
    ],
)
def test_what_was_changed_is_refused_and_left_as_it_is(tmp_path: Path, lines: list[bytes]) -> None:
    path = tmp_path / "a" / "b" / "vendor.journal"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"".join(lines))
    with pytest.raises(IntegrityError, match="the draft") as error:
        Journal(path, SEALER)
    assert str(path) in str(error.value) and path.read_bytes() == b"".join(lines)


def test_a_line_is_on_the_disk_before_it_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a" / "b" / "vendor.journal"
    with Journal(path, SEALER) as journal:
        journal.append(EVENTS[0])

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patched:
            patched.setattr("os.fsync", full)
            with pytest.raises(UsageError, match="No space left"):
                journal.append(EVENTS[1])
        assert journal.events == EVENTS[:1]
        journal.append(EVENTS[2])
    with Journal(path, SEALER) as journal:
        assert journal.events == [EVENTS[0], EVENTS[2]]
