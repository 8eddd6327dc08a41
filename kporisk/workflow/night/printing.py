"""The reports of what changed: printed in workers, written, then recorded."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from typing import TYPE_CHECKING

from kporisk.errors import KporiskError
from kporisk.register.kinds import Kind
from kporisk.reports.edition import Edition, edition_document
from kporisk.workflow.files import write_whole
from kporisk.workflow.look import OwnLook
from kporisk.workflow.programme.past import Past, assessment_on, past_from
from kporisk.workflow.programme.printing import Before, before_of, edition_of, own_look, place_for, render_past, report_entry, templates_of

if TYPE_CHECKING:
    from kporisk.workflow.night.reading import Subject
    from kporisk.workflow.night.run import Run

IN_FLIGHT = 8
"""Reports that are being made or wait for it: each is a few megabytes."""


def print_all(run: Run, subjects: Sequence[Subject], pool: Executor) -> None:
    """Print every assessment of these vendors that a run recorded and that has no report yet, those that another run left among them."""
    wanting = [subject for subject in subjects if _wants_one(subject)]
    if not wanting:
        return
    try:
        look = own_look(run.workspace)
    except KporiskError as error:
        for subject in wanting:
            run.fail(subject.known.id, error)
        return
    running: dict[Future[bytes], tuple[Subject, Past, Edition]] = {}
    done = 0
    for subject in wanting:
        if run.over:
            break
        try:
            job = _submit(run, pool, subject, look)
        except Exception as error:
            run.fail(subject.known.id, error)
            continue
        running[job[0]] = job[1:]
        if len(running) >= IN_FLIGHT:
            done = _collect(run, running, done, len(wanting))
    while running:
        done = _collect(run, running, done, len(wanting))


def _wants_one(subject: Subject) -> bool:
    past = subject.past
    return past is not None and past.why == "reassess" and subject.newest.of.get(Kind.REPORT, 0) < past.record.seq


def _submit(run: Run, pool: Executor, subject: Subject, look: OwnLook) -> tuple[Future[bytes], Subject, Past, Edition]:
    assert subject.past is not None
    past = assessment_on(run.workspace.register, subject.known, seq=subject.past.record.seq)
    edition = edition_of(run.workspace, past, look)
    future = pool.submit(
        render_past,
        past.case_text,
        past.document_text,
        run.workspace.folders_by(past.content),
        edition_document(edition),
        before=_before(run, subject, past),
        templates=templates_of(look),
    )
    return future, subject, past.lean(), edition


def _before(run: Run, subject: Subject, past: Past) -> Before | None:
    """The assessment before it, so that the report tells what changed."""
    register = run.workspace.register
    older = register.records(subject.known.ref, kinds=(Kind.ASSESSMENT,), upto=past.record.seq - 1, newest_first=True)
    return before_of(past_from(older[0], register.body(older[0].seq))) if older else None


def _collect(run: Run, running: dict[Future[bytes], tuple[Subject, Past, Edition]], done: int, of: int) -> int:
    finished, _ = wait(running, return_when=FIRST_COMPLETED)
    for future in finished:
        subject, past, edition = running.pop(future)
        done += 1
        try:
            _write(run, subject, past, edition, future.result())
            run.around.told("printed", subject.known.id, done, of)
        except Exception as error:
            run.fail(subject.known.id, error)
            run.around.told("unprinted", subject.known.id, done, of)
    return done


def _write(run: Run, subject: Subject, past: Past, edition: Edition, content: bytes) -> None:
    path = place_for(run.workspace, past, edition)
    write_whole(path, content)
    entry = report_entry(run.workspace, past, path, content, edition, by="reassess")
    assert entry is not None
    if run.commit([entry], subject) is not None:
        run.outcome.reports.append(path)
        run.log("report_written", vendor=subject.known.id, seq=past.record.seq, sha256=entry.body["sha256"])
