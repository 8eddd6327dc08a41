"""`kporisk`: the group of commands, and the one place where an error becomes words and an exit code."""

from __future__ import annotations

import difflib
import io
import os
import re
import signal
import sys
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from kporisk import __version__
from kporisk.cli.output import complain
from kporisk.errors import ExitCode, InvalidDocument, KporiskError

COMMANDS = {
    "demo": ("kporisk.cli.demo", "Write filled examples, assess one, render its PDF."),
    "init": ("kporisk.cli.init", "Make a workspace: settings, register, evidence store, key."),
    "assess": ("kporisk.cli.assess", "Assess a case: risk as told and as proven, with a report."),
    "vendor": ("kporisk.cli.vendor", "The vendors of the register: add, import, change, list, show, retire."),
    "scope": ("kporisk.cli.scope", "The client's own facts about what a vendor does: show, write, record."),
    "interview": ("kporisk.cli.interview", "The questions one by one in the terminal; every answer is kept as it is given."),
    "workbook": ("kporisk.cli.workbook", "A workbook in which a vendor, or one of your own, answers."),
    "form": ("kporisk.cli.form", "The same as one HTML file, to fill in with a browser, without a network."),
    "import": ("kporisk.cli.import_", "Take in answers: a workbook, a response, a form of others (CAIQ, HECVAT)."),
    "response": ("kporisk.cli.response", "What vendors answered: export to reuse elsewhere; forms of others: list, show."),
    "history": ("kporisk.cli.history", "A vendor's assessments, and what was recorded before each."),
    "diff": ("kporisk.cli.diff", "What changed between two assessments, and why the score moved."),
    "explain": ("kporisk.cli.explain", "A number of an assessment, led back to its answers."),
    "evidence": ("kporisk.cli.evidence", "What vendors showed: add, list, get, review, request."),
    "waiver": ("kporisk.cli.waiver", "Risks accepted until a day: add, list, revoke."),
    "report": ("kporisk.cli.report", "Print a report: for whom, in which languages, how far approved, signed."),
    "verify": ("kporisk.cli.verify", "Check that a report, or the register, is what it was made as."),
    "check": ("kporisk.cli.check", "Validate documents without assessing them."),
    "checklist": ("kporisk.cli.checklist", "What is asked and looked for: list, show, lint, test, explain, export, adopt."),
    "schema": ("kporisk.cli.schema", "Print the JSON Schema of a document."),
    "jurisdiction": ("kporisk.cli.jurisdiction", "What lies between two countries: language, hours, law."),
    "sign": ("kporisk.cli.sign", "Sign a PDF, or co-sign it; earlier signatures stay valid."),
    "reassess": ("kporisk.cli.reassess", "Score every vendor anew for today; record, print and tell what changed."),
    "due": ("kporisk.cli.due", "Whose re-assessment is due, as a table, JSON, CSV or calendar."),
    "status": ("kporisk.cli.status", "How the programme stands; --check for monitoring."),
    "db": ("kporisk.cli.db", "The register's database: upgrade, check, backup, restore, clock."),
    "hold": ("kporisk.cli.hold", "Holds, because of which a vendor is not purged: add, list, release."),
    "purge": ("kporisk.cli.purge", "Destroy a vendor's key and files: nobody can read again what was recorded."),
    "anchor": ("kporisk.cli.anchor", "Write out the register's last record, to hold the register against it later."),
    "doctor": ("kporisk.cli.doctor", "Look at everything that can be wrong on this machine, with the fix for each."),
    "schedule": ("kporisk.cli.schedule", "Print the nightly run as a line for cron or as systemd units."),
    "completion": ("kporisk.cli.completion", "Print the completion script for a shell."),
}
"""Each command's module, imported when it is called, and its line in the help; in the order of the help."""


def command_of(name: str) -> click.Command:
    """The command of that name: its module has it, with an underscore behind it where Python keeps the word for itself."""
    command = getattr(import_module(COMMANDS[name][0]), f"{name}_" if iskeyword(name) else name)
    assert isinstance(command, click.Command)
    return command


