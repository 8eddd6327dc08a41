"""`kporisk interview`."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from kporisk.cli import clock
from kporisk.cli.options import RESPONDENTS, language
from kporisk.cli.output import say, say_prose
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession

    from kporisk.cli.interview_screen import Screen
    from kporisk.workflow.filling.interview import Interview


@click.command()
@click.argument("vendor")
@click.option(
    "--as",
    "speaker",
    default="auditor",
    show_default=True,
    type=click.Choice(RESPONDENTS),
    help="Whose questions: the auditor's are all of them, asked on behalf of whoever answers.",
)
@click.option("--only", metavar="open|evidence|DOMAIN", help="Those without an answer or 'unknown', without evidence, or of a domain.")
@click.option("--by", metavar="NAME, ROLE", help="Who answers; asked once if not given.")
@click.option(
    "--depth", type=click.Choice(("core", "standard", "full")), help="Ask deeper than the inherent risk calls for; never shallower."
)
@in_workspace
@language
def interview(vendor: str, speaker: str, only: str | None, by: str | None, depth: str | None, place: Path | None, lang: str) -> int:
    """Answer the questions about a VENDOR one by one, here in the terminal, and record the answers.

    \b
    Example:
      kporisk interview acme-research
      kporisk interview acme-research --by "P. Raman, security lead" --only data_security
      kporisk interview acme-research --as vendor --lang fr

    Every answer is on disk, encrypted, before the next question: whatever ends it, the same command goes on where it stopped. An answer
    of last time counts once it is confirmed. With --only, answers that are not given anew stay; without, they are open.

    As auditor you enter what the vendor, the contract or the client says, each answer marked with the name of who said it; you are shown
    the band, and may state what only an auditor does. --as vendor is for a vendor at your keyboard: its own questions, no score.
    """
    if not _has_terminal():
        raise UsageError(
            f"an interview needs a terminal; without one: kporisk workbook {vendor} -o FILE.xlsx and, filled in, kporisk import FILE.xlsx, "
            f"or a questionnaire of outbox/ with kporisk assess {vendor} --response FILE; the client's facts: kporisk scope {vendor} FILE"
        )
    from kporisk.model.assessment import Depth
    from kporisk.model.checklist import Respondent
    from kporisk.workflow.filling.interview import Interview

    with opened(place) as workspace:
        asked = Depth(depth) if depth else None
        with Interview(workspace, vendor, speaker=Respondent(speaker), only=only, depth=asked, today=clock.today()) as talk:
            if not talk.sheet.order:
                say("There is nothing to ask here: no question is left for that.")
                return ExitCode.DONE
            options = "".join(
                f" --{name} {value}" for name, value in (("as", speaker), ("only", only), ("depth", depth), ("lang", lang)) if value
            )
            return _held(talk, by, lang, options.replace(" --as auditor", "").replace(" --lang en", ""))


def _has_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


def _held(interview: Interview, by: str | None, lang: str, options: str) -> int:
    """Hold the interview; its exit code."""
    from kporisk.cli.interview_screen import Screen
    from kporisk.cli.interview_talk import Ended, Talk

    size = shutil.get_terminal_size((80, 24))
    screen = Screen(interview, lang, width=size.columns, height=size.lines)
    session = _session()
    talk = Talk(interview, screen, lambda prompt: _asked(session, prompt))
    code: int = ExitCode.DONE
    try:
        with _terminable(session):
            _begin(interview, screen)
            if by is not None or interview.draft.by is None:
                talk.who(by or "")
            if talk.run() is Ended.RECORD:
                declaration = talk.declaration() if interview.covers_vendor else None
                count = len(interview.answered)
                new = interview.record(at=clock.now(), declaration=declaration)
                say_prose(screen.say("recorded" if new else "same", count=count, vendor=interview.vendor, id=interview.known.id))
                return code
    except EOFError:
        pass
    except KeyboardInterrupt:
        code = ExitCode.INTERRUPTED
    say_prose(screen.say("kept", done=len(interview.answered), id=interview.known.id, options=options))
    return code


def _begin(interview: Interview, screen: Screen) -> None:
    count = len(interview.sheet.order)
    lines = [screen.say("begin", vendor=interview.vendor, count=count)]
    lines += [screen.say("resumed", done=len(interview.answered))] if interview.resumed else []
    lines += [screen.say("torn")] if interview.torn else []
    lines += [screen.say("unfit", ids=screen.few(interview.unfit))] if interview.unfit else []
    for line in screen.prose("\n".join([*lines, screen.say("quick")])):
        say(line)


def _session() -> PromptSession[str]:
    """Asks for one line at a time: nothing is remembered of it, and the terminal is asked for nothing that some do not answer."""
    os.environ.setdefault("PROMPT_TOOLKIT_NO_CPR", "1")
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import DummyHistory

    return PromptSession(history=DummyHistory(), mouse_support=False, enable_history_search=False)


def _asked(session: PromptSession[str], prompt: str) -> str:
    return session.prompt(prompt)


class _TerminatedError(Exception):
    """SIGTERM arrived while a line was typed."""


@contextmanager
def _terminable(session: PromptSession[str]) -> Iterator[None]:
    """SIGTERM ends the line that is typed, so that the terminal is left as it was found, and then the command, as it ends any other."""
    before = signal.getsignal(signal.SIGTERM)

    def ended(number: int, frame: FrameType | None) -> None:
        app = session.app
        if app.is_running and app.loop is not None:
            app.loop.call_soon_threadsafe(lambda: app.exit(exception=_TerminatedError()))
        elif callable(before):
            before(number, frame)

    signal.signal(signal.SIGTERM, ended)
    try:
        yield
    except _TerminatedError:
        signal.signal(signal.SIGTERM, before)
        signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)
