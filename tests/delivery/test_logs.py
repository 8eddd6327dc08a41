"""The log says what the table allows, in one line each, and nothing else can get into it."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kporisk.delivery.logs import EVENTS, Form, Log, logger
from kporisk.errors import ExitCode

WHEN = datetime(2026, 11, 30, 3, 10, 0, 500_000, tzinfo=timezone(timedelta(hours=1)))
DIGEST = "0f" * 32

EXAMPLES: dict[str, Any] = {
    "workspace": "k3v9q0x7m2t8w1zd",
    "vendor": "acme",
    "as_of": date(2026, 11, 30),
    "due_on": date(2026, 12, 31),
    "tier": "high",
    "language": "fr",
    "sha256": DIGEST,
    "error": OSError("zqxcanary"),
    "cause": "max_runtime",
    "dry_run": False,
    "first_after_import": True,
    "seconds": 1.23456,
}
PLACES = [(name, field) for name, event in EVENTS.items() for field in event.fields]


def opened(form: Form) -> tuple[io.StringIO, Log]:
    stream = io.StringIO()
    return stream, logger(stream, form, lambda: WHEN)


def test_a_line_of_text_as_it_is_written() -> None:
    stream, log = opened("text")
    log("vendor_assessed", vendor="acme", seq=12)
    log("vendor_failed", vendor="bolt", error=ValueError("zqxcanary"))
    log("run_started", as_of=date(2026, 11, 30), dry_run=False, jobs=2)
    log("run_ended", code=ExitCode.SOME_FAILED, seconds=61.23456)
    assert stream.getvalue() == (
        "2026-11-30T02:10:00Z info vendor_assessed vendor=acme seq=12\n"
        "2026-11-30T02:10:00Z error vendor_failed vendor=bolt error=ValueError\n"
        "2026-11-30T02:10:00Z info run_started as_of=2026-11-30 dry_run=false jobs=2\n"
        "2026-11-30T02:10:00Z info run_ended code=3 seconds=61.235\n"
    )


def test_a_line_of_json_as_it_is_written() -> None:
    stream, log = opened("json")
    log("report_written", vendor="acme", seq=12, language="en", sha256=DIGEST)
    assert stream.getvalue() == (
        '{"time": "2026-11-30T02:10:00Z", "level": "info", "event": "report_written", '
        f'"vendor": "acme", "seq": 12, "language": "en", "sha256": "{DIGEST}"}}\n'
    )


@pytest.mark.parametrize("name", EVENTS)
@pytest.mark.parametrize("form", ["json", "text"])
def test_every_event_is_written_with_all_its_fields(name: str, form: Form) -> None:
    stream, log = opened(form)
    log(name, **{field: EXAMPLES.get(field, 7) for field in EVENTS[name].fields})
    [line] = stream.getvalue().splitlines()
    assert "anary" not in line
    if form == "json":
        assert list(json.loads(line)) == ["time", "level", "event", *EVENTS[name].fields]
        assert json.loads(line)["level"] == EVENTS[name].level
    else:
        assert re.fullmatch(rf"2026-11-30T02:10:00Z {EVENTS[name].level} {name}( [a-z0-9_]+=[A-Za-z0-9_.-]+)+", line)


def refused(log: Log, stream: io.StringIO, *event: str, **fields: object) -> None:
    with pytest.raises(TypeError) as caught:
        log(*event, **fields)
    assert "anary" not in str(caught.value)
    assert stream.getvalue() == ""


# No answer is held apart from an id by its form alone where it is one small word; those fields hold ids and nothing else.
answers = st.one_of(
    st.text().filter(lambda text: re.fullmatch("[a-z0-9][a-z0-9-]*", text) is None),
    st.text().map(lambda text: f"zqxcanary {text}"),
    st.sampled_from(["Zqxcanary", "acme\n", "../zqxcanary", "/zqxcanary", "zqx canary", "z" * 64, "", "high\n"]),
    st.lists(st.text(), max_size=2),
    st.dictionaries(st.text(), st.text(), max_size=2),
    st.binary(),
    st.none(),
    st.floats(max_value=-1e-9),
    st.sampled_from([float("nan"), float("inf"), -1, datetime(2026, 1, 1, tzinfo=UTC), ValueError, object()]),
)


@settings(max_examples=150)
@given(st.sampled_from(PLACES), answers, st.sampled_from(["json", "text"]))
def test_no_answer_gets_into_any_field(place: tuple[str, str], answer: object, form: Form) -> None:
    stream, log = opened(form)
    refused(log, stream, place[0], **{place[1]: answer})


@pytest.mark.parametrize("word", ["zqxcanary", "yes", "true", "2026-11-30", "1", "OSError"])
def test_a_word_gets_only_where_ids_are(word: str) -> None:
    for name, event in EVENTS.items():
        for field in event.fields.keys() - {"vendor"}:
            stream, log = opened("json")
            refused(log, stream, name, **{field: word})


@pytest.mark.parametrize(("field", "value"), [("seq", True), ("seconds", True), ("seq", 1.5), ("vendor", 1)])
def test_a_value_of_another_kind_is_refused(field: str, value: object) -> None:
    stream, log = opened("json")
    refused(log, stream, "vendor_assessed", **{field: value})


def test_events_and_fields_that_are_not_in_the_table_are_refused() -> None:
    stream, log = opened("json")
    refused(log, stream, "zqxcanary")
    refused(log, stream, "run_started %s", vendor="acme")
    refused(log, stream, "vendor_unchanged", answer="zqxcanary")
    refused(log, stream, "vendor_unchanged", zqxcanary=1)
    refused(log, stream, "vendor_unchanged", exc_info=True)
    refused(log, stream, "vendor_unchanged", seq=1)
    for reserved in ("time", "level"):
        refused(log, stream, "vendor_unchanged", **{reserved: "acme"})
    refused(log, stream, "vendor_unchanged", event="acme")


def test_a_clock_without_a_zone_is_refused() -> None:
    stream = io.StringIO()
    refused(logger(stream, "json", lambda: WHEN.replace(tzinfo=None)), stream, "lock_waited", seconds=1)


def test_each_line_is_flushed() -> None:
    class Counting(io.StringIO):
        flushed = 0

        def flush(self) -> None:
            self.flushed += 1

    stream = Counting()
    log = logger(stream, "text", lambda: WHEN)
    log("lock_waited", seconds=1)
    log("lock_waited", seconds=2)
    assert stream.flushed == 2


def test_two_logs_share_nothing() -> None:
    (first, log), (second, other) = opened("text"), opened("json")
    log("lock_waited", seconds=1)
    other("lock_waited", seconds=2)
    assert first.getvalue().count("\n") == second.getvalue().count("\n") == 1


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    rooms = ", ".join(f"kporisk.delivery.{name}" for name in ("logs", "digest", "calendar", "schedule"))
    program = f"import sys, {rooms}; print(*(sys.modules.keys() & {{'structlog', 'icalendar', 'smtplib', 'click'}}))"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "\n"
