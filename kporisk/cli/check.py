"""`kporisk check`."""

from __future__ import annotations

from pathlib import Path

import click

from kporisk.cli.options import output_format, own_checklists
from kporisk.cli.output import complain, say, say_json
from kporisk.errors import ExitCode, Problem
from kporisk.model.case import DocumentWarning


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@own_checklists
@output_format
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def check(files: tuple[Path, ...], own: tuple[Path, ...], form: str, quiet: bool) -> int:
    """Validate cases, engagements, responses, reviews and what a form gave, without assessing them.

    All problems of all files are shown at once, each with file, line, path and what to do.

    \b
    Example:
      kporisk check case.yaml
      kporisk check responses/*.yaml --format json
    """
    from kporisk.documents.form.back import check as check_file
    from kporisk.workflow.library import library

    checklists = library(own).checklists
    found = [(path, *check_file(path, checklists)) for path in files]
    count = sum(len(problems) for _, problems, _ in found)
    if form == "json":
        say_json(
            [
                {
                    "file": str(path),
                    "problems": [_problem(problem) for problem in problems],
                    "warnings": [_warning(warning) for warning in warnings],
                }
                for path, problems, warnings in found
            ]
        )
    else:
        for path, problems, warnings in found:
            for problem in problems:
                complain(str(problem))
            for warning in warnings:
                complain(f"{path}: {warning.pointer}: warning: {warning.message['en']}")
            if not problems and not quiet:
                say(f"{path}: valid" + (f", {_counted(len(warnings), 'warning')}" if warnings else ""))
        if count:
            sources = {problem.source for _, problems, _ in found for problem in problems}
            complain(f"{_counted(count, 'problem')} in {_counted(len(sources), 'file')}")
    return ExitCode.INVALID_DOCUMENT if count else ExitCode.DONE


def _problem(problem: Problem) -> dict[str, object]:
    return {
        "source": problem.source,
        "line": problem.line,
        "column": problem.column,
        "pointer": problem.pointer,
        "message": problem.message,
    }


def _warning(warning: DocumentWarning) -> dict[str, object]:
    """One that is about a contradiction names the questions whose answers it quotes."""
    about = {"questions": list(warning.questions)} if warning.questions else {}
    return {"pointer": warning.pointer, "message": dict(warning.message), **about}


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")
