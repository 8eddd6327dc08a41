"""Reports of recorded assessments: from the stored case, with what it was scored with, and only where the two agree."""

from __future__ import annotations

import hashlib
import json
import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from kporisk.documents.files.digest import canonical
from kporisk.errors import IntegrityError, InvalidDocument
from kporisk.register.kinds import Entry, Kind
from kporisk.reports.edition import Anchor, Audience, edition_document
from kporisk.reports.look import PLAIN
from kporisk.seal.carried import carried
from kporisk.workflow import report as room
from kporisk.workflow.programme.past import Past, last_assessment
from kporisk.workflow.programme.printing import (
    before_of,
    edition_of,
    own_look,
    place_for,
    render_past,
    report_entry,
    report_of_past,
    templates_of,
)
from kporisk.workflow.verify.recompute import Recomputed, compared_with, recompute
from kporisk.workflow.verify.result import Outcome
from kporisk.workflow.workspace.opened import Workspace
from kporisk.workflow.workspace.pinned import content_body, content_of
from tests.workspaces import NOON, VENDOR, assessed_place


@pytest.fixture
def workspace(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with assessed_place(tmp_path_factory, tmp_path).open() as opened:
        yield opened


@pytest.fixture
def past(workspace: Workspace) -> Past:
    found = last_assessment(workspace.register, workspace.vendor(VENDOR))
    assert found is not None
    return found


def test_the_report_of_a_recorded_assessment_carries_its_record_and_its_proof(workspace: Workspace, past: Past) -> None:
    edition = edition_of(workspace, past, own_look(workspace))
    found = carried(report_of_past(workspace, past, edition, before=before_of(past)))
    assert json.loads(found.attachments["edition.json"])["anchor"] == {"seq": past.record.seq, "sha256": past.record.sha256}
    assert found.attachments["case.json"] == past.case_text
    assert found.attachments["previous-case.json"] == past.case_text
    again = recompute(found)
    assert isinstance(again, Recomputed)
    assert compared_with(found, again).outcome is Outcome.OK


def test_what_a_worker_is_given_can_be_pickled(workspace: Workspace, past: Past) -> None:
    edition = edition_document(edition_of(workspace, past, own_look(workspace)))
    given = (past.case_text, past.document_text, workspace.folders_by(past.content), edition, before_of(past))
    assert pickle.loads(pickle.dumps(given)) == given


def test_an_assessment_is_printed_with_what_it_was_scored_with(workspace: Workspace, past: Past, tmp_path: Path) -> None:
    own = tmp_path / "other"
    own.mkdir()
    method = workspace.content.method.replace(b"tiers:", b"# ours\ntiers:")
    (own / "method.yaml").write_bytes(method)
    other = content_of((*workspace.content_folders, own))
    before = workspace.content
    workspace.commit([Entry(Kind.CONTENT, content_body(other))], at=NOON)
    workspace.forget_content()
    assert workspace.content.sha256 == other.sha256 != before.sha256
    assert workspace.content_by(before.sha256) == before
    assert workspace.folders_by(before.sha256) != workspace.content_folders
    with pytest.raises(IntegrityError, match="no checklists with the SHA-256 0000"):
        workspace.content_by("0" * 64)


@pytest.mark.parametrize("wrong", ["number", "case"])
def test_nothing_is_printed_where_the_stored_case_gives_another_assessment(workspace: Workspace, past: Past, wrong: str) -> None:
    document, case = past.document, past.case_document
    if wrong == "number":
        document["score"]["told"] += 1
    else:
        case["response"]["answers"]["no_such_question"] = {"status": "unknown"}
    edition = edition_document(edition_of(workspace, past, own_look(workspace)))
    with (
        patch.object(room, "pdf", side_effect=AssertionError("printed")),
        pytest.raises(IntegrityError, match=f"{VENDOR} as of 2026-11-24 .*verify --register"),
    ):
        render_past(canonical(case), json.dumps(document).encode(), workspace.folders_by(past.content), edition)


def test_a_workspace_has_its_own_look_once_something_is_in_its_folder(workspace: Workspace) -> None:
    ours = own_look(workspace)
    assert (ours.look, templates_of(ours)) == (PLAIN, ())
    (workspace.folder / "templates" / "look.yaml").write_text("marking: Ours alone\n", encoding="utf-8")
    own = own_look(workspace)
    assert own.look.marking is not None
    assert templates_of(own) == (workspace.folder / "templates",)
    (workspace.folder / "templates" / "look.yaml").write_text("markings: Ours alone\n", encoding="utf-8")
    with pytest.raises(InvalidDocument):
        own_look(workspace)


def test_reports_have_names_of_their_own(workspace: Workspace, past: Past) -> None:
    edition = edition_of(workspace, past, own_look(workspace))
    assert edition.anchor == Anchor(past.record.seq, past.record.sha256)
    path = place_for(workspace, past, edition)
    assert path == workspace.reports / VENDOR / f"2026-11-24-{past.record.seq}.pdf"
    assert path.parent.stat().st_mode & 0o777 == 0o700
    other = place_for(workspace, past, replace(edition, audience=Audience.VENDOR, languages=("fr", "en")))
    assert other.name == f"2026-11-24-{past.record.seq}-vendor-fr-en.pdf"


def test_a_report_within_the_workspace_is_recorded_with_its_digest(workspace: Workspace, past: Past, tmp_path: Path) -> None:
    edition = edition_of(workspace, past, own_look(workspace))
    entry = report_entry(workspace, past, place_for(workspace, past, edition), b"%PDF-", edition, by="reassess")
    assert entry is not None
    assert (entry.kind, entry.ref) == (Kind.REPORT, past.record.ref)
    assert entry.body == {
        "assessment": past.record.seq,
        "file": f"reports/{VENDOR}/2026-11-24-{past.record.seq}.pdf",
        "sha256": hashlib.sha256(b"%PDF-").hexdigest(),
        "audience": "legal",
        "languages": ["en"],
        "by": "reassess",
    }
    assert report_entry(workspace, past, tmp_path / "elsewhere.pdf", b"%PDF-", edition, by="report") is None
