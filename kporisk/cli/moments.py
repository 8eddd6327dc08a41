"""Which of a vendor's assessments is meant: by the number of its record, or by a day."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from kporisk.cli.options import DateType, NumberType

F = TypeVar("F", bound=Callable[..., Any])


class MomentType(click.ParamType[int | date]):
    """A record's number (12 or #12), or a day (YYYY-MM-DD)."""

    name = "record or date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | date:
        """The number or the day, or a message that shows how one is written."""
        if isinstance(value, int | date):
            return value
        if re.fullmatch(r"#?[0-9]{1,9}", str(value)):
            return int(str(value).removeprefix("#"))
        try:
            return DateType().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{str(value)[:40]!r} is neither the number of a record nor a day; write 12 or 2026-11-24", param, ctx)


def which_assessment(function: F) -> F:
    """--record N and --on DATE; for `chosen`."""
    on = click.option("--on", type=DateType(), help="The last assessment as of that day or before it.")
    record = click.option("--record", type=NumberType(1), metavar="N", help="The assessment with that number; kporisk history lists them.")
    return on(record(function))


def chosen(record: int | None, on: date | None) -> int | date | None:
    """What was chosen. Raises UsageError where both were given."""
    if record is not None and on is not None:
        raise click.UsageError("--record and --on both choose an assessment; give one of them")
    return on if record is None else record
