"""Whatever is said and wherever one goes, no answer is lost, and the journal makes the same draft again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kporisk.errors import LockedError, UsageError
from kporisk.model.checklist import Respondent
from kporisk.model.scale import OneOf
from kporisk.register.book import MovedError
from kporisk.workflow.filling.draft import END, Draft, retold
from kporisk.workflow.filling.interview import Interview
from kporisk.workflow.filling.journal import Sealer
from kporisk.workflow.filling.said import Refused, options_of
from kporisk.workflow.workspace.opened import Workspace
from tests.workflow.filling.conftest import TODAY, Begin
from tests.workspaces import NOON, VENDOR, Place, assessed_place

pytestmark = pytest.mark.usefixtures("anew")
WALKS: dict[str, Callable[[Interview, str], object]] = {
    "back": lambda one, _: one.back(),
    "skip": lambda one, _: one.skip() if one.question else None,
    "open": lambda one, _: one.next_open(),
    "go": lambda one, word: one.go(one.meant(word)[0] or one.at),
    "end": lambda one, _: one.go(END),
}
SAYS: dict[str, Callable[[Interview, str], object]] = {
    "say": lambda one, word: one.say(word),
    "unknown": lambda one, _: one.unknown(),
    "not applicable": lambda one, word: one.not_applicable(word),
    "confirm": lambda one, _: one.confirm() if one.at in one.last else None,
    "take back": lambda one, _: one.take_back(),
    "note": lambda one, word: one.note(word),
    "cite": lambda one, _: one.cite("policy"),
    "declare": lambda one, word: one.declare({"kind": "nda_signed", "title": word, "issued": "2026-01-31"}),
    "speak": lambda one, word: one.speak(word, ""),
}
MOVES = st.tuples(
    st.sampled_from([*WALKS, *SAYS, "say", "say", "say"]), st.sampled_from(["1", "2", "1,2", "97", "ds_mfa", "2026-01-31", "x y"])
)


@settings(max_examples=12)
@given(moves=st.lists(MOVES, min_size=5, max_size=25), cut=st.floats(0, 1))
def test_a_journal_cut_anywhere_makes_the_draft_that_was(
    workspace: Workspace, begin: Begin, moves: list[tuple[str, str]], cut: float
) -> None:
    for left in workspace.folder.glob("drafts/*/*.journal"):
        left.unlink()
    drafts: list[Draft] = [Draft()]
    with begin() as one:
        assert one.speak("P. Raman", "security lead") is None
        journal = one._journal
        for move, word in moves:
            before, asked = one.draft, one.at
            if move in WALKS:
                WALKS[move](one, word)
                assert (one.draft.answers, one.draft.notes, one.draft.cited) == (before.answers, before.notes, before.cited)
            elif one.question is not None or move in ("declare", "speak"):
                SAYS[move](one, word)
                others = {id: said for id, said in before.answers.items() if id != asked}
                assert {id: said for id, said in one.draft.answers.items() if id != asked} == others
            assert one.at == END or one.at in one.sheet.order
        drafts += [retold(journal.events[: n + 1]) for n in range(len(journal.events))]
        assert drafts[-1] == one.draft
        path, at = journal.path, one.at
    content = path.read_bytes()
    kept = content[: int(len(content) * cut)]
    events, whole = Sealer(workspace.register.key_of(one.known.ref), one.known.ref, "auditor").events(kept)
    assert whole <= len(kept) and retold(events) == drafts[kept.count(b"\n")]
    assert b"Raman" not in content
    with begin() as again:
        assert (again.draft, again.at, again.torn) == (drafts[-1], at if one.draft.at is not None else again.sheet.order[0], False)
    path.write_bytes(kept)
    with begin() as again:
        assert again.draft == drafts[kept.count(b"\n")] and again.torn == (whole < len(kept))
        assert path.read_bytes() == kept[:whole]


def test_only_the_vendors_own_answers_are_recorded_for_it_and_all_that_is_said_is_assessed(
    place: Place, workspace: Workspace, begin: Begin
) -> None:
    with begin("vendor") as one:
        assert {question.respondent for question in one.sheet.questions} == {Respondent.VENDOR}
        assert one.speak("r. iyer", "") is None and one.draft.by == "ri"
        counted = one.assessment.coverage.answered
        one.go("ds_mfa")
        assert one.last["ds_mfa"]["value"] == 60 and one.confirm() is None
        other = next(one for one in one.sheet.questions if isinstance(one.scale, OneOf))
        one.go(other.id)
        assert one.say("1") is None and one.assessment.coverage.answered == counted + 2
        one.go("ds_mfa")
        assert one.note("checked by phone") is None
    with begin("vendor") as one:
        assert one.at == "ds_mfa" and one.answered == {"ds_mfa", other.id} and one.covers_vendor
        assert one.record(at=NOON, declaration=("R. Iyer", "operations")) is True
    assert not list(workspace.folder.glob("drafts/*/*"))
    with begin("client") as one:
        said = one.start.said
        assert said["answers"]["ds_mfa"] == {"status": "answered", "value": 60, "by": "ri", "note": "checked by phone"}
        assert said["answers"][other.id]["value"] == options_of(other, by_auditor=False)[0].value
        assert (said["answered_on"], said["declaration"]["on"]) == (TODAY.isoformat(), TODAY.isoformat())
        assert one.speak("M. Okafor", "buyer") is None and one.unknown() is None
        first = next(iter(one.answered))
        assert one.record(at=NOON) is True
    with begin() as one:
        said = one.start.said
        assert said["answers"][first] == {"status": "unknown", "by": "m-okafor"} and other.id in said["answers"]
        assert said["declaration"]["name"] == "R. Iyer" and [person["id"] for person in said["respondents"]] == ["m-okafor", "ri"]
    shown = json.loads(place.run("vendor", "show", VENDOR, "--format", "json").out)
    assert shown["not_assessed_yet"] == ["response"]


def test_with_only_what_is_not_answered_anew_stays(begin: Begin) -> None:
    with begin(only="evidence") as one:
        answered = set(one.start.said["answers"])
        assert set(one.sheet.order) <= answered and one.partial
        one.speak("A. Laurent", "auditor")
        assert one.response()["answers"].keys() == answered
    with begin(only="open") as one:
        assert not {id for id in one.sheet.order if one.start.said["answers"].get(id, {"status": "unknown"})["status"] != "unknown"}
    with begin() as one:
        assert one.response()["answers"] == {} and set(one.unconfirmed) == answered & set(one.sheet.order)


def test_what_cannot_be_is_refused_and_changes_nothing(begin: Begin) -> None:
    with pytest.raises(UsageError, match="did you mean data_security"):
        begin(only="data_securty")
    with begin() as one:
        with pytest.raises(LockedError, match="somebody else"):
            begin()
        one.speak("A. Laurent", "auditor")
        one.go("ds_mfa")
        before = one.draft
        for refused in (
            one.say("101"),
            one.say("unknown"),
            one.say("1,000"),
            one.not_applicable("why"),
            one.cite("soc2"),
            one.speak(" ", ""),
        ):
            assert isinstance(refused, Refused) and refused.message
        for item in (
            {"kind": "soc2", "title": "x"},
            {"kind": "msa", "title": "x", "issued": "2026-11-25"},
            {"kind": "msa", "title": "x\ty"},
        ):
            assert isinstance(one.declare(item), Refused)
        assert one.draft == before and one.at == "ds_mfa"


def test_evidence_is_declared_once_and_cited_where_it_helps(begin: Begin) -> None:
    with begin() as one:
        one.speak("A. Laurent", "auditor")
        one.go("ds_mfa")
        ids = [one.declare({"kind": "idp_report", "title": "Coverage", "issued": "2026-10-01", "file": ""}) for _ in range(2)]
        assert ids == ["idp-report", "idp-report-2"]
        assert one.cite("idp-report#p.3") is None and one.unknown() is None
        assert "evidence" not in one.response()["answers"]["ds_mfa"]
        one.go("ds_mfa")
        assert one.say("97,5") is None
        assert one.response()["answers"]["ds_mfa"] == {
            "status": "answered",
            "value": 97.5,
            "by": "a-laurent",
            "evidence": ["idp-report#p.3"],
        }
        one.go("ds_mfa")
        assert one.cite("idp-report#p.3") is None and "evidence" not in one.response()["answers"]["ds_mfa"]
        one.take_back()
        assert "ds_mfa" not in one.response()["answers"]


def test_a_draft_goes_with_its_vendor_and_into_a_backup(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = assessed_place(tmp_path_factory, tmp_path / "own")  # what is restored stands in the same database, and is purged there
    with (
        place.open() as workspace,
        Interview(workspace, VENDOR, speaker=Respondent.AUDITOR, only=None, depth=None, today=TODAY) as one,
    ):
        one.speak("A. Laurent", "auditor")
        path = one._journal.path
        assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    backup = place.folder.parent / "backup.tar"
    assert place.run("db", "backup", "-o", backup, "-q").code == 0
    again = Place(place.folder.parent / "again", place.environment)
    assert place.run("db", "restore", backup, "--into", again.folder, "-q").code == 0
    copy = again.folder / path.relative_to(place.folder)
    assert copy.read_bytes() == path.read_bytes()
    assert again.run("purge", VENDOR, "--yes", "-q").code == 0 and not copy.parent.exists()


def test_nothing_said_leaves_nothing(begin: Begin) -> None:
    with begin() as one:
        path = one._journal.path
        assert not one.resumed
    assert not path.exists()


def test_killed_between_the_record_and_the_end_of_the_draft_it_is_recorded_once(workspace: Workspace, begin: Begin) -> None:
    with begin("client") as one, pytest.MonkeyPatch.context() as patched:
        assert one.speak("M. Okafor", "buyer") is None and one.note("once") is None and one.unknown() is None
        patched.setattr(one._journal, "remove", lambda: None)
        assert one.record(at=NOON) is True
    records = len(workspace.register.records(one.known.ref))
    with begin("client") as again:
        assert again.resumed and again.answered and again.record(at=NOON) is False
        assert not again._journal.path.exists()
    assert len(workspace.register.records(one.known.ref)) == records


def test_answers_that_others_record_meanwhile_are_asked_about_before_they_go(begin: Begin) -> None:
    with begin() as one:
        assert one.speak("A. Lind", "auditor") is None and one.say("1") is None
        said = one.at
        with begin("vendor", "data_security") as other:
            assert other.speak("R. Iyer", "operations") is None
            other.go("ds_mfa")
            assert other.say("37") is None and other.record(at=NOON) is True
        assert one.renew() and one.at == said
        assert "ds_mfa" in one.unconfirmed and one.last["ds_mfa"]["value"] == 37
        one.keep_unconfirmed()
        assert one.record(at=NOON) is True
    with begin() as one:
        assert one.start.said["answers"]["ds_mfa"]["value"] == 37
        assert not one.renew()


def test_what_others_record_meanwhile_stays(place: Place, begin: Begin) -> None:
    with begin("client") as one:
        assert one.speak("M. Okafor", "buyer") is None and one.note("and on") is None and one.say("1") is None
        assert one.declare({"kind": "idp_report", "title": "Ours"}) == "idp-report"
        one.back()
        assert one.cite("idp-report#1") is None
        asked = one.at
        with begin("vendor", "data_security") as other:
            assert other.declare({"kind": "idp_report", "title": "Theirs"}) == "idp-report"
            assert other.speak("M. Okafor", "operations") is None and other.meant("ds_mfa")[0] == "ds_mfa"
            other.go("ds_mfa")
            assert other.cite("idp-report") is None and other.say("41") is None and other.record(at=NOON) is True
        with pytest.raises(MovedError):
            one.record(at=NOON)
        assert one.renew() and not one.renew()
        assert one.record(at=NOON) is True
    with begin() as one:
        people = {person["id"]: person["role"] for person in one.start.said["respondents"]}
        assert one.start.said["answers"]["ds_mfa"]["value"] == 41
        titles = {id: item["title"] for id, item in one.start.said["evidence"].items()}
        assert titles == {"idp-report": "Theirs", "idp-report-2": "Ours"}
        assert one.start.said["answers"]["ds_mfa"]["evidence"] == ["idp-report"]
        assert one.start.said["answers"][asked]["evidence"] == ["idp-report-2#1"]
        assert people[one.start.said["answers"]["ds_mfa"]["by"]] == "operations"
