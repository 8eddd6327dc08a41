"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from kporisk.cli import clock
from kporisk.errors import UsageError

F = TypeVar("F", bound=Callable[..., Any])

LANGUAGES = ("en", "fr")
RESPONDENTS = ("vendor", "contract", "client", "auditor")


class DateType(click.ParamType[date]):
    """A calendar date, YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The date, or a message that shows how one is written."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{str(value)[:40]!r} is no day of the calendar; write one as YYYY-MM-DD, for example 2026-11-24", param, ctx)


class NumberType(click.IntRange):
    """A whole number between bounds, called that in help and messages."""

    name = "number"

    def __repr__(self) -> str:
        return f"<NumberType {self._describe_range()}>"


class DurationType(click.ParamType[int]):
    """A span of time such as 30s, 90m, 36h or 30d, in seconds."""

    name = "span"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The seconds, or a message that shows how a span is written."""
        from kporisk.documents.settings.durations import duration

        if isinstance(value, int):
            return value
        try:
            return duration(str(value))
        except UsageError as error:
            self.fail(str(error), param, ctx)


def own_checklists(function: F) -> F:
    """--checklists DIR, repeatable."""
    return click.option(
        "--checklists",
        "own",
        multiple=True,
        envvar="KPORISK_CHECKLISTS",
        metavar="DIR",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="A folder of your own checklists, rules, method or texts, laid over the shipped ones. May be given several times.",
    )(function)


def own_look(function: F) -> F:
    """--look DIR."""
    return click.option(
        "--look",
        "look_folder",
        envvar="KPORISK_LOOK",
        metavar="DIR",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="A folder with your own look: look.yaml (name, logo, colours, marking), and templates, words or look.css laid over ours.",
    )(function)


def language(function: F) -> F:
    """--lang en|fr."""
    return click.option(
        "--lang", default="en", show_default=True, envvar="KPORISK_LANG", type=click.Choice(LANGUAGES), help="The language of the output."
    )(function)


class LanguagesType(click.ParamType[tuple[str, ...]]):
    """One or more languages, separated by commas."""

    name = "languages"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The languages in their order, or a message that names those there are."""
        if isinstance(value, tuple):
            return value
        found = tuple(part.strip() for part in str(value).split(","))
        for lang in found:
            if lang not in LANGUAGES:
                self.fail(f"{lang[:20]!r} is not one of {', '.join(map(repr, LANGUAGES))}", param, ctx)
        if len(set(found)) < len(found):
            self.fail("name each language once", param, ctx)
        return found


def languages(function: F) -> F:
    """--lang en|fr|en,fr."""
    return click.option(
        "--lang",
        "langs",
        envvar="KPORISK_LANG",
        type=LanguagesType(),
        metavar="LANG[,LANG]",
        help="The language, or several for one after the other in one file: en, fr, or en,fr.  [default: en]",
    )(function)


def for_respondent(function: F) -> F:
    """--for vendor|contract|client|auditor."""
    return click.option(
        "--for",
        "respondent",
        default="vendor",
        show_default=True,
        type=click.Choice(RESPONDENTS),
        help="Who fills it in; each sees their own questions only.",
    )(function)


def wanted_back(said: str) -> Callable[[F], F]:
    """--due DAY, none that is over. `said`: where it is said to whoever answers."""
    return click.option("--due", type=DateType(), callback=_not_over, help=f"Until when the answers are wanted back; said {said}.")


def _not_over(ctx: click.Context, param: click.Parameter, due: date | None) -> date | None:
    if due is not None and due < clock.today():
        raise UsageError(f"{due} is over; --due is a day by which the answers are wanted back")
    return due


def output_format(function: F) -> F:
    """--format text|json."""
    return click.option(
        "--format", "form", default="text", show_default=True, type=click.Choice(("text", "json")), help="For people, or for programs."
    )(function)
