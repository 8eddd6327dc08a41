"""The log of a run: events from a closed table, each with the fields that it may have, whose values have forms that no answer has."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol, TextIO

from kporisk.delivery import ids
from kporisk.model.band import Tier

if TYPE_CHECKING:
    from structlog.typing import EventDict, WrappedLogger

Form = Literal["json", "text"]
Level = Literal["info", "warning", "error"]
Value = str | int | float | bool
Kind = Callable[[object], Value | None]
"""Gives a value as it is logged, or None where it has another form."""

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


def _vendor(value: object) -> Value | None:
    return value if isinstance(value, str) and ids.VENDOR.fullmatch(value) else None


def _workspace(value: object) -> Value | None:
    return value if isinstance(value, str) and ids.WORKSPACE.fullmatch(value) else None


def _digest(value: object) -> Value | None:
    return value if isinstance(value, str) and _DIGEST.fullmatch(value) else None


def _count(value: object) -> Value | None:
    return int(value) if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _seconds(value: object) -> Value | None:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0
    return round(float(value), 3) if fits and isinstance(value, int | float) else None


def _flag(value: object) -> Value | None:
    return value if isinstance(value, bool) else None


def _date(value: object) -> Value | None:
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else None


def _error(value: object) -> Value | None:
    """The name of an exception's type: what it says could quote anything."""
    return type(value).__name__ if isinstance(value, BaseException) else None


def _one_of(*words: str) -> Kind:
    def kind(value: object) -> Value | None:
        return str(value) if isinstance(value, str) and value in words else None

    return kind


_TIER = _one_of(*(tier.word for tier in Tier))
_LANGUAGE = _one_of("en", "fr")
_CAUSE = _one_of("terminated", "interrupted", "max_runtime")


@dataclass(frozen=True, slots=True)
class Event:
    """How grave an event is, and the fields that it may have."""

    level: Level
    fields: Mapping[str, Kind]


EVENTS: Mapping[str, Event] = {
    "run_started": Event(
        "info", {"workspace": _workspace, "as_of": _date, "vendors": _count, "jobs": _count, "dry_run": _flag, "first_after_import": _flag}
    ),
    "lock_waited": Event("info", {"seconds": _seconds}),
    "vendor_assessed": Event("info", {"vendor": _vendor, "seq": _count, "tier": _TIER, "seconds": _seconds}),
    "vendor_unchanged": Event("info", {"vendor": _vendor}),
    "vendor_failed": Event("error", {"vendor": _vendor, "error": _error}),
    "vendor_quarantined": Event("error", {"vendor": _vendor, "attempts": _count}),
    "worker_died": Event("warning", {"vendor": _vendor, "attempts": _count}),
    "due_missed": Event("warning", {"vendor": _vendor, "due_on": _date}),
    "report_written": Event("info", {"vendor": _vendor, "seq": _count, "language": _LANGUAGE, "sha256": _digest}),
    "report_failed": Event("error", {"vendor": _vendor, "seq": _count, "language": _LANGUAGE, "error": _error}),
    "reminder_written": Event("info", {"vendor": _vendor, "due_on": _date}),
    "mail_sent": Event("info", {"recipients": _count, "seconds": _seconds}),
    "mail_failed": Event("warning", {"error": _error, "seconds": _seconds}),
    "webhook_sent": Event("info", {"seconds": _seconds}),
    "webhook_failed": Event("warning", {"error": _error, "seconds": _seconds}),
    "run_stopped": Event("warning", {"cause": _CAUSE, "left": _count}),
    "run_ended": Event(
        "info",
        {
            **dict.fromkeys(
                ("vendors", "assessed", "changed", "unchanged", "failed", "due", "overdue", "reports", "missed", "code"), _count
            ),
            "seconds": _seconds,
        },
    ),
}
"""Everything that a log can say."""


class Log(Protocol):
    """Writes one event as one line.

    Raises TypeError, without quoting a value, for an event or a field that is not in the table or a value of another form: that is a bug.
    """

    def __call__(self, event: str, /, **fields: object) -> None:
        """Write `event` with `fields`."""


def logger(stream: TextIO, form: Form, clock: Callable[[], datetime]) -> Log:
    """A log that writes to `stream`, flushed line by line, with the instant that `clock` gives (it has a time zone) in UTC.

    `json`: an object a line with time, level, event and the fields. `text`: `2026-11-30T02:10:00Z info vendor_assessed vendor=acme seq=12`.
    Writing raises OSError where the stream does. Nothing is shared with other logs.
    """
    import structlog

    def stamped(_: WrappedLogger, level: str, event: EventDict) -> EventDict:
        now = clock()
        if now.tzinfo is None:
            raise TypeError("the log's clock has no time zone")
        moment = now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return {"time": moment, "level": level, "event": event.pop("event"), **event}

    bound = structlog.wrap_logger(
        structlog.WriteLogger(stream),
        processors=[_checked, stamped, structlog.processors.JSONRenderer(ensure_ascii=True) if form == "json" else _line],
        wrapper_class=structlog.make_filtering_bound_logger(0),
        context_class=dict,
        cache_logger_on_first_use=True,
    )

    def log(event: str, /, **fields: object) -> None:
        getattr(bound, _known(event).level)(event, **fields)

    return log


def _known(event: str) -> Event:
    if event not in EVENTS:
        raise TypeError("the log has no such event")
    return EVENTS[event]


def _checked(_: WrappedLogger, level: str, event: EventDict) -> EventDict:
    name = event.pop("event")
    kinds = _known(name).fields
    checked: dict[str, Any] = {"event": name}
    for field, value in event.items():
        if field not in kinds:
            raise TypeError(f"the event {name} has a field that is not in the table")
        checked[field] = kinds[field](value)
        if checked[field] is None:
            raise TypeError(f"the field {field} of the event {name} has a value of another form")
    return checked


def _line(_: WrappedLogger, __: str, event: EventDict) -> str:
    head = " ".join(str(event.pop(name)) for name in ("time", "level", "event"))
    return " ".join([head, *(f"{name}={value if isinstance(value, str) else json.dumps(value)}" for name, value in event.items())])
