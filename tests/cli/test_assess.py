"""`kporisk assess`, as people and as scripts call it."""

from __future__ import annotations

import errno
import functools
import json
import os
import zipfile
from pathlib import Path
from unittest.mock import patch

import pytest

from kporisk.errors import ExitCode, RenderingError
from kporisk.reports.edition import Edition
from tests.cli.command import DAY, EXAMPLES, Ran, run

CASE = EXAMPLES / "legal-process-firm.yaml"
TIERS = ("low", "moderate", "high", "critical")
CASES = tuple(sorted(str(path.relative_to(EXAMPLES)) for path in (*EXAMPLES.glob("*.yaml"), *EXAMPLES.glob("*/case.yaml"))))


def test_stdout_carries_the_result_and_stderr_the_rest(tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    done = run("assess", CASE, "--as-of", DAY, "--format", "json", "--html", report)
    assert done.code == ExitCode.DONE
    assert json.loads(done.out)["format"] == "kporisk.assessment/1"
    assert done.err == f"written: {report}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert report.stat().st_mode & 0o077 == 0


def test_the_text_fits_a_pipe_and_says_the_recommendation() -> None:
    done = run("assess", CASE, "--as-of", DAY)
    document = json.loads(run("assess", CASE, "--as-of", DAY, "--format", "json").out)
    assert (done.code, done.err) == (ExitCode.DONE, "")
    assert document["vendor"]["name"] in done.out
    assert "\x1b" not in done.out
    assert max(map(len, done.out.splitlines())) <= 80


def test_quiet_is_silent_and_writes_all_the_same(tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    done = run("assess", CASE, "--as-of", DAY, "--quiet", "--html", report)
    assert (done.code, done.out, done.err) == (ExitCode.DONE, "", "")
    assert report.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@functools.cache
def assessed(case: str) -> Ran:
    return run("assess", EXAMPLES / case, "--as-of", DAY, "--format", "json")


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("tier", TIERS)
def test_fail_on_looks_at_the_proven_end(case: str, tier: str) -> None:
    plain = assessed(case)
    proven = json.loads(plain.out)["tier"]["proven"]
    done = run("assess", EXAMPLES / case, "--as-of", DAY, "--format", "json", "--fail-on", tier)
    assert done.code == (ExitCode.FAIL_ON_REACHED if TIERS.index(proven) >= TIERS.index(tier) else ExitCode.DONE)
    assert (plain.code, done.out, done.err) == (ExitCode.DONE, plain.out, "")


def test_the_examples_stand_on_both_sides_of_fail_on() -> None:
    codes = {run("assess", EXAMPLES / case, "--as-of", DAY, "-q", "--fail-on", "high").code for case in CASES}
    assert codes == {ExitCode.DONE, ExitCode.FAIL_ON_REACHED}


def test_depth_may_only_grow() -> None:
    asked = [
        json.loads(run("assess", CASE, "--as-of", DAY, "--format", "json", "--depth", depth).out)["coverage"]["asked"]
        for depth in ("core", "standard", "full")
    ]
    computed = json.loads(run("assess", CASE, "--as-of", DAY, "--format", "json").out)["coverage"]["asked"]
    assert asked == sorted(asked)
    assert asked[0] == computed


def test_today_is_the_default_day() -> None:
    with patch("kporisk.cli.clock.today") as clock:
        clock.return_value = __import__("datetime").date(2027, 1, 31)
        done = run("assess", CASE, "--format", "json")
    assert json.loads(done.out)["as_of"] == "2027-01-31"


def test_a_day_before_the_answers_is_refused() -> None:
    done = run("assess", CASE, "--as-of", "2020-01-01")
    assert (done.code, done.out) == (ExitCode.INVALID_DOCUMENT, "")
    assert "give --as-of that day or later" in done.err


@pytest.mark.parametrize(
    ("name", "said"),
    [("missing.yaml", "there is no such file"), ("folder", "is a folder"), ("empty.yaml", "the file is empty"), ("bytes.yaml", "UTF-8")],
)
def test_a_file_that_is_none_is_a_problem_not_a_traceback(name: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.yaml").touch()
    (tmp_path / "bytes.yaml").write_bytes(b"format: kporisk.case/1\nvendor: \xff\xfe\xe9\n")
    done = run("assess", name, cwd=tmp_path)
    assert (done.code, done.out) == (ExitCode.INVALID_DOCUMENT, "")
    assert done.err.startswith(name)
    assert said in done.err
    assert done.err.endswith("nothing was done\n")


def test_all_problems_are_shown_and_nothing_is_written(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(
        CASE.read_text(encoding="utf-8").replace("vendor_country: ", "vendor_country: X").replace("status: unknown", "status: unkown")
    )
    done = run("assess", case, "--as-of", DAY, "--html", tmp_path / "report.html", "--format", "json")
    assert (done.code, done.out) == (ExitCode.INVALID_DOCUMENT, "")
    problems = done.err.splitlines()[:-1]
    assert len(problems) == 2
    assert all(line.startswith(f"{case}:") for line in problems)
    assert "did you mean unknown?" in done.err
    assert done.err.splitlines()[-1] == f"{len(problems)} problems; nothing was done"
    assert [path.name for path in tmp_path.iterdir()] == ["case.yaml"]


def test_a_target_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    for target, said in ((tmp_path / "no" / "x.html", "does not exist; make it first"), (tmp_path, "is a folder; name a file in it")):
        done = run("assess", CASE, "--as-of", DAY, "--html", target)
        assert (done.code, done.out) == (ExitCode.USAGE, "")
        assert said in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", ["--pdf", "--html", "--trace"])
def test_a_report_replaces_nothing_but_a_report(option: str, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_bytes(CASE.read_bytes())
    done = run("assess", case, "--as-of", DAY, option, case)
    assert (done.code, done.out) == (ExitCode.USAGE, "")
    assert "name another file, so that nothing is overwritten" in done.err
    assert case.read_bytes() == CASE.read_bytes()


@pytest.mark.parametrize("old", ["", "<!doctype HTML>of old"])
def test_an_older_report_or_an_empty_file_is_replaced(old: str, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    report.write_text(old, encoding="utf-8")
    assert run("assess", CASE, "--as-of", DAY, "-q", "--html", report).code == ExitCode.DONE
    assert report.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(("target", "said"), [("/dev/null", "is no ordinary file"), ("-", "name one instead of -")])
def test_a_report_goes_to_a_file(target: str, said: str, tmp_path: Path) -> None:
    done = run("assess", CASE, "--as-of", DAY, "--pdf", target, cwd=tmp_path)
    assert (done.code, list(tmp_path.iterdir())) == (ExitCode.USAGE, [])
    assert said in done.err


def test_the_trace_is_a_workbook_in_the_language(tmp_path: Path) -> None:
    trace = tmp_path / "trace.xlsx"
    for _ in range(2):  # a trace replaces an older one
        done = run("assess", CASE, "--as-of", DAY, "--lang", "fr", "--trace", trace)
        assert (done.code, done.err) == (ExitCode.DONE, f"written: {trace}\n")
    with zipfile.ZipFile(trace) as packed:
        assert "Synthèse" in packed.read("xl/workbook.xml").decode()


def test_a_trace_replaces_no_other_packed_file(tmp_path: Path) -> None:
    for content in ("docProps/core.xml", "evidence.pdf"):
        evidence = tmp_path / "evidence.zip"
        with zipfile.ZipFile(evidence, "w") as packed:
            packed.writestr(content, "<dc:creator>Somebody</dc:creator>")
        before = evidence.read_bytes()
        done = run("assess", CASE, "--as-of", DAY, "--trace", evidence)
        assert (done.code, done.out) == (ExitCode.USAGE, "")
        assert "is no trace workbook of kporisk; name another file" in done.err
        assert evidence.read_bytes() == before
    evidence.write_bytes(before[:20])
    assert run("assess", CASE, "--as-of", DAY, "--trace", evidence).code == ExitCode.USAGE


@pytest.mark.parametrize(("one", "other"), [("--pdf", "--html"), ("--pdf", "--trace"), ("--html", "--trace")])
def test_each_target_is_a_file_of_its_own(one: str, other: str, tmp_path: Path) -> None:
    done = run("assess", CASE, "--as-of", DAY, one, tmp_path / "x", other, tmp_path / "." / "x")
    assert (done.code, list(tmp_path.iterdir())) == (ExitCode.USAGE, [])
    assert f"{one} and {other} both name" in done.err


def test_a_folder_that_takes_no_files_is_said(tmp_path: Path) -> None:
    folder = tmp_path
    tmp_path.chmod(0o500)
    if os.geteuid() == 0:
        # Root may write everywhere but where the kernel keeps its own books.
        folder = Path("/proc")
    done = run("assess", CASE, "--as-of", DAY, "--html", folder / "x.html")
    assert (done.code, done.out) == (ExitCode.USAGE, "")
    assert f"{folder / 'x.html'} cannot be written, nor anything in {folder}: " in done.err


@pytest.mark.parametrize("call", ["tempfile.mkstemp", "os.fsync"])
def test_a_failing_disk_leaves_no_half_file(call: str, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    report.write_text("<!DOCTYPE html>the old one")
    with patch(f"kporisk.workflow.files.{call}", side_effect=OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))):
        done = run("assess", CASE, "--as-of", DAY, "--html", report)
    assert (done.code, done.out) == (ExitCode.USAGE, "")
    assert "No space left on device" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert report.read_text() == "<!DOCTYPE html>the old one"


@pytest.mark.parametrize("form", ["pdf", "html"])
def test_a_report_that_cannot_be_rendered_ends_with_its_code(form: str, tmp_path: Path) -> None:
    with patch(f"kporisk.workflow.report.{form}", side_effect=RenderingError("a template does not work (cover.html.j2, line 3)")):
        done = run("assess", CASE, "--as-of", DAY, f"--{form}", tmp_path / "report")
    assert (done.code, done.out) == (ExitCode.RENDERING, "")
    assert done.err == "kporisk: a template does not work (cover.html.j2, line 3)\n"
    assert list(tmp_path.iterdir()) == []


def test_reports_are_written_in_the_language_and_named(tmp_path: Path) -> None:
    html, pdf = tmp_path / "r.html", tmp_path / "r.pdf"
    with patch("kporisk.workflow.report.pdf", return_value=b"%PDF-1.7 drawn") as drawn:
        done = run("assess", CASE, "--as-of", DAY, "--lang", "fr", "--html", html, "--pdf", pdf)
    assert (done.code, done.err) == (ExitCode.DONE, f"written: {html}\nwritten: {pdf}\n")
    assert drawn.call_args.kwargs["edition"] == Edition(("fr",))
    assert [one.name for one in drawn.call_args.kwargs["attachments"]] == ["case.json", "assessment.json", "checklists.json", "method.yaml"]
    assert pdf.read_bytes() == b"%PDF-1.7 drawn"
    assert 'lang="fr"' in html.read_text(encoding="utf-8")[:500]


def test_the_language_comes_from_the_environment_unless_said() -> None:
    english, french = (run("assess", CASE, "--as-of", DAY, "--lang", lang).out for lang in ("en", "fr"))
    assert english != french
    assert run("assess", CASE, "--as-of", DAY, env={"KPORISK_LANG": "fr"}).out == french
    assert run("assess", CASE, "--as-of", DAY, "--lang", "en", env={"KPORISK_LANG": "fr"}).out == english
    done = run("assess", CASE, "--as-of", DAY, env={"KPORISK_LANG": "tlh"})
    assert (done.code, done.out) == (ExitCode.USAGE, "")
    assert "'tlh' is not one of 'en', 'fr'" in done.err


def test_a_day_before_the_answers_names_the_file(tmp_path: Path) -> None:
    done = run("assess", CASE, "--as-of", "2020-01-01")
    assert done.code == ExitCode.INVALID_DOCUMENT
    assert done.err.startswith(f"{CASE}: $.response.answered_on: the assessment date 2020-01-01 lies before")


def _older(tmp_path: Path, **options: str) -> Path:
    old = tmp_path / "old.json"
    old.write_text(run("assess", CASE, "--as-of", options.get("day", DAY), "--format", "json").out, encoding="utf-8")
    return old


def test_since_tells_what_changed_in_text_and_html(tmp_path: Path) -> None:
    _older(tmp_path)
    late = ("--as-of", "2027-04-24")
    done = run("assess", CASE, *late, "--since", "old.json", "--html", "r.html", cwd=tmp_path)
    assert (done.code, done.err) == (ExitCode.DONE, "written: r.html\n")
    assert "Since 24 November 2026" in done.out and "as proven (+" in done.out
    assert "--since old.json" in " ".join(done.out.split()).replace("\\ ", "")
    assert 'id="change"' in (tmp_path / "r.html").read_text(encoding="utf-8")
    plain = run("assess", CASE, *late, "--format", "json")
    assert run("assess", CASE, *late, "--format", "json", "--since", "old.json", cwd=tmp_path).out == plain.out


def test_since_refuses_what_is_no_older_assessment_of_that_vendor(tmp_path: Path) -> None:
    (tmp_path / "old.pdf").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "broken.json").write_text("{")
    older = _older(tmp_path, day="2028-11-24")
    for file, code, said in (
        ("none.json", ExitCode.USAGE, "cannot be read: No such file"),
        ("old.pdf", ExitCode.INTEGRITY, "carries no data to compare with"),
        ("broken.json", ExitCode.INVALID_DOCUMENT, "broken.json:1:2: this is not JSON"),
        (older.name, ExitCode.USAGE, "give the older one, or a later --as-of"),
    ):
        done = run("assess", CASE, "--as-of", DAY, "--since", tmp_path / file, "--html", tmp_path / "r.html")
        assert (done.code, done.out) == (code, "")
        assert said in done.err
    other = run("assess", EXAMPLES / "medical-coder.yaml", "--as-of", "2029-01-01", "--since", older)
    assert (other.code, other.out) == (ExitCode.USAGE, "")
    assert "a change is told of one vendor" in other.err
    assert not (tmp_path / "r.html").exists()
