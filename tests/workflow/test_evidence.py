"""Evidence and reviews of the register: what is kept, what is refused at the door, and what counts in the end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from kporisk.documents.cases.reader import read_case_content
from kporisk.documents.files.digest import canonical
from kporisk.errors import UsageError
from kporisk.model.case import Outcome
from kporisk.register.kinds import Kind, Known
from kporisk.register.store import LARGEST
from kporisk.workflow.programme.evidence import Added, Piece, Stated, add_evidence, evidence_content, evidence_of, read_piece
from kporisk.workflow.programme.record import record_vendor
from kporisk.workflow.programme.reviewing import review_evidence
from kporisk.workflow.programme.state import state_of
from kporisk.workflow.workspace.opened import Workspace
from tests.workspaces import NOON, VENDOR, assessed_place

TODAY = NOON.date()
ASKED = ("ds_mfa",)
IDP = Stated("A. Ngo", kind="idp_report", title="Sign-in report", issued=date(2026, 11, 23), questions=ASKED)


class Office:
    """A workspace of one vendor, with the file that it showed."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace = workspace
        self.known: Known = workspace.vendor(VENDOR)
        self.file = folder / "Sign-in (Q3).csv"
        self.file.write_bytes(b"user,second factor\nri,yes\n")

    def add(self, said: Stated = IDP, *, path: Path | None = None) -> Added:
        return add_evidence(self.workspace, self.known, path or self.file, said, on=TODAY, at=NOON)

    def review(
        self,
        id: str = "sign-in-q3",
        by: str = "M. Okafor",
        *,
        accept: bool = True,
        questions: tuple[str, ...] = ("ds_mfa",),
        at: datetime = NOON,
    ) -> None:
        outcome = Outcome.ACCEPTED if accept else Outcome.REJECTED
        review_evidence(self.workspace, self.known, id, outcome=outcome, questions=questions, by=by, note=" seen ", on=at.date(), at=at)

    def pieces(self, on: date = TODAY) -> tuple[Piece, ...]:
        return evidence_of(self.workspace, self.known, today=on)

    def count(self, kind: Kind) -> int:
        return len(self.workspace.register.records(self.known.ref, kinds=(kind,)))


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with assessed_place(tmp_path_factory, tmp_path).open() as workspace:
        yield Office(workspace, tmp_path)


def test_a_piece_is_kept_counts_once_it_is_reviewed(office: Office) -> None:
    added = office.add()
    assert (added.id, added.anew, added.not_cited) == ("sign-in-q3", True, ())
    (piece,) = office.pieces()
    assert (piece.kept, piece.sha256, piece.questions, piece.states) == (True, added.sha256, ("ds_mfa",), {"ds_mfa": "not_reviewed"})
    office.review()
    assert office.pieces()[0].states == {"ds_mfa": "counts"}
    past = record_vendor(office.workspace, office.known, as_of=TODAY, depth=None, at=NOON).past
    (mfa,) = (one for one in past.document["questions"] if one["id"] == "ds_mfa")
    assert (mfa["evidence"][0]["state"], mfa["confidence"]) == (
        "counts",
        office.workspace.library.method.confidence[mfa["evidence"][0]["strength"]],
    )
    read_case_content(past.case_text, "case.json", office.workspace.library.checklists)
    assert evidence_content(office.workspace, office.known, added.id) == office.file.read_bytes()
    kept = next((office.workspace.folder / "evidence").glob("*/*"))
    assert b"second factor" not in kept.read_bytes()
    assert kept.stat().st_mode & 0o777 == 0o600


def test_the_same_once_more_is_recorded_once(office: Office) -> None:
    assert (office.add().anew, office.add().instead_of) == (True, None)
    assert not office.add().anew
    office.review()
    office.review()
    assert (office.count(Kind.EVIDENCE), office.count(Kind.REVIEW)) == (1, 1)
    assert office.add(Stated("A. Ngo", id="sign-in-q3", questions=("ds_mfa",), title="Another title")).anew
    assert office.pieces()[0].title == "Another title"


def test_a_review_is_of_one_file(office: Office) -> None:
    office.add()
    office.review()
    before = office.pieces()[0].sha256
    office.file.write_bytes(b"another export")
    assert office.add().instead_of == before
    assert office.pieces()[0].states == {"ds_mfa": "not_reviewed"}
    office.review()
    assert office.pieces()[0].states == {"ds_mfa": "counts"}


