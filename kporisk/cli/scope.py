"""`kporisk scope`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kporisk.cli import clock
from kporisk.cli.options import language, output_format
from kporisk.cli.output import complain, say, say_json
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from kporisk.workflow.programme.scope import Scope


@click.command()
@click.argument("vendor")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the facts to fill in, as YAML.")
@in_workspace
@output_format
@language
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def scope(vendor: str, file: Path | None, output: Path | None, place: Path | None, form: str, lang: str, quiet: bool) -> int:
    """Show the client's own facts about what a VENDOR does; write them to fill in, or record those of a FILE.

    \b
    Example:
      kporisk scope acme-research -o acme-facts.yaml
      kporisk scope acme-research acme-facts.yaml
      kporisk scope acme-research
    """
    if file is not None and output is not None:
        raise UsageError("a FILE is read and -o writes one; give one of them")
    if file is not None:
        return _record(vendor, file, place, quiet=quiet)
    if output is not None:
        return _write(vendor, output, place, lang, quiet=quiet)
    from kporisk.workflow.programme.scope import scope_of

    with opened(place) as workspace:
        found = scope_of(workspace, vendor)
    if form == "json":
        say_json(
            {
                "vendor": vendor,
                "facts": [
                    {
                        "id": one.fact.id,
                        "text": dict(one.fact.text),
                        "required": one.fact.required,
                        "value": one.value,
                        "value_text": None if one.text is None else dict(one.text),
                    }
                    for one in found.facts
                ],
                "missing": list(found.missing),
            }
        )
    else:
        _show(vendor, found, lang)
    return ExitCode.DONE


def _show(vendor: str, found: Scope, lang: str) -> None:
    from kporisk.reports.lines import paragraph, plain, words, wrapped

    for one in found.facts:
        said = "–" if one.text is None else one.text[lang]
        for number, line in enumerate(wrapped(words(f"{one.fact.id}: {said}"), _width() - 2)):
            say(f"{'  ' if number else ''}{plain(line)}")
        for line in paragraph(words(one.fact.text[lang]), _width(), indent=4):
            say(plain(line))
    if found.missing:
        complain(f"not stated yet, and required: {', '.join(found.missing)}; to state them: kporisk scope {vendor} -o FILE")


def _width() -> int:
    import shutil

    return min(100, shutil.get_terminal_size((80, 24)).columns)


def _write(vendor: str, output: Path, place: Path | None, lang: str, *, quiet: bool) -> int:
    from kporisk.workflow.files import write_whole
    from kporisk.workflow.programme.scope import scope_file

    if output.exists() or output.is_symlink():
        raise UsageError(f"{output} exists already; name another file, so that nothing is overwritten")
    with opened(place) as workspace:
        text = scope_file(workspace, vendor, lang=lang)
    write_whole(output, text.encode())
    if not quiet:
        complain(f"written: {output}. When it is filled in: kporisk scope {vendor} {output}")
    return ExitCode.DONE


def _record(vendor: str, file: Path, place: Path | None, *, quiet: bool) -> int:
    from kporisk.workflow.programme.returned import record_engagement

    with opened(place) as workspace:
        changed, warnings = record_engagement(workspace, workspace.vendor(vendor), file, at=clock.now())
    for warning in warnings:
        complain(f"{file}: {warning.pointer}: {warning.message['en']}")
    if not quiet:
        what = f"recorded: {', '.join(changed)}" if changed else "nothing changed, so nothing was recorded"
        complain(
            f"{what}. To answer what is asked now: kporisk interview {vendor}, to assess it: kporisk assess {vendor}" if changed else what
        )
    return ExitCode.DONE
