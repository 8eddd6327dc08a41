"""A register is verified: whatever was changed in it is found and named, and nothing else is."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kporisk.documents.results.verification_schema import verification_schema
from kporisk.register.chain import Row, linked
from kporisk.register.kinds import EMPTY, Entry, Head, Kind
from kporisk.register.vault import new_key, seal
from kporisk.workers.inline import Inline
from kporisk.workers.pool import Pool
from kporisk.workflow.programme.past import last_assessment
from kporisk.workflow.verify.anchor import RegisterAnchor, anchor_of
from kporisk.workflow.verify.register import verify_register
from kporisk.workflow.verify.result import Outcome, Verification, verification_document
from kporisk.workflow.workspace.opened import Workspace
from kporisk.workflow.workspace.pinned import pack
from tests.workspaces import NOON, VENDOR, Place, assessed_place

pytestmark = pytest.mark.sqlite


@pytest.fixture
def place(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    return assessed_place(tmp_path_factory, tmp_path)


def verified(place: Place, anchor: RegisterAnchor | None = None) -> Verification:
    with place.open() as workspace:
        return verify_register(workspace, Inline(), anchor=anchor)


def codes(found: Verification, outcome: Outcome = Outcome.FAILED) -> set[str]:
    return {one.key for check in found.checks if check.outcome is outcome for one in check.said}


def said_of(found: Verification) -> set[str]:
    return {one.key for check in found.checks for one in check.said}


def raw(place: Place, *statements: tuple[str, tuple[Any, ...]]) -> None:
    """Change the database as somebody would who owns the file."""
    with closing(sqlite3.connect(place.folder / "register.sqlite")) as connection, connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement, values in statements:
            connection.execute(statement, values)
        for _, sql in triggers:
            connection.execute(sql)


def rewritten(place: Place, change: Callable[[Workspace, Row, dict[str, Any]], dict[str, Any] | None]) -> None:
    """Forge the whole register with its own keys: bodies changed, and every digest made anew."""
    with place.open() as workspace:
        rows, head = [], EMPTY
        for row in workspace.register.rows():
            body = workspace.register.open_row(row)
            assert body is not None
            changed = change(workspace, row, body)
            sealed = row.body if changed is None else seal(workspace.register.key_of(row.ref), row.kind, row.ref, changed)
            forged = linked(head, row.kind, row.ref, row.recorded_at, sealed)
            head = Head(forged.seq, forged.sha256)
            rows.append(forged)
    statement = "UPDATE records SET body = ?, body_sha256 = ?, previous_sha256 = ?, sha256 = ? WHERE seq = ?"
    raw(place, *((statement, (row.body, row.body_sha256, row.previous_sha256, row.sha256, row.seq)) for row in rows))


def test_a_register_as_it_was_written_is_verified(place: Place) -> None:
    with place.open() as workspace:
        anchor = anchor_of(workspace)
        known = workspace.vendor(VENDOR)
        kept = workspace.store.put(known.ref, workspace.register.key_of(known.ref), b"a policy")
        report = workspace.reports / "r.pdf"
        report.write_bytes(b"%PDF-")
        body = {"file": "reports/r.pdf", "sha256": hashlib.sha256(b"%PDF-").hexdigest()}
        workspace.commit([Entry(Kind.EVIDENCE, {"id": "p", "sha256": kept}, known.ref), Entry(Kind.REPORT, body, known.ref)], at=NOON)
    found = verified(place, anchor)
    assert [check.name for check in found.checks] == [
        "database",
        "chain",
        "anchor",
        "bodies",
        "vendors",
        "assessments",
        "evidence",
        "reports",
    ]
    assert found.outcome is Outcome.OK
    assert {one.key: one.values.get("n") for check in found.checks for one in check.said} == {
        "database.in_order": None,
        "chain.whole": anchor.seq + 2, "anchor.holds": None, "bodies.open": anchor.seq + 2, "vendors.match": 1,
        "assessments.same": 1, "evidence.intact": 1, "reports.intact": 1,
    }  # fmt: skip


def test_processes_find_the_same(place: Place) -> None:
    with place.open() as workspace, Pool(2) as pool:
        assert verify_register(workspace, pool).outcome is Outcome.OK


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE records SET body = zeroblob(90) WHERE seq = 3", "chain.body"),
        ("UPDATE records SET recorded_at = '2026-11-24T12:00:01Z' WHERE seq = 3", "chain.header"),
        ("UPDATE records SET kind = 'waiver' WHERE seq = 3", "chain.header"),
        ("UPDATE records SET kind = 'gossip' WHERE seq = 3", "chain.kind"),
        ("UPDATE records SET sha256 = body_sha256 WHERE seq = 3", "chain.link"),
        ("DELETE FROM records WHERE seq = 3", "chain.order"),
        ("UPDATE records SET seq = 300 WHERE seq = 3", "chain.order"),
        ("UPDATE keys SET vendor_id = 'other' WHERE vendor_id IS NOT NULL", "vendors.other_id"),
        ("INSERT INTO keys SELECT 'ghost', 'ghost', wrapped FROM keys LIMIT 1", "vendors.no_record"),
        ("DELETE FROM keys WHERE vendor_id IS NOT NULL", "bodies.lost"),
        ("UPDATE keys SET wrapped = zeroblob(61) WHERE vendor_id IS NOT NULL", "bodies.closed"),
    ],
)
def test_what_was_changed_in_the_database_is_named(place: Place, statement: str, code: str) -> None:
    raw(place, (statement, ()))
    assert code in codes(verified(place))


def test_a_cut_tail_shows_only_against_an_anchor(place: Place) -> None:
    with place.open() as workspace:
        workspace.commit([Entry(Kind.RUN, {"what": "reassess"})], at=NOON)
        anchor = anchor_of(workspace)
    raw(place, ("DELETE FROM records WHERE seq = ?", (anchor.seq,)))
    assert verified(place).outcome is Outcome.OK
    assert codes(verified(place, anchor)) == {"anchor.missing"}
    assert codes(verified(place, replace(anchor, workspace="other"))) == {"anchor.other_workspace"}


def test_a_forger_with_the_keys_is_found_by_the_numbers(place: Place) -> None:
    def better(_: Workspace, row: Row, body: dict[str, Any]) -> dict[str, Any] | None:
        if row.kind != Kind.ASSESSMENT:
            return None
        with place.open() as workspace:
            past = last_assessment(workspace.register, workspace.vendor(VENDOR))
        assert past is not None
        document = {**past.document, "score": {"told": 0.0, "proven": 0.0}}
        return {**body, "document": pack(json.dumps(document).encode())}

    with place.open() as workspace:
        anchor = anchor_of(workspace)
    rewritten(place, better)
    assert codes(verified(place)) == {"assessments.differs"}
    assert codes(verified(place, anchor)) == {"assessments.differs", "anchor.differs"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"case": pack(b"{}")}, "assessments.unreadable"),
        ({"content": "ab" * 32}, "assessments.no_content"),
        ({"document": "no base64"}, "bodies.closed"),
        ({"as_of": None}, "bodies.closed"),
    ],
)
def test_an_assessment_that_cannot_be_computed_is_named(place: Place, change: dict[str, Any], code: str) -> None:
    rewritten(place, lambda _, row, body: {**body, **change} if row.kind == Kind.ASSESSMENT else None)
    assert codes(verified(place)) == {code}


def by_another(place: Place, **changed: Any) -> None:
    def change(_: Workspace, row: Row, body: dict[str, Any]) -> dict[str, Any] | None:
        if row.kind != Kind.ASSESSMENT:
            return None
        with place.open() as workspace:
            past = last_assessment(workspace.register, workspace.vendor(VENDOR))
        assert past is not None
        return {**body, "document": pack(json.dumps({**past.document, "kporisk_version": "0.0.1"}).encode()), **changed}

    rewritten(place, change)


def test_another_versions_numbers_are_compared(place: Place) -> None:
    by_another(place)
    found = verified(place)
    assert found.outcome is Outcome.OK and "assessments.by_another" in said_of(found)


def test_what_another_version_computed_and_this_one_cannot_is_not_checked(place: Place) -> None:
    by_another(place, case=pack(b"{}"))
    assert "assessments.not_computed" in codes(verified(place), Outcome.NOT_CHECKED)


def test_content_that_is_not_what_it_says_is_named(place: Place) -> None:
    rewritten(place, lambda _, row, body: {**body, "method": pack(b"method: other")} if row.kind == Kind.CONTENT else None)
    assert {"bodies.closed", "assessments.no_content"} <= codes(verified(place))


def test_files_that_records_name_are_looked_at(place: Place) -> None:
    with place.open() as workspace:
        known = workspace.vendor(VENDOR)
        key = workspace.register.key_of(known.ref)
        kept = [workspace.store.put(known.ref, key, content) for content in (b"one", b"two", b"of nobody")]
        (workspace.reports / "a.pdf").write_bytes(b"changed")
        entries = [Entry(Kind.EVIDENCE, {"id": sha[:3], "sha256": sha}, known.ref) for sha in kept[:2]]
        entries += [Entry(Kind.REPORT, {"file": f"reports/{name}.pdf", "sha256": "0" * 64}, known.ref) for name in ("a", "b")]
        entries.append(Entry(Kind.REPORT, {"file": "../../etc/passwd", "sha256": "0" * 64}, known.ref))
        workspace.commit(entries, at=NOON)
        store = place.folder / "evidence" / known.ref
    (store / kept[0]).unlink()
    (store / kept[1]).write_bytes((store / kept[1]).read_bytes()[::-1])
    found = verified(place)
    assert codes(found) == {"evidence.missing", "evidence.changed", "reports.changed"}
    (place.folder / "reports" / "a.pdf").unlink()
    assert {"reports.moved", "reports.intact"} <= said_of(verified(place))


def test_a_file_of_no_record_is_told_and_no_failure(place: Place) -> None:
    with place.open() as workspace:
        known = workspace.vendor(VENDOR)
        workspace.store.put(known.ref, workspace.register.key_of(known.ref), b"stopped before it was recorded")
    found = verified(place)
    assert found.outcome is Outcome.OK and "evidence.extra" in said_of(found)


def test_a_purge_explains_the_records_that_nobody_can_read(place: Place) -> None:
    with place.open() as workspace:
        known = workspace.vendor(VENDOR)
        count = len(workspace.register.records(known.ref))
        workspace.register.forget(known.ref, Entry(Kind.RUN, {"what": "purged", "records": count}), at=NOON)
    found = verified(place)
    assert found.outcome is Outcome.OK and "bodies.purged" in said_of(found)


def test_more_faults_than_one_reads_are_counted(place: Place) -> None:
    with place.open() as workspace:
        workspace.commit([Entry(Kind.RUN, {"what": "x"}) for _ in range(40)], at=NOON)
    raw(place, ("UPDATE records SET body = zeroblob(90) WHERE seq > 10", ()))
    found = verified(place)
    assert {"chain.more", "bodies.more"} <= codes(found)
    assert max(len(check.said) for check in found.checks) == 11


def test_a_strange_key_opens_nothing(place: Place) -> None:
    with place.open() as workspace:
        known = workspace.vendor(VENDOR)
        workspace.register.key_of(known.ref)
    raw(place, ("UPDATE records SET body = ? WHERE seq = 3", (seal(new_key(), "response", known.ref, {}),)))
    assert {"chain.body", "bodies.closed"} <= codes(verified(place))


def test_the_command_says_it_in_words_in_json_and_by_its_exit_code(place: Place) -> None:
    from jsonschema import Draft202012Validator

    anchor = place.folder.parent / "anchor.json"
    assert place.run("anchor", "-o", anchor).code == 0
    first = anchor.read_bytes()
    assert json.loads(first)["format"] == "kporisk.anchor/1" and anchor.stat().st_mode & 0o777 == 0o600
    assert place.run("anchor", "-o", "-").out.encode() == first
    done = place.run("verify", "--register", "--anchor", anchor)
    assert (done.code, done.err) == (0, "")
    assert "Verified:" in done.out and "assessed again" in done.out
    assert place.run("verify", "--register", "--jobs", "1", "-q", "--lang", "fr").out == ""
    place.run("vendor", "add", "beta", "--name", "Beta", at=NOON + timedelta(minutes=1))
    assert place.run("anchor", "-o", anchor, "-q").code == 0 and anchor.read_bytes() != first
    raw(place, ("DELETE FROM records WHERE kind = 'vendor' AND seq > 3", ()))
    ran = place.run("verify", "--register", "--anchor", anchor, "--format", "json")
    document = json.loads(ran.out)
    Draft202012Validator(verification_schema()).validate(document)
    assert (ran.code, document["outcome"]) == (5, "failed")
    assert "NON vérifié" in place.run("verify", "--register", "--lang", "fr", "--anchor", anchor).out.replace("\u00a0", " ")


def test_the_command_says_what_goes_together(place: Place) -> None:
    for arguments in (("verify",), ("verify", "x.pdf", "--register"), ("verify", "x.pdf", "--jobs", "2"), ("verify", "--anchor", "x")):
        assert place.run(*arguments).code == 2


@pytest.mark.parametrize("content", ["{}", "[]", "x", '{"format": "kporisk.anchor/1", "workspace": "a", "seq": 1, "sha256": "x"}'])
def test_no_other_file_is_an_anchor_or_replaced_by_one(place: Place, content: str) -> None:
    file = place.folder.parent / "file.json"
    file.write_text(content, encoding="utf-8")
    assert place.run("verify", "--register", "--anchor", file).code == 4
    assert place.run("anchor", "-o", file).code == 2
    assert file.read_text(encoding="utf-8") == content


def test_a_later_anchor_or_one_of_another_history_stays(place: Place) -> None:
    file = place.folder.parent / "anchor.json"
    with place.open() as workspace:
        anchor = anchor_of(workspace)
    from kporisk.workflow.verify.anchor import anchor_text

    for other in (replace(anchor, seq=anchor.seq + 1), replace(anchor, workspace="other"), replace(anchor, sha256="0" * 64)):
        file.write_text(anchor_text(other), encoding="utf-8")
        assert place.run("anchor", "-o", file).code == 2
        assert file.read_text(encoding="utf-8") == anchor_text(other)


def test_the_document_is_as_published(place: Place) -> None:
    from jsonschema import Draft202012Validator

    Draft202012Validator(verification_schema()).validate(verification_document(verified(place), file="x"))


def test_a_trigger_that_is_gone_is_told_though_every_record_holds(place: Place) -> None:
    with closing(sqlite3.connect(place.folder / "register.sqlite")) as connection, connection:
        connection.execute("DROP TRIGGER records_no_update")
    assert codes(verified(place)) == {"database.faulty"}