def test_the_newest_review_decides(office: Office) -> None:
    office.add()
    office.review()
    office.review(accept=False, at=NOON + timedelta(days=1))
    assert office.pieces(on=TODAY + timedelta(days=1))[0].states == {"ds_mfa": "rejected"}


@pytest.mark.parametrize("by", ["R. Iyer", " r.  IYER", "ri", "RI"])
def test_nobody_reviews_what_they_answered(office: Office, by: str) -> None:
    office.add()
    with pytest.raises(UsageError, match="somebody else has to"):
        office.review(by=by)
    assert office.count(Kind.REVIEW) == 0


def test_what_is_reviewed_is_declared_and_cited(office: Office) -> None:
    office.add()
    with pytest.raises(UsageError, match="did you mean sign-in-q3"):
        office.review("sign-in-q2")
    with pytest.raises(UsageError, match="ds_bcp has no answer that sign-in-q3 could show"):
        office.review(questions=("ds_bcp", "ds_mfa"))
    with pytest.raises(UsageError, match="did you mean ds_mfa"):
        office.review(questions=("ds_mfaa",))
    with pytest.raises(UsageError, match="blank"):
        office.review(by=" ")
    assert office.count(Kind.REVIEW) == 0


def test_a_piece_for_what_is_not_answered_waits(office: Office) -> None:
    kinds = office.workspace.library.checklists.question["ds_bcp"].evidence
    added = office.add(Stated("A", "bcp", kinds[0], "Plan", TODAY, questions=("ds_bcp",)))
    assert added.not_cited == ("ds_bcp",)
    assert office.pieces()[0].states == {}
    document = state_of(office.workspace.register, office.known).case_document()
    assert document is not None
    read_case_content(canonical(document), "case.json", office.workspace.library.checklists)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (Stated("A"), "sign-in-q3 is new: say what it is, with --kind, --title and --issued"),
        (Stated("A", kind="idp_reprt", title="T", issued=TODAY, questions=ASKED), "did you mean idp_report"),
        (Stated("A", kind="idp_report", title="T", issued=TODAY, questions=("ds_mfaa",)), "did you mean ds_mfa"),
        (
            Stated("A", kind="msa", title="T", issued=TODAY, questions=ASKED),
            "ds_mfa is not shown by msa; what shows it: .*idp_report",
        ),
        (Stated("A", kind="idp_report", title="T", issued=TODAY), "say what it shows: --for QUESTION"),
        (Stated("A", kind="idp_report", title="T", issued=date(2026, 11, 25), questions=ASKED), "has not come yet"),
        (Stated("A", None, "idp_report", "T", TODAY, date(2026, 11, 1), ("ds_mfa",)), "cannot expire on 2026-11-01"),
        (Stated("A", "a b", "idp_report", "T", TODAY, questions=ASKED), "give it an id: --id ID"),
        (Stated("A", kind="idp_report", title="T\n", issued=TODAY, questions=ASKED), "^$"),
        (Stated("A", kind="idp_report", title="a\nb", issued=TODAY, questions=ASKED), "one line"),
        (Stated(" ", kind="idp_report", title="T", issued=TODAY, questions=ASKED), "a name is blank"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_recorded(office: Office, said: Stated, message: str) -> None:
    if message == "^$":
        assert office.add(said).anew
        return
    with pytest.raises(UsageError, match=message):
        office.add(said)
    assert office.count(Kind.EVIDENCE) == 0


def test_only_regular_files_of_some_size_are_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "link").symlink_to("file")
    (tmp_path / "empty").touch()
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "large").open("wb") as file:
        file.truncate(LARGEST + 1)
    for name, message in (
        ("link", "is a link"),
        ("empty", "is empty"),
        ("pipe", "no regular file"),
        ("large", "larger than 100 MB"),
        ("gone", "cannot be read"),
        (".", "no regular file"),
    ):
        with pytest.raises(UsageError, match=message):
            read_piece(tmp_path / name)
    assert read_piece(tmp_path / "file") == b"x"


def test_a_copy_that_is_not_there_is_said_to_be(office: Office) -> None:
    added = office.add()
    with pytest.raises(UsageError, match="did you mean sign-in-q3"):
        evidence_content(office.workspace, office.known, "sign-in-q")
    next((office.workspace.folder / "evidence").glob(f"*/{added.sha256}")).unlink()
    assert not office.pieces()[0].kept
    with pytest.raises(UsageError, match="no copy of sign-in-q3 is in the store"):
        evidence_content(office.workspace, office.known, added.id)
    assert not office.add().anew
    assert office.pieces()[0].kept
