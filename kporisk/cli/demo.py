"""`kporisk demo`."""

from __future__ import annotations

from pathlib import Path

import click

from kporisk.cli.options import language
from kporisk.cli.output import complain


@click.command()
@click.argument("folder", default="kporisk-demo", type=click.Path(file_okay=False, path_type=Path), metavar="[DIR]")
@language
def demo(folder: Path, lang: str) -> None:
    """Write filled examples to DIR, assess one of them, render its PDF.

    Nothing that you changed there is overwritten.

    \b
    Example:
      kporisk demo
      kporisk demo somewhere --lang fr
    """
    from kporisk.cli.terminal import show
    from kporisk.reports.edition import Edition
    from kporisk.workflow.assess import assessed_file
    from kporisk.workflow.demo import DAY, lay_out
    from kporisk.workflow.files import write_whole
    from kporisk.workflow.library import library
    from kporisk.workflow.report import print_report

    case, kept = lay_out(folder)
    for path in kept:
        complain(f"kept as you changed it: {path}")
    loaded = library()
    assessed = assessed_file(case, loaded, as_of=DAY)
    document = assessed.document
    report = folder / f"{document['vendor']['id']}.pdf"
    show(document, lang=lang)
    write_whole(report, print_report(assessed, loaded, edition=Edition((lang,))))
    complain("")
    complain(f"report:    {report}")
    complain(f"case:      {case} (assessed for {DAY})")
    complain(f"check it:  kporisk verify {report}")
    complain(f"yours now: edit it, then  kporisk assess {case} --as-of {DAY} --pdf {report}")
