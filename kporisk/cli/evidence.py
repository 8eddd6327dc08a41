"""`kporisk evidence`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kporisk.cli import clock
from kporisk.cli.main import Subcommands
from kporisk.cli.options import DateType, language, output_format
from kporisk.cli.output import complain, say, say_json
from kporisk.cli.workspace import in_workspace, opened
from kporisk.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from kporisk.workflow.programme.evidence import Piece


@click.group(cls=Subcommands)
def evidence() -> None:
    """What vendors showed: copies kept by digest and encrypted, reviewed for named questions, asked for where it helps.

    \b
    Example:
      kporisk evidence add acme-research soc2.pdf --kind soc2_report --title "SOC 2" --issued 2026-05-31 --for ds_mfa --by "A. Ngo"
      kporisk evidence review acme-research soc2 --accept --for ds_mfa --by "M. Okafor"
      kporisk evidence request acme-research
    """


@evidence.command("add")
@click.argument("vendor")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", metavar="KIND", help="What kind of document it is.  [default: as the response declares it]")
@click.option("--title", metavar="TEXT", help="What it is called.  [default: as the response declares it]")
@click.option("--issued", type=DateType(), help="The day it was issued.  [default: as the response declares it]")
@click.option("--expires", type=DateType(), help="The last day on which it counts, if it says so itself.")
@click.option("--for", "questions", multiple=True, metavar="QUESTION", help="A question whose answer it shows. May be given several times.")
@click.option("--id", metavar="ID", help="How the response calls it, or is to.  [default: from the file's name]")
@click.option("--by", required=True, metavar="NAME", help="Who adds it.")
@in_workspace
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def add(
    vendor: str,
    file: Path,
    kind: str | None,
    title: str | None,
    issued: date | None,
    expires: date | None,
    questions: tuple[str, ...],
    id: str | None,
    by: str,
    place: Path | None,
    quiet: bool,
) -> int:
    """Keep a copy of a FILE that a VENDOR showed, with what it is and what it shows. It is encrypted, and never opened.

    \b
    Example:
      kporisk evidence add acme-research soc2.pdf --kind soc2_report --title "SOC 2" --issued 2026-05-31 --for ds_mfa --by "A. Ngo"
      kporisk evidence add acme-research export.csv --id idp --by "A. Laurent"
    """
    from kporisk.workflow.programme.evidence import Stated, add_evidence

    said = Stated(by, id, kind, title, issued, expires, questions)
    with opened(place) as workspace:
        added = add_evidence(workspace, workspace.vendor(vendor), file, said, on=clock.today(), at=clock.now())
    if not quiet:
        complain(f"{'added' if added.anew else 'there already'}: {added.id}, SHA-256 {added.sha256}")
        if added.instead_of is not None:
            complain(f"it takes the place of another file, SHA-256 {added.instead_of}; reviews of that one count no more")
        if added.not_cited:
            complain(f"not answered yet, so there is nothing that it shows: {', '.join(added.not_cited)}")
        if added.anew:
            shown = " ".join(f"--for {one}" for one in questions if one not in added.not_cited) or "--for QUESTION"
            complain(f"next: kporisk evidence review {vendor} {added.id} --accept {shown} --by NAME")
    return ExitCode.DONE


@evidence.command("list")
@click.argument("vendor")
@in_workspace
@output_format
def list_(vendor: str, place: Path | None, form: str) -> int:
    """List the evidence of a VENDOR: what it is, whether a copy is kept, and what it is worth today for each question.

    \b
    Example:
      kporisk evidence list acme-research
      kporisk evidence list acme-research --format json
    """
    from kporisk.workflow.programme.evidence import evidence_of

    with opened(place) as workspace:
        pieces = evidence_of(workspace, workspace.vendor(vendor), today=clock.today())
    if form == "json":
        say_json([piece.document() for piece in pieces])
        return ExitCode.DONE
    for number, piece in enumerate(pieces):
        for line in (*([""] if number else []), *_lines(piece)):
            say(line)
    if not pieces:
        complain(f"{vendor} has shown nothing yet; what to ask for: kporisk evidence request {vendor}")
    return ExitCode.DONE


@evidence.command("get")
@click.argument("vendor")
@click.argument("id")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help="Where the copy is written.")
@in_workspace
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def get(vendor: str, id: str, output: Path, place: Path | None, quiet: bool) -> int:
    """Write the copy of a VENDOR's evidence to a file, as it was added; only you can read it.

    \b
    Example:
      kporisk evidence get acme-research soc2 -o soc2.pdf
    """
    from kporisk.workflow.files import write_whole
    from kporisk.workflow.programme.evidence import evidence_content

    with opened(place) as workspace:
        content = evidence_content(workspace, workspace.vendor(vendor), id)
    if output.is_symlink() or output.exists():
        raise UsageError(f"{output} exists already; name another file, so that nothing is overwritten")
    write_whole(output, content)
    if not quiet:
        complain(f"written: {output}; it is not encrypted any more")
    return ExitCode.DONE


@evidence.command("review")
@click.argument("vendor")
@click.argument("id")
@click.option("--accept/--reject", "accepted", default=None, help="Whether it shows what was answered.")
@click.option(
    "--for", "questions", multiple=True, required=True, metavar="QUESTION", help="For which question; may be given several times."
)
@click.option("--by", required=True, metavar="NAME", help="The reviewer: nobody who answered for the vendor.")
@click.option("--note", metavar="TEXT", help="An internal note.")
@in_workspace
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def review(
    vendor: str, id: str, accepted: bool | None, questions: tuple[str, ...], by: str, note: str | None, place: Path | None, quiet: bool
) -> int:
    """Accept or reject the evidence ID of a VENDOR for the questions whose answers cite it.

    \b
    Example:
      kporisk evidence review acme-research soc2 --accept --for ds_mfa --for ds_bcp --by "M. Okafor"
      kporisk evidence review acme-research idp --reject --for ds_mfa --by "M. Okafor" --note "Covers one office only"
    """
    from kporisk.model.case import Outcome
    from kporisk.workflow.programme.evidence import evidence_of
    from kporisk.workflow.programme.reviewing import review_evidence

    if accepted is None:
        raise UsageError("say what the review came to: --accept or --reject")
    outcome, today = Outcome.ACCEPTED if accepted else Outcome.REJECTED, clock.today()
    with opened(place) as workspace:
        known = workspace.vendor(vendor)
        asked, anew = review_evidence(
            workspace, known, id, outcome=outcome, questions=questions, by=by, note=note, on=today, at=clock.now()
        )
        (piece,) = (one for one in evidence_of(workspace, known, today=today) if one.id == id)
    if not quiet:
        word = "recorded" if anew else "there already"
        complain(f"{word}: {id} is {outcome.value} for {', '.join(asked)}; it tells from the next: kporisk assess {vendor}")
        for question in asked if accepted else ():
            state = piece.states.get(question, "counts")
            if state != "counts":
                complain(f"it does not count for {question} all the same: {_words(state)}")
    return ExitCode.DONE


@evidence.command("request")
@click.argument("vendor")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the list as a text to send to the vendor.")
@language
@in_workspace
@output_format
@click.option("-q", "--quiet", is_flag=True, help="Print nothing when all goes well.")
def request(vendor: str, output: Path | None, lang: str, place: Path | None, form: str, quiet: bool) -> int:
    """List the fewest documents that would change the tier of a VENDOR; with -o as a text that the vendor may see.

    \b
    Example:
      kporisk evidence request acme-research
      kporisk evidence request acme-research -o for-acme.txt --lang fr
    """
    from kporisk.workflow.programme.record import look_at_vendor
    from kporisk.workflow.programme.request import for_the_vendor, request_document

    with opened(place) as workspace:
        document = look_at_vendor(workspace, workspace.vendor(vendor), as_of=clock.today(), depth=None).document
        letter = None if output is None else for_the_vendor(document, workspace.library.checklists, lang=lang)
    if output is None:
        _say_request(request_document(document), lang, form)
        return ExitCode.DONE
    if letter is None:
        raise UsageError(f"there is no document to ask {vendor} for; kporisk evidence request {vendor} says where it stands")
    from kporisk.workflow.files import write_whole

    if output.is_symlink() or output.exists():
        raise UsageError(f"{output} exists already; name another file, so that nothing is overwritten")
    write_whole(output, letter.encode())
    if not quiet:
        complain(f"written: {output}")
    return ExitCode.DONE


def _say_request(document: dict[str, Any], lang: str, form: str) -> None:
    if form == "json":
        say_json(document)
        return
    from kporisk.workflow.programme.request import request_lines

    for line in request_lines(document, lang=lang):
        say(line)


def _lines(piece: Piece) -> Iterator[str]:
    """One piece of evidence in at most 80 columns."""
    issued = "no day of issue" if piece.issued is None else f"issued {piece.issued}"
    expires = "" if piece.expires is None else f", expires {piece.expires}"
    kept = "copy kept" if piece.kept else "no copy kept"
    yield from _wrapped(f"{piece.id}: {piece.title}", "")
    yield from _wrapped(f"{piece.kind}; {issued}{expires}; {kept}", "  ")
    for state in dict.fromkeys(piece.states.get(question, "not cited") for question in piece.questions):
        those = [question for question in piece.questions if piece.states.get(question, "not cited") == state]
        yield from _wrapped(f"{_words(state)}: {', '.join(those)}", "  ")


def _words(state: str) -> str:
    return state.replace("_", " ")


def _wrapped(text: str, lead: str) -> list[str]:
    import textwrap

    return textwrap.wrap(text, 80, initial_indent=lead, subsequent_indent=f"{lead}  ", break_on_hyphens=False)
