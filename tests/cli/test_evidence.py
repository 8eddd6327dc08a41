"""`kporisk evidence`: added, listed, read again, reviewed, asked for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kporisk.errors import ExitCode
from kporisk.model.checklist import Respondent
from tests.cli.command import EXAMPLES
from tests.workspaces import VENDOR, Place, assessed_place
from tests.worlds import shipped

ADD = ("--kind", "idp_report", "--title", "Sign-in report", "--issued", "2026-11-20", "--for", "ds_mfa", "--by", "A. Ngo")
REVIEW = ("evidence", "review", VENDOR, "idp", "--for", "ds_mfa", "--by")


@pytest.fixture
def place(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    made = assessed_place(tmp_path_factory, tmp_path)
    (made.folder / "idp.csv").write_bytes(b"user,second factor\n")
    return made


def test_a_piece_from_its_file_to_its_review(place: Place) -> None:
    none = place.run("evidence", "list", VENDOR)
    assert (none.code, none.out) == (ExitCode.DONE, "")
    assert f"kporisk evidence request {VENDOR}" in none.err
    added = place.run("evidence", "add", VENDOR, "idp.csv", *ADD)
    assert (added.code, added.out) == (ExitCode.DONE, "")
    assert added.err.startswith("added: idp, SHA-256 ")
    assert added.err.endswith(f"next: kporisk evidence review {VENDOR} idp --accept --for ds_mfa --by NAME\n")
    assert place.run("evidence", "add", VENDOR, "idp.csv", *ADD).err.startswith("there already: idp")
    listed = place.run("evidence", "list", VENDOR)
    assert listed.out == "idp: Sign-in report\n  idp_report; issued 2026-11-20; copy kept\n  not reviewed: ds_mfa\n"
    done = place.run(*REVIEW, "M. Okafor", "--accept")
    assert (done.code, done.err.splitlines()) == (
        0,
        [f"recorded: idp is accepted for ds_mfa; it tells from the next: kporisk assess {VENDOR}"],
    )
    assert place.run(*REVIEW, "M. Okafor", "--accept").err.startswith("there already: idp is accepted for ds_mfa; ")
    rejected = place.run(*REVIEW, "A. Laurent", "--reject", "-q")
    assert (rejected.code, rejected.out, rejected.err) == (ExitCode.DONE, "", "")
    again = place.run(*REVIEW, "M. Okafor", "--accept", "--note", "once more")
    assert again.err.splitlines()[1:] == ["it does not count for ds_mfa all the same: rejected"]
    (piece,) = json.loads(place.run("evidence", "list", VENDOR, "--format", "json").out)
    assert (piece["id"], piece["kept"], piece["questions"]) == ("idp", True, [{"id": "ds_mfa", "state": "rejected"}])


def test_a_mistyped_kind_is_named_with_the_nearest(place: Place) -> None:
    done = place.run("evidence", "add", VENDOR, "idp.csv", *ADD, "--kind", "idp_reprot")
    assert (done.code, done.err) == (ExitCode.USAGE, "kporisk: no kind of evidence is called idp_reprot; did you mean idp_report?\n")
    done = place.run("evidence", "add", VENDOR, "idp.csv", *ADD, "--kind", "xyzzy")
    assert done.err == "kporisk: no kind of evidence is called xyzzy; kporisk checklist show QUESTION names those that show it\n"


def test_a_review_comes_to_something(place: Place) -> None:
    place.run("evidence", "add", VENDOR, "idp.csv", *ADD, "-q")
    refused = place.run(*REVIEW, "M. Okafor")
    assert (refused.code, refused.err) == (ExitCode.USAGE, "kporisk: say what the review came to: --accept or --reject\n")


def test_a_copy_is_written_for_its_reader_only_and_over_nothing(place: Place) -> None:
    place.run("evidence", "add", VENDOR, "idp.csv", *ADD, "-q")
    got = place.run("evidence", "get", VENDOR, "idp", "-o", "copy.csv")
    assert (got.code, got.err) == (ExitCode.DONE, "written: copy.csv; it is not encrypted any more\n")
    assert (place.folder / "copy.csv").read_bytes() == b"user,second factor\n"
    assert (place.folder / "copy.csv").stat().st_mode & 0o777 == 0o600
    assert place.run("evidence", "get", VENDOR, "idp", "-o", "copy.csv").code == ExitCode.USAGE


def test_a_request_says_to_us_what_it_would_change_and_to_the_vendor_what_to_send(place: Place) -> None:
    firm, questions = "truc-bach-analytics", shipped().checklists.question
    place.run("vendor", "add", firm, "--name", "Truc Bach Analytics", "-q")
    assert place.run("assess", EXAMPLES / "analytics-firm" / "case.yaml", "-q").code == ExitCode.DONE
    document = json.loads(place.run("evidence", "request", firm, "--format", "json").out)
    ours = place.run("evidence", "request", firm).out
    assert f"{document['now']['score']:.1f} as proven" in ours
    assert all(f"({wanted['kind']})" in ours for wanted in document["documents"])
    wanted = {id for one in document["documents"] for id in one["questions"]}
    vendors = {id for id in wanted if questions[id].respondent is Respondent.VENDOR}
    assert set() < vendors < wanted
    for lang, words in (("en", "It would show:"), ("fr", "Il démontrerait :")):
        asked = place.run("evidence", "request", firm, "-o", f"{lang}.txt", "--lang", lang)
        assert (asked.code, asked.err) == (ExitCode.DONE, f"written: {lang}.txt\n")
        letter = (place.folder / f"{lang}.txt").read_text(encoding="utf-8")
        assert words in letter and set(re.findall(r"\[([a-z_0-9]+)\]", letter)) == vendors
        told = (document["now"]["tier"], f"{document['now']['score']:.1f}", f"{document['then']['score']:.1f}")
        assert not any(word in letter for word in told)
        assert max(map(len, letter.splitlines())) <= 80
        assert not [line for line in letter.splitlines() if re.match(r"\s*[:;?!»]", line)]
    assert "on 6 November 2026" in " ".join((place.folder / "en.txt").read_text(encoding="utf-8").split())
    assert "le 6 novembre 2026" in " ".join((place.folder / "fr.txt").read_text(encoding="utf-8").split())
    assert place.run("evidence", "request", firm, "-o", "en.txt").code == ExitCode.USAGE


def test_nothing_is_asked_for_where_no_document_would_help(place: Place) -> None:
    assert "No document would change anything" in place.run("evidence", "request", VENDOR).out
    assert "n'y changerait rien" in " ".join(place.run("evidence", "request", VENDOR, "--lang", "fr").out.split())
    refused = place.run("evidence", "request", VENDOR, "-o", "letter.txt")
    assert (refused.code, (place.folder / "letter.txt").exists()) == (ExitCode.USAGE, False)