class Commands(click.Group):
    """The commands, imported one by one when called, with the nearest named when one is mistyped."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of their use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        return command_of(cmd_name) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command and its arguments; a mistyped one is refused with the nearest."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            ctx.fail(unknown("command", name, COMMANDS))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table, so that help imports none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


class Subcommands(click.Group):
    """A group that keeps its commands' order and names the nearest when one is mistyped."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order of their definition."""
        return list(self.commands)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, each with the whole first sentence of its help."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _first_sentence(self.commands[name])) for name in self.commands])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """The command and its arguments; a mistyped one is refused with the nearest."""
        if args[0] not in self.commands and not args[0].startswith("-"):
            ctx.fail(unknown("command", args[0], self.commands))
        return super().resolve_command(ctx, args)


def _first_sentence(command: click.Command) -> str:
    words = " ".join((command.help or "").split("\n\n")[0].split())
    return re.split(r"(?<=\.) ", words, maxsplit=1)[0]


def unknown(noun: str, word: str, known: object) -> str:
    """`no such command 'asess'; did you mean 'assess'?`"""
    names = [str(name) for name in known]  # type: ignore[attr-defined]
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(names)}"
    return f"no such {noun} {word[:60]!r}; {hint}"


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="kporisk", message="%(prog)s %(version)s")
def cli() -> None:
    """Audit the vendors to whom knowledge work is outsourced.

    \b
    Example:
      kporisk demo                              see it at work
      kporisk assess case.yaml --pdf report.pdf

    Risk is a band, from what the vendor says to what somebody has shown. stdout carries the result, stderr everything else.
    """


def main() -> NoReturn:
    """Run the command line and end with its exit code; no traceback ever reaches a user."""
    signal.signal(signal.SIGTERM, _terminated)
    _open_streams()
    try:
        result = cli.main(standalone_mode=False)
        sys.stdout.flush()
        code = result if isinstance(result, int) else ExitCode.DONE
    except click.exceptions.Exit as error:
        code = error.exit_code
    except click.ClickException as error:
        _usage(error)
        code = ExitCode.USAGE
    except (click.Abort, KeyboardInterrupt):
        complain("interrupted; nothing is left half-written")
        code = ExitCode.INTERRUPTED
    except _TerminatedError:
        code = ExitCode.TERMINATED
    except InvalidDocument as error:
        for problem in error.problems:
            complain(str(problem))
        count = len(error.problems)
        complain(f"{count} problem{'s' if count != 1 else ''}; nothing was done")
        code = error.exit_code
    except KporiskError as error:
        complain(f"kporisk: {error}")
        code = error.exit_code
    except (BrokenPipeError, SystemExit):
        # Whoever read the output has gone; there is nobody left to tell. click turns the first into the second where it sees it.
        _drop_output()
        code = ExitCode.DONE
    except OSError as error:
        # Files have their own sentences and a name; what has none is the output itself.
        if error.filename is not None:
            _bug(error)
            code = ExitCode.BUG
        else:
            _drop_output()
            complain(f"kporisk: the output could not be written: {error.strerror}")
            code = ExitCode.USAGE
    except Exception as error:
        _bug(error)
        code = ExitCode.BUG
    sys.exit(int(code))


class _TerminatedError(BaseException):
    """SIGTERM arrived."""


def _terminated(_signal: int, _frame: FrameType | None) -> None:
    raise _TerminatedError


def _open_streams() -> None:
    """Write UTF-8 whatever the locale says, so that JSON is JSON and no letter is a failure; a closed stream is one that nobody reads."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  open as long as the process
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


def _drop_output() -> None:
    """What is still in the buffers goes nowhere, or Python would stumble over it once more at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def _usage(error: click.ClickException) -> None:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        complain(error.format_message())
        return
    context = getattr(error, "ctx", None)
    named = next((word for word in sys.argv[1:2] if word in COMMANDS), "")
    command = context.command_path if context is not None else f"kporisk {named}".strip()
    complain(f"{command}: {error.format_message()}")
    complain(f"try: {command} --help")


def _bug(error: Exception) -> None:
    """Say where it happened, never with which data: an exception's text may quote an answer."""
    if os.environ.get("KPORISK_DEBUG"):
        raise error
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename.rpartition('kporisk/')[2]}:{trace.tb_lineno}" if trace is not None else "?"
    complain(f"kporisk: a bug ({type(error).__name__} at {where}), please report it; KPORISK_DEBUG=1 shows all of it, answers included")
