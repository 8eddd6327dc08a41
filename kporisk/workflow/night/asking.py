"""Asking those who are due: prefilled questionnaires in the outbox, and a record that they were asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kporisk.documents.cases.carried import carry
from kporisk.documents.cases.questionnaire import questionnaire
from kporisk.documents.workbook.write import write_workbook
from kporisk.model.case import Vendor
from kporisk.model.checklist import Respondent
from kporisk.register.book import PurgedError
from kporisk.register.kinds import Entry, Kind, Known
from kporisk.scoring.cadence import overdue_days, reminder
from kporisk.workflow.files import make_folder, write_whole
from kporisk.workflow.filling.workbook import made_of
from kporisk.workflow.night.calendar import months_of
from kporisk.workflow.programme.past import Past, assessment_on
from kporisk.workflow.workspace.opened import Workspace

if TYPE_CHECKING:
    from kporisk.workflow.night.reading import Subject
    from kporisk.workflow.night.run import Run

DAYS_TO_ANSWER = 30


def ask(run: Run, subject: Subject) -> None:
    """Write a vendor's questionnaires if it has come due, or note that it is overdue; what goes wrong is noted as its failure."""
    if subject.past is None:
        return
    try:
        _ask_one(run, subject, subject.past)
    except PurgedError:
        return
    except Exception as error:
        run.fail(subject.known.id, error)


def _ask_one(run: Run, subject: Subject, past: Past) -> None:
    months, today = months_of(past, run.workspace.library.method), run.outcome.as_of
    last = _last_asked(run, subject)
    due = reminder(past.answered_on, months, last=last, today=today)
    if due is None:
        if overdue_days(past.answered_on, months, today):
            run.outcome.overdue.append(subject.known.id)
        return
    # A date counts as missed where no run that asks came between it and this one; under a longer cadence it was no due date at all.
    before = run.runs.told_until(subject.known.ref, asked=True)
    missed = [day for day in due.missed if before is None or day > before]
    whole = assessment_on(run.workspace.register, subject.known, seq=past.record.seq)
    until = today + timedelta(days=DAYS_TO_ANSWER)
    written = write_questionnaires(run.workspace, subject.known, whole, due=due.due, until=until)
    body: dict[str, Any] = {
        "due": due.due.isoformat(),
        "missed": [day.isoformat() for day in missed],
        "months": months,
        "files": [path.relative_to(run.workspace.folder).as_posix() for path in written],
    }
    if run.commit([Entry(Kind.REMINDER, body, subject.known.ref)], subject) is not None:
        run.outcome.due.append(subject.known.id)
        run.outcome.missed += len(missed)
        run.outcome.questionnaires += written
        run.log("reminder_written", vendor=subject.known.id, due_on=due.due)
        for day in missed:
            run.log("due_missed", vendor=subject.known.id, due_on=day)


def _last_asked(run: Run, subject: Subject) -> date | None:
    seq = subject.newest.of.get(Kind.REMINDER)
    return None if seq is None else date.fromisoformat(run.workspace.register.body(seq)["due"])


def write_questionnaires(workspace: Workspace, known: Known, past: Past, *, due: date, until: date) -> list[Path]:
    """One file for each respondent who is asked something, `outbox/<vendor>/<due>-<respondent>.yaml`; returns what is there then.

    Beside the vendor's stands the same as a workbook (.xlsx), in all languages of the settings.
    A file that is there already is left alone: somebody may have begun to fill it in.
    """
    document = past.document
    asked = {one["id"] for one in document["questions"] if one["status"] != "not_asked"}
    case = carry(past.case_document, workspace.library.checklists).document
    vendor = Vendor(past.vendor, document["vendor"]["name"])
    folder, written = workspace.outbox / past.vendor, []
    for respondent in Respondent:
        text = questionnaire(
            case,
            asked,
            workspace.library.checklists,
            respondent=respondent,
            lang=workspace.settings.report.languages[0],
            vendor=vendor,
            due=until,
        )
        if text is None:
            continue
        make_folder(folder)
        path = folder / f"{due.isoformat()}-{respondent.value}.yaml"
        if not path.exists():
            write_whole(path, text.encode())
        written.append(path)
        if respondent is Respondent.VENDOR:
            written.append(_workbook(workspace, known, case, asked, path.with_suffix(".xlsx"), until))
    return written


def _workbook(workspace: Workspace, known: Known, case: Mapping[str, Any], asked: set[str], path: Path, until: date) -> Path:
    if not path.exists():
        langs = workspace.settings.report.languages
        made = made_of(workspace, known, Respondent.VENDOR, case, asked, langs=langs, due=until)
        assert made is not None
        write_whole(path, write_workbook(made))
    return path
