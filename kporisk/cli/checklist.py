"""`kporisk checklist`: what is asked and looked for."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kporisk.cli.adopt import adopt, tell_pinned
from kporisk.cli.main import Subcommands, unknown
from kporisk.cli.options import language, output_format, own_checklists
from kporisk.cli.output import complain, say, say_json
from kporisk.cli.workspace import in_workspace
from kporisk.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from kporisk.model.checklist import Checklists, Rule


@click.group(cls=Subcommands)
def checklist() -> None:
    """What is asked and looked for: list, show, lint, test, explain, export, adopt.

    \b
    Example:
      kporisk checklist list
      kporisk checklist explain ko-ip-nda-entity --lang fr
    """


checklist.add_command(adopt)


@checklist.command("list")
@own_checklists
@in_workspace
@output_format
@language
def list_(own: tuple[Path, ...], place: Path | None, form: str, lang: str) -> None:
    """List the checklists with their version, questions, rules and digest; in a workspace, say which set it scores with.

    \b
    Example:
      kporisk checklist list
    """
    from kporisk.reports.catalogue import list_head
    from kporisk.workflow.library import library

    checklists = library(own).checklists.checklists
    tell_pinned(place)
    if form == "json":
        say_json(
            [
                {
                    "id": one.id,
                    "version": one.version,
                    "sha256": one.sha256,
                    "title": dict(one.title),
                    "domain": one.domain,
                    "module": one.module,
                    "questions": len(one.questions),
                    "rules": len(one.rules),
                }
                for one in checklists
            ]
        )
        return
    rows = [(one.id, one.version, len(one.questions), len(one.rules), one.sha256[:12], one.title[lang]) for one in checklists]
    head = list_head(lang=lang)
    _print(_table([head, *[tuple(map(str, row)) for row in rows]], width=shutil.get_terminal_size((100, 24)).columns))


@checklist.command()
@click.argument("name", metavar="ID")
@own_checklists
@language
def show(name: str, own: tuple[Path, ...], lang: str) -> None:
    """Show a checklist, a question, a rule or an engagement fact, by its ID.

    \b
    Example:
      kporisk checklist show ip_protection
      kporisk checklist show ds_mfa
      kporisk checklist show engagement
    """
    from kporisk.reports.catalogue import checklist_lines, fact_lines, question_lines, rule_lines
    from kporisk.workflow.library import library

    checklists = library(own).checklists
    by_id = {one.id: one for one in checklists.checklists}
    lines: Iterable[str]
    if name in by_id:
        lines = checklist_lines(by_id[name], lang=lang)
    elif name in checklists.question:
        lines = question_lines(checklists.question[name], checklists, lang=lang)
    elif name in checklists.rule:
        lines = rule_lines(checklists.rule[name], checklists, lang=lang)
    elif name == "engagement":
        lines = (line for fact in checklists.engagement for line in (*fact_lines(fact, lang=lang), ""))
    elif name in checklists.fact:
        lines = fact_lines(checklists.fact[name], lang=lang)
    else:
        known = [*by_id, *checklists.question, *checklists.rule, *checklists.fact, "engagement"]
        raise UsageError(unknown("checklist, question, rule or engagement fact", name, known))
    _print(lines)


@checklist.command()
@click.argument("name", metavar="RULE")
@own_checklists
@language
def explain(name: str, own: tuple[Path, ...], lang: str) -> None:
    """Say a RULE in plain words: when it fires, what it means, what to do, and its own cases.

    \b
    Example:
      kporisk checklist explain ko-ip-nda-entity
      kporisk checklist explain ko-ds-mfa --lang fr
    """
    from kporisk.reports.catalogue import rule_lines
    from kporisk.workflow.library import library

    checklists = library(own).checklists
    _print(rule_lines(_rule(checklists, name), checklists, lang=lang))


@checklist.command()
@own_checklists
@output_format
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def lint(own: tuple[Path, ...], form: str, quiet: bool) -> int:
    """Prove of every rule that it can fire, can be clear, fires only on worse answers, and repeats no other.

    \b
    Example:
      kporisk checklist lint
      kporisk checklist lint --checklists our-checklists
    """
    from kporisk.documents.content.lint import lint_checklists
    from kporisk.workflow.library import library

    checklists = library(own).checklists
    problems = lint_checklists(checklists)
    if form == "json":
        say_json(
            [
                {"source": one.source, "line": one.line, "column": one.column, "pointer": one.pointer, "message": one.message}
                for one in problems
            ]
        )
    else:
        for problem in problems:
            complain(str(problem))
        if not problems and not quiet:
            say(f"{len(checklists.rules)} rules over {len(checklists.questions)} questions: nothing to complain of")
    return ExitCode.INVALID_DOCUMENT if problems else ExitCode.DONE


@checklist.command()
@own_checklists
@output_format
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def test(own: tuple[Path, ...], form: str, quiet: bool) -> int:
    """Run the rules' own cases: those that must fire, be clear, be possible.

    \b
    Example:
      kporisk checklist test
      kporisk checklist test --checklists our-checklists
    """
    from kporisk.documents.content.rule_cases import run_cases
    from kporisk.workflow.library import library

    loaded = library(own)
    outcomes = run_cases(loaded.checklists, loaded.method)
    failed = [outcome for outcome in outcomes if not outcome.passed]
    if form == "json":
        say_json(
            [
                {
                    "rule": one.rule.id,
                    "case": one.number,
                    "place": one.place,
                    "expected": one.case.expect,
                    "outcome": one.outcome.value,
                    "passed": one.passed,
                }
                for one in outcomes
            ]
        )
    else:
        for one in failed:
            complain(f"{one.place}: {one.rule.id}, case {one.number}: expected {one.case.expect}, came out {one.outcome.value}")
        if failed or not quiet:
            say(
                f"{len(outcomes)} cases of {len(loaded.checklists.rules)} rules: {len(outcomes) - len(failed)} passed, {len(failed)} failed"
            )
    return ExitCode.INVALID_DOCUMENT if failed else ExitCode.DONE


@checklist.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--only", multiple=True, metavar="ID", help="Only this checklist. May be given several times.")
def export(folder: Path, only: tuple[str, ...]) -> None:
    """Write the shipped checklists to DIR, to begin your own from; then give it with --checklists.

    Keep what you change and delete the rest: a file of yours replaces the shipped one of the same path, and what you do not have is the
    shipped one. Rules that you add go in files of their own, in the folder rules beside rules.yaml. DIR must not exist or be empty.

    \b
    Example:
      kporisk checklist export our-checklists --only ip_protection
      kporisk assess case.yaml --checklists our-checklists
    """
    from kporisk import resources
    from kporisk.workflow.library import library

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} exists already and is not an empty folder; name a new one, so that nothing is overwritten")
    paths = {one.id: Path(one.domain, one.module) if one.module else Path(one.domain) for one in library().checklists.checklists}
    for name in only:
        if name not in paths:
            raise UsageError(unknown("checklist", name, paths))
    shipped = resources.folder("checklists")
    try:
        if only:
            for name in only:
                shutil.copytree(shipped / paths[name], folder / paths[name])
        else:
            shutil.copytree(shipped, folder, ignore=shutil.ignore_patterns("examples", "schemas", "__pycache__"), dirs_exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} could not be written: {error.strerror or 'some files could not be copied'}") from error
    say(f"written: {folder}")


def _rule(checklists: Checklists, name: str) -> Rule:
    if name in checklists.rule:
        return checklists.rule[name]
    question = checklists.question.get(name)
    if question is not None and question.knock_out is not None:
        return checklists.rule[question.knock_out]
    raise UsageError(unknown("rule", name, checklists.rule))


def _table(rows: list[tuple[str, ...]], *, width: int) -> Iterable[str]:
    """Columns as wide as their longest cell, numbers to the right; where lines are longer than `width`, the last one goes beneath."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    beneath = sum(widths) + 2 * (len(widths) - 1) > width
    for row in rows:
        cells = [
            cell.rjust(width) if rows[1][i].isdigit() else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        if beneath:
            yield "  ".join(cells[:-1]).rstrip()
            yield f"  {row[-1]}"
        else:
            yield "  ".join(cells).rstrip()


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)
