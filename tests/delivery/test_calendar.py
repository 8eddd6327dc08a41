"""Calendars that other programs read: well-formed by RFC 5545, and the same entries in every run."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kporisk.delivery.calendar import Entry, calendar
from kporisk.model.band import Tier

MADE = datetime(2026, 11, 30, 2, 10, 5, 999, tzinfo=UTC)
ACME = Entry("k3v9q0x7m2t8w1zd-7f3a", "acme", date(2026, 12, 31), Tier.HIGH)
LONG = Entry("k3v9q0x7m2t8w1zd-8b01", "a" * 63, date(2026, 2, 28), Tier.CRITICAL)

EXPECTED = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//kporisk//kporisk 0.2.0//EN
CALSCALE:GREGORIAN
BEGIN:VEVENT
SUMMARY:Re-assessment due: acme
DTSTART;VALUE=DATE:20261231
DTEND;VALUE=DATE:20270101
DTSTAMP:20261130T021005Z
UID:k3v9q0x7m2t8w1zd-7f3a-2026-12-31@kporisk
CLASS:CONFIDENTIAL
DESCRIPTION:Standing tier: high
PRIORITY:3
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
"""


def made(*entries: Entry, **options: Any) -> bytes:
    return calendar(entries, **{"made_at": MADE, "product": "kporisk 0.2.0", **options})


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def properties(content: bytes) -> list[dict[str, str]]:
    """Each event's properties by a reader of our own."""
    found: list[dict[str, str]] = []
    for line in unfolded(content)[:-1]:
        name, _, value = line.partition(":")
        if (name, value) == ("BEGIN", "VEVENT"):
            found.append({})
        elif found:
            found[-1][name] = value
    return found


def test_an_entry_as_it_stands_in_the_file() -> None:
    assert sorted(unfolded(made(ACME))) == sorted(EXPECTED.split("\n"))


def test_an_alarm_goes_off_so_many_days_before() -> None:
    lines = unfolded(made(ACME, alarm_days=14))
    at = lines.index("BEGIN:VALARM")
    assert set(lines[at : at + 5]) == {
        *("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Re-assessment due: acme", "TRIGGER:-P14D", "END:VALARM"),
    }
    assert "TRIGGER:P0D" in "\n".join(unfolded(made(ACME, alarm_days=0))).replace("-P0D", "P0D").replace("PT0S", "P0D")
    assert b"VALARM" not in made(ACME)


def test_ids_stay_over_runs_and_follow_the_due_date() -> None:
    later = made(ACME, made_at=MADE + timedelta(days=3))
    uid = properties(made(ACME))[0]["UID"]
    assert properties(later)[0]["UID"] == uid
    moved = Entry(ACME.uid_of, "acme-renamed", ACME.due, Tier.LOW)
    assert moved.uid == uid
    assert Entry(ACME.uid_of, "acme", date(2027, 6, 30), Tier.HIGH).uid != uid


def test_the_same_moment_in_another_zone_gives_the_same_bytes() -> None:
    elsewhere = MADE.astimezone(timezone(timedelta(hours=-9, minutes=-30)))
    assert made(ACME, LONG, made_at=elsewhere) == made(LONG, ACME)


def test_a_calendar_may_be_empty() -> None:
    parsed = icalendar.Calendar.from_ical(made())
    assert parsed.walk("VEVENT") == []


entries = st.builds(
    Entry,
    st.from_regex(r"[a-z0-9]{16}-[a-z0-9]{1,40}", fullmatch=True),
    st.from_regex(r"[a-z0-9][a-z0-9-]{0,62}", fullmatch=True),
    st.dates(date(1900, 1, 1), date.max),
    st.sampled_from(Tier),
)


@settings(max_examples=40)
@given(st.lists(entries, max_size=8, unique_by=lambda entry: entry.uid), st.sampled_from([None, 0, 30]))
def test_every_calendar_is_well_formed_and_reads_back(listed: list[Entry], alarm_days: int | None) -> None:
    content = made(*listed, alarm_days=alarm_days)
    assert content == made(*reversed(listed), alarm_days=alarm_days)
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    events = icalendar.Calendar.from_ical(content).walk("VEVENT")
    read = {(str(event["uid"]), str(event["summary"]), event.decoded("dtstart")) for event in events}
    assert read == {(entry.uid, f"Re-assessment due: {entry.vendor}", entry.due) for entry in listed}
    assert {event.decoded("dtstamp") for event in events} <= {MADE.replace(microsecond=0)}
    assert {line.partition(":")[0] for line in unfolded(content)[:-1]} <= {
        *("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "UID", "DTSTAMP", "DTSTART;VALUE=DATE", "DTEND;VALUE=DATE"),
        *("SUMMARY", "DESCRIPTION", "PRIORITY", "TRANSP", "CLASS", "ACTION", "TRIGGER"),
    }


@pytest.mark.parametrize(
    ("uid_of", "vendor"),
    [
        ("zqxcanary answer", "acme"),
        ("a\r\nX:zqxcanary", "acme"),
        ("", "acme"),
        ("a" * 201, "acme"),
        ("a", "Zqxcanary"),
        ("a", "zqxcanary\n"),
        ("a", "zqxcanary;b"),
    ],
)
def test_an_id_of_another_form_is_refused_without_quoting_it(uid_of: str, vendor: str) -> None:
    with pytest.raises(ValueError) as caught:
        Entry(uid_of, vendor, date(2026, 1, 1), Tier.LOW)
    assert "anary" not in str(caught.value)


@pytest.mark.parametrize(
    "options",
    [{"made_at": MADE.replace(tzinfo=None)}, {"product": "a\nb"}, {"product": ""}, {"alarm_days": -1}, {"alarm_days": 366}],
)
def test_options_out_of_range_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        made(ACME, **options)


def test_one_vendor_twice_on_one_date_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        made(ACME, ACME)
