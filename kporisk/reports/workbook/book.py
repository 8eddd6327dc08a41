"""The trace of an assessment as an XLSX workbook."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from kporisk import resources
from kporisk.errors import RenderingError
from kporisk.reports.reading import read
from kporisk.reports.speech import speech
from kporisk.reports.workbook import answers, method, summary
from kporisk.reports.workbook.paper import Paper, Sheet
from kporisk.reports.workbook.places import Places, Sheets, placed
from kporisk.reports.workbook.trace import Trace, trace
from kporisk.reports.workbook.wording import Wording


def trace_workbook(assessment: Mapping[str, Any], *, lang: str, templates: Sequence[Path] = ()) -> bytes:
    """The trace of a `kporisk.assessment/1` document as an XLSX file whose formulas lead from the answers to the score.

    Excel since 2010 and LibreOffice recompute it; each cell also holds what it comes to. The same document gives the same bytes.
    `templates` are an organisation's folders, whose `words/` come before the shipped ones. Raises UsageError for a language that there is
    not, RenderingError where the document contradicts itself.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import XlsxWriterException

    reading = read(assessment, speech(lang, (*templates, resources.folder("report_templates"))))
    traced, wording = trace(reading), Wording(reading)
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    workbook.set_properties(
        {
            "title": wording.say("summary.title"),
            "subject": reading.vendor,
            "author": f"kporisk {reading.document['kporisk_version']}",
            "comments": f"{reading.document['format']} · case SHA-256 {reading.document['sources']['case_sha256']}",
            "created": datetime.fromisoformat(reading.document["as_of"]),
        }
    )
    paper = Paper(workbook)
    paper.define("flag", {"num_format": '"{}";;"–"'.format(wording.say("yes").replace('"', ""))})
    try:
        _fill(paper, traced, wording)
        workbook.close()
    except XlsxWriterException as error:
        raise RenderingError(
            f"the workbook cannot be made with these words: {error}; change workbook.sheet in your words/{lang}.yaml"
        ) from error
    return target.getvalue()


def _fill(paper: Paper, traced: Trace, wording: Wording) -> None:
    places = Places(paper, _sheets(paper, wording), traced, placed(traced))
    summary.summary(places, wording)
    method.guide(places, wording)
    method.constants(places, wording)
    method.inherent(places, wording)
    method.domains(places, wording)
    answers.gaps(places, wording)
    answers.questions(places, wording)


def _sheets(paper: Paper, wording: Wording) -> Sheets:
    pairs = [12.0] * 14
    say = wording.say
    return Sheets(
        summary=Sheet(paper, say("sheet.summary"), widths=(62, 18, 18), landscape=False),
        guide=Sheet(paper, say("sheet.guide"), widths=(26, 78), landscape=False),
        constants=Sheet(paper, say("sheet.constants"), widths=(40, 11, 22, 12, 12, 12, 12, 12), landscape=True),
        inherent=Sheet(paper, say("sheet.inherent"), widths=(40, 14, 14, *pairs[:6]), landscape=True),
        domains=Sheet(paper, say("sheet.domains"), widths=(36, 8, *pairs), landscape=True),
        gaps=Sheet(paper, say("sheet.gaps"), widths=(34, 26, 10, 11, 12, 12, *pairs, 12), landscape=True),
        questions=Sheet(
            paper, say("sheet.questions"), widths=(24, 20, 16, 58, 8, 10, 14, 12, 14, 11, 12, 12, 12, 12, 12, 12, 9, 12, 12), landscape=True
        ),
    )
