"""`kporisk import` of somebody else's form, and `kporisk response`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kporisk.errors import ExitCode
from tests.documents.external.forms import SAID, Said, caiq, caiq_rows, comma_separated, hecvat, xlsx
from tests.workspaces import VENDOR, Place, assessed_place


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Place:
    return assessed_place(tmp_path_factory, tmp_path / "place")


def ran(place: Place, *arguments: str | Path) -> str:
    found = place.run(*arguments)
    assert found.code == ExitCode.DONE, found.err
    return found.out


def records(place: Place) -> int:
    with place.open() as workspace:
        return len(workspace.register.records())


def test_a_form_becomes_a_response_of_its_own(place: Place, tmp_path: Path) -> None:
    path, before = caiq(tmp_path / "caiq.xlsx"), records(place)
    out = ran(place, "import", path, "--vendor", VENDOR, "--answered-on", "2026-03-01")
    assert "CAIQv4.0.3, answered on 2026-03-01: 8 questions" in out
    assert "4 answered, 2 not applicable, 1 blank, 1 not understood" in out
    assert "'CAIQv4.0.3'!C8 IAM-14.1: neither yes, no nor not applicable" in out
    assert "Contradictions, which move no score: 3" in out and "has no tier" in out
    assert records(place) == before + 1
    assert "nothing was recorded" in ran(place, "import", path, "--vendor", VENDOR, "--answered-on", "2026-03-01")
    assert records(place) == before + 1
    listed = json.loads(ran(place, "response", "list", VENDOR, "--format", "json"))
    assert [(one["id"], one["title"], one["rows"], one["answered"]) for one in listed] == [("caiq", "CAIQv4.0.3", 8, 4)]
    assert "caiq" in ran(place, "response", "list", VENDOR)


def test_it_changes_no_answer_and_no_score(place: Place, tmp_path: Path) -> None:
    before = json.loads(ran(place, "assess", VENDOR, "--no-record", "--format", "json"))
    ran(place, "import", caiq(tmp_path / "caiq.xlsx"), "--vendor", VENDOR)
    assert json.loads(ran(place, "assess", VENDOR, "--no-record", "--format", "json")) == before


def test_a_dry_run_records_nothing(place: Place, tmp_path: Path) -> None:
    before = records(place)
    found = json.loads(ran(place, "import", hecvat(tmp_path / "h.xlsx"), "--vendor", VENDOR, "--dry-run", "--format", "json"))
    assert (found["format"], found["id"], found["recorded"]) == ("kporisk.external-import/1", "hecvat", False)
    assert found["assessment"]["grade"] == {"earned": 40.0, "possible": 80.0}
    assert records(place) == before
    assert "Nothing was recorded" in ran(place, "import", hecvat(tmp_path / "h.xlsx"), "--vendor", VENDOR, "--dry-run")


def test_a_later_round_takes_the_place_of_the_one_before(place: Place, tmp_path: Path) -> None:
    ran(place, "import", caiq(tmp_path / "a.xlsx"), "--vendor", VENDOR, "--answered-on", "2025-03-01")
    out = ran(
        place, "import", caiq(tmp_path / "b.xlsx", [*SAID, Said("IAM-15.1", "Yes")]), "--vendor", VENDOR, "--answered-on", "2026-03-01"
    )
    assert "takes the place of what was answered on 2025-03-01" in out
    assert json.loads(ran(place, "response", "list", VENDOR, "--format", "json"))[0]["rows"] == 9
    ran(place, "import", caiq(tmp_path / "a.xlsx"), "--vendor", VENDOR, "--as", "old.caiq")
    assert [one["id"] for one in json.loads(ran(place, "response", "list", VENDOR, "--format", "json"))] == ["caiq", "old.caiq"]
    refused = place.run("response", "show", VENDOR)
    assert refused.code == ExitCode.USAGE and "name one: caiq and old.caiq" in refused.err
    refused = place.run("response", "show", VENDOR, "caqi")
    assert refused.code == ExitCode.USAGE and "did you mean caiq?" in refused.err


def test_its_report_proves_itself(place: Place, tmp_path: Path) -> None:
    ran(place, "import", caiq(tmp_path / "caiq.xlsx"), "--vendor", VENDOR, "--answered-on", "2026-03-01")
    report = tmp_path / "caiq.pdf"
    ran(place, "response", "show", VENDOR, "--pdf", report, "--lang", "en,fr", "-q")
    assert "Verified" in ran(place, "verify", report)
    refused = place.run("response", "show", VENDOR, "--lang", "fr")
    assert refused.code == ExitCode.USAGE and "--lang goes with --pdf" in refused.err
    document = json.loads(ran(place, "response", "show", VENDOR, "--format", "json"))
    assert document["format"] == "kporisk.external-assessment/1" and document["vendor"]["name"] == "Acme Analytics SAS"


def test_a_table_with_columns_that_are_named(place: Place, tmp_path: Path) -> None:
    path = comma_separated(tmp_path / "of-theirs.csv", [["Punkt", "Frage", "Antwort"], ["1", "a?", "Yes"], ["2", "b?", "No"]])
    refused = place.run("import", path, "--vendor", VENDOR)
    assert refused.code == ExitCode.INVALID_DOCUMENT and "the file has in row 1: A Punkt, B Frage, C Antwort" in refused.err
    out = ran(place, "import", path, "--vendor", VENDOR, "--columns", "id=Punkt, question=Frage, answer=Antwort")
    assert "of-theirs, answered on 2026-11-24: 2 questions" in out and "Recorded as of-theirs" in out
    for columns, said in (("id", "such as: --columns"), ("id=A,id=B", "names id twice"), ("question=A", "needs answer too")):
        refused = place.run("import", path, "--vendor", VENDOR, "--columns", columns)
        assert refused.code == ExitCode.USAGE and said in refused.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--vendor", "acme-analitics"), "did you mean acme-analytics"),
        (("--vendor", VENDOR, "--answered-on", "2027-01-01"), "has not come yet"),
        (("--vendor", VENDOR, "--as", "a b"), "is no id"),
        (("--vendor", VENDOR, "--sheet", "CAIQv403"), "has no sheet CAIQv403; did you mean CAIQv4.0.3?"),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
def test_what_cannot_be_is_said(place: Place, tmp_path: Path, options: tuple[str, ...], said: str) -> None:
    before = records(place)
    refused = place.run("import", caiq(tmp_path / "caiq.xlsx"), *options)
    assert refused.code == ExitCode.USAGE and said in refused.err
    assert records(place) == before


def test_whose_answers_they_are_is_said_by_somebody(place: Place, tmp_path: Path) -> None:
    refused = place.run("import", caiq(tmp_path / "caiq.xlsx"))
    assert refused.code == ExitCode.INVALID_DOCUMENT and "say whose answers it holds: --vendor ID" in refused.err
    refused = place.run("import", comma_separated(tmp_path / "caiq.csv", caiq_rows()))
    assert refused.code == ExitCode.USAGE and "name the vendor: --vendor ID" in refused.err


def test_a_refusal_tells_no_answer(place: Place, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "t.xlsx", {"T": [["Is the canary kept?", "No", "CANARY"], ["Another?", "Yes", "CANARY"]]})
    refused = place.run("import", path, "--vendor", VENDOR)
    assert refused.code == ExitCode.INVALID_DOCUMENT and "CANARY" not in refused.err and "looks like an answer" in refused.err


def test_options_of_forms_do_not_go_with_our_own_response(place: Place, tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text("format: kporisk.response/1\n", encoding="utf-8")
    refused = place.run("import", tmp_path / "r.yaml", "--vendor", VENDOR, "--as", "x")
    assert refused.code == ExitCode.USAGE and "go with forms of others" in refused.err


def test_our_own_questions_without_the_hidden_sheet_are_no_form_of_others(place: Place, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "stripped.xlsx", {"Data security": [["Id", "Question", "Answer"], ["ds_mfa", "Is …?", "Yes"]]})
    refused = place.run("import", path, "--vendor", VENDOR)
    assert refused.code == ExitCode.INVALID_DOCUMENT and "asks our own questions (ds_mfa at 'Data security'!C2)" in refused.err


def test_nothing_filled_is_said_so(place: Place) -> None:
    found = place.run("response", "list", VENDOR)
    assert found.code == ExitCode.DONE and "kporisk import FILE" in found.err
    refused = place.run("response", "show", VENDOR)
    assert refused.code == ExitCode.USAGE and "kporisk import FILE" in refused.err


def test_the_register_verifies_with_it_and_a_backup_carries_it(place: Place, tmp_path: Path) -> None:
    ran(place, "import", caiq(tmp_path / "caiq.xlsx"), "--vendor", VENDOR, "--answered-on", "2026-03-01")
    assert "Verified" in ran(place, "verify", "--register", "--jobs", "1")
    ran(place, "db", "backup", "-o", tmp_path / "backup")
