"""Re-assessments as calendar entries (RFC 5545): ids and dates, the same again in every run so that calendars update and do not double."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from kporisk.delivery import ids
from kporisk.model.band import Tier

if TYPE_CHECKING:
    from icalendar import Alarm, Event

MOST_DAYS = 365
"""Days before a due date, at most, that an alarm goes off."""

_UID_OF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}", re.ASCII)
_PRODUCT = re.compile(r"[A-Za-z0-9 ._/-]{1,60}", re.ASCII)
_PRIORITY = {Tier.CRITICAL: 1, Tier.HIGH: 3, Tier.MODERATE: 5, Tier.LOW: 9}
"""RFC 5545, 3.8.1.9: 1 is the highest, 9 the lowest."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A re-assessment that falls due on `due`.

    `uid_of` stands for the vendor for ever: `<workspace id>-<vendor's reference>`, up to 200 letters, digits, dots, dashes and underscores.
    `tier` is the standing one. Raises ValueError, without quoting it, for an id of another form.
    """

    uid_of: str
    vendor: str
    due: date
    tier: Tier

    def __post_init__(self) -> None:
        ids.vendors((self.vendor,))
        if _UID_OF.fullmatch(self.uid_of) is None:
            raise ValueError("this stands for no vendor")

    @property
    def uid(self) -> str:
        """The same for the vendor and the due date in every run."""
        return f"{self.uid_of}-{self.due.isoformat()}@kporisk"


def calendar(entries: Iterable[Entry], *, made_at: datetime, product: str, alarm_days: int | None = None) -> bytes:
    """An iCalendar file in UTF-8, entries by date and id; the same input gives the same bytes.

    `made_at` has a time zone and stands in every entry to the second; `product` is a name with a version; `alarm_days`, 0 to 365, makes
    calendars remind so many days before. Raises ValueError for anything else, or where two entries are of one vendor and one date.
    """
    if made_at.tzinfo is None or _PRODUCT.fullmatch(product) is None or not (alarm_days is None or 0 <= alarm_days <= MOST_DAYS):
        raise ValueError("a calendar needs a time with a zone, a plain product name, and alarms at most a year before")
    listed = sorted(entries, key=lambda entry: (entry.due, entry.vendor, entry.uid))
    if len({entry.uid for entry in listed}) < len(listed):
        raise ValueError("a vendor is due twice on one date")
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", f"-//kporisk//{product}//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    for entry in listed:
        made.add_component(_event(entry, made_at.astimezone(UTC).replace(microsecond=0), alarm_days))
    content: bytes = made.to_ical()
    return content


def _event(entry: Entry, made_at: datetime, alarm_days: int | None) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", made_at)
    event.add("dtstart", entry.due)
    if entry.due < date.max:
        event.add("dtend", entry.due + timedelta(days=1))
    event.add("summary", _summary(entry))
    event.add("description", f"Standing tier: {entry.tier.word}")
    event.add("priority", _PRIORITY[entry.tier])
    event.add("transp", "TRANSPARENT")
    event.add("class", "CONFIDENTIAL")
    if alarm_days is not None:
        event.add_component(_alarm(entry, alarm_days))
    return event


def _alarm(entry: Entry, days: int) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _summary(entry))
    alarm.add("trigger", -timedelta(days=days))
    return alarm


def _summary(entry: Entry) -> str:
    return f"Re-assessment due: {entry.vendor}"
