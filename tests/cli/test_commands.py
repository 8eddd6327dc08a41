"""The smaller commands, and the settings that several of them share."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from jsonschema import Draft202012Validator

from kporisk.cli.schema import FORMATS
from kporisk.documents.cases.schemas import NAMES
from kporisk.documents.cases.schemas import schema as schema_of
from kporisk.errors import ExitCode
from kporisk.workflow.demo import DAY, SHOWN
from tests.cli.command import EXAMPLES, ROOT, clean_environment, run
from tests.worlds import shipped

CASE = EXAMPLES / "legal-process-firm.yaml"
BAD = ROOT / "tests" / "cases" / "bad"


def test_check_says_valid_on_stdout_and_problems_on_stderr() -> None:
    good = run("check", CASE)
    assert (good.code, good.out, good.err) == (ExitCode.DONE, f"{CASE}: valid\n", "")
    bad = BAD / "response_options" / "response.yaml"
    done = run("check", CASE, bad)
    assert (done.code, done.out) == (ExitCode.INVALID_DOCUMENT, good.out)
    assert all(line.startswith(f"{bad}:") for line in done.err.splitlines()[:-1])
    assert re.fullmatch(r"\d+ problems in 1 file", done.err.splitlines()[-1])


def test_check_as_json_lists_every_file() -> None:
    bad = BAD / "response_options" / "response.yaml"
    done = run("check", CASE, bad, "--format", "json")
    assert (done.code, done.err) == (ExitCode.INVALID_DOCUMENT, "")
    good, wrong = json.loads(done.out)
    assert (good["file"], good["problems"]) == (str(CASE), [])
    assert wrong["file"] == str(bad)
    assert all(problem["line"] > 0 and problem["pointer"].startswith("$") and problem["message"] for problem in wrong["problems"])


def test_check_goes_on_after_a_file_that_is_none(tmp_path: Path) -> None:
    done = run("check", tmp_path, tmp_path / "missing.yaml", CASE)
    assert (done.code, done.out) == (ExitCode.INVALID_DOCUMENT, f"{CASE}: valid\n")
    assert "is a folder" in done.err and "there is no such file" in done.err
    assert done.err.splitlines()[-1] == "2 problems in 2 files"


def test_check_counts_the_files_that_a_case_names(tmp_path: Path) -> None:
    for name, text in (
        ("case", "format: kporisk.case/1\nvendor: {id: a, name: A}\nengagement: facts.yaml\nresponse: said.yaml\n"),
        ("facts", "format: kporisk.engagement/1\n"),
        ("said", "format: kporisk.response/1\n"),
    ):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    done = run("check", tmp_path / "case.yaml")
    assert (done.code, done.out, done.err.splitlines()[-1]) == (ExitCode.INVALID_DOCUMENT, "", "2 problems in 2 files")


def test_check_quotes_both_sides_of_a_contradiction(tmp_path: Path) -> None:
    response = "format: kporisk.response/1\nanswered_on: 2026-11-20\nanswers:\n"
    (tmp_path / "response.yaml").write_text(response + '  hc_disciplinary: {value: "yes", note: Informally so far}\n', encoding="utf-8")
    done = run("check", tmp_path / "response.yaml")
    assert done.code == ExitCode.DONE and done.out.endswith("valid, 2 warnings\n")
    assert (
        "$.response.answers.hc_disciplinary: warning: hc_disciplinary is answered “Yes, already applied or tested”, "
        "yet its note says less: “Informally so far”\n" in done.err
    )


def test_check_quietly() -> None:
    done = run("check", "-q", CASE)
    assert (done.code, done.out, done.err) == (ExitCode.DONE, "", "")
    assert run("check", "-q", BAD / "source_empty" / "case.yaml").err != ""


def test_check_shows_what_is_doubtful_without_failing() -> None:
    done = run("check", EXAMPLES / "medical-coder.yaml")
    assert (done.code, done.out) == (ExitCode.DONE, f"{EXAMPLES / 'medical-coder.yaml'}: valid, 1 warning\n")
    assert ": warning: " in done.err


@pytest.mark.parametrize("document", FORMATS)
def test_every_schema_is_a_schema(document: str) -> None:
    done = run("schema", document)
    assert (done.code, done.err) == (ExitCode.DONE, "")
    schema = json.loads(done.out)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    if document in NAMES:  # the schemas of what people write: tests/documents/test_case_schemas.py holds that they are valid
        assert schema == schema_of(document, shipped().checklists)
    else:
        if document == "filled-form":  # the schema of a response is one of those, and dear to check
            assert schema["properties"].pop("response")["$id"] == "urn:kporisk:response:1"
        Draft202012Validator.check_schema(schema)


def test_a_vendors_schema_holds_nobody_elses_questions() -> None:
    whole, vendors = (run("schema", "response", *more).out for more in ((), ("--for", "vendor")))
    by_respondent: dict[str, set[str]] = {}
    for question in shipped().checklists.questions:
        by_respondent.setdefault(question.respondent.value, set()).add(question.id)
    named = {id for ids in by_respondent.values() for id in ids if f'"{id}"' in vendors}
    assert named == by_respondent["vendor"]
    assert all(f'"{id}"' in whole for id in by_respondent["contract"])


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_of_each_shell_completes_kporisk(shell: str) -> None:
    done = run("completion", shell)
    assert done.code == ExitCode.DONE
    assert "kporisk" in done.out and f"_KPORISK_COMPLETE={shell}_complete" in done.out
    program = shutil.which(shell)
    if program is not None:
        read = subprocess.run([program, "-n"], input=done.out, capture_output=True, text=True, check=False, timeout=30)
        assert (read.returncode, read.stderr) == (0, "")


@pytest.mark.parametrize(
    ("words", "offered"),
    [("kporisk as", {"assess"}), ("kporisk checklist ex", {"explain", "export"}), ("kporisk assess case.yaml --format ", {"text", "json"})],
)
def test_the_shell_is_offered_what_fits(words: str, offered: set[str]) -> None:
    program = [sys.executable, "-c", "import sys; sys.argv[0] = 'kporisk'; from kporisk.cli.main import main; main()"]
    environment = clean_environment(_KPORISK_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(words.count(" ")))
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False, timeout=30)
    assert {line.removeprefix("plain,") for line in done.stdout.splitlines()} == offered
    assert done.stderr == ""


def test_jurisdiction_in_words_and_as_json() -> None:
    done = run("jurisdiction", "fr", "in", "--format", "json")
    document = json.loads(done.out)
    assert (done.code, done.err, document["client"]["country"], document["country"]) == (ExitCode.DONE, "", "FR", "IN")
    assert document["overlap_hours"] == {"least": 4.5, "most": 5.5}
    english, french = (run("jurisdiction", "FR", "IN", "--lang", lang).out for lang in ("en", "fr"))
    assert "India" in english and "Inde" in french
    plain, personal = (json.loads(run("jurisdiction", "FR", "IN", "--format", "json", *more).out) for more in ((), ("--personal-data",)))
    assert personal["points"]["proven"] >= plain["points"]["proven"]


def test_checklist_list_fits_a_narrow_terminal_and_loses_no_word() -> None:
    wide, narrow = (run("checklist", "list", env={"COLUMNS": columns}) for columns in ("200", "80"))
    assert max(map(len, narrow.out.splitlines())) <= 80 < max(map(len, wide.out.splitlines()))
    assert sorted(narrow.out.split()) == sorted(wide.out.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("UK", "IN"), "there is no country 'UK'; did you mean GB?"),
        (("FR", "India"), "there is no country 'INDIA'; did you mean IN?"),
        (("FR", "IN", "--language", "english"), "there is no language 'english'"),
    ],
)
def test_jurisdiction_of_what_does_not_exist(arguments: tuple[str, ...], said: str) -> None:
    done = run("jurisdiction", *arguments)
    assert (done.code, done.out) == (ExitCode.USAGE, "")
    assert said in done.err


def test_a_language_may_name_its_region() -> None:
    plain, regional = (run("jurisdiction", "FR", "IN", "--language", code).out for code in ("en", "en-GB"))
    assert plain.splitlines()[3:] == regional.splitlines()[3:]


def test_checklist_list_names_every_folder() -> None:
    done = run("checklist", "list", "--format", "json")
    listed = json.loads(done.out)
    assert (done.code, done.err) == (ExitCode.DONE, "")
    assert sum(one["questions"] for one in listed) == 167
    text = run("checklist", "list").out
    assert all(one["id"] in text and one["sha256"][:12] in text for one in listed)


@pytest.mark.parametrize("name", ["ip_protection", "ds_mfa", "ko-ds-mfa", "data_classes"])
def test_checklist_show_in_both_languages(name: str) -> None:
    english, french = (run("checklist", "show", name, "--lang", lang) for lang in ("en", "fr"))
    assert (english.code, french.code, english.err, french.err) == (ExitCode.DONE, ExitCode.DONE, "", "")
    assert english.out != french.out
    assert name in english.out and name in french.out


def test_every_engagement_fact_and_option_is_shown() -> None:
    shown = run("checklist", "show", "engagement").out
    for fact in shipped().checklists.engagement:
        assert f"\n{fact.id}, an engagement fact, " in shown
        assert all(f"\n  {option.value}: " in shown for option in fact.options)
        assert run("checklist", "show", fact.id).out in shown


def test_checklist_explain_finds_a_rule_by_its_question() -> None:
    assert run("checklist", "explain", "ds_mfa").out == run("checklist", "explain", "ko-ds-mfa").out != ""


def test_own_checklists_are_laid_over_the_shipped_ones(tmp_path: Path) -> None:
    own = tmp_path / "own"
    assert run("checklist", "export", own, "--only", "ip_protection").out == f"written: {own}\n"
    path = own / "ip_protection" / "questions.json"
    text = path.read_text(encoding="utf-8")
    assert '"version": "1.0.0"' in text
    path.write_text(text.replace('"version": "1.0.0"', '"version": "1.7.0"', 1), encoding="utf-8")

    def versions(*arguments: str, env: dict[str, str] | None = None) -> dict[str, str]:
        return {one["id"]: one["version"] for one in json.loads(run("checklist", "list", "--format", "json", *arguments, env=env).out)}

    shipped = versions()
    assert shipped["ip_protection"] == "1.0.0"
    laid_over = {**shipped, "ip_protection": "1.7.0"}
    assert versions("--checklists", str(own)) == laid_over
    assert versions(env={"KPORISK_CHECKLISTS": str(own)}) == laid_over
    (tmp_path / "empty").mkdir()
    assert versions(env={"KPORISK_CHECKLISTS": os.pathsep.join((str(tmp_path / "empty"), str(own)))}) == laid_over
    assert versions("--checklists", str(tmp_path / "empty"), env={"KPORISK_CHECKLISTS": str(own)}) == shipped


def test_a_rule_with_a_mistyped_id_does_not_load_and_says_where(tmp_path: Path) -> None:
    own = tmp_path / "own"
    run("checklist", "export", own, "--only", "data_security")
    rules = own / "data_security" / "rules.yaml"
    text = rules.read_text(encoding="utf-8")
    assert "answers.ds_remote_work" in text
    rules.write_text(text.replace("answers.ds_remote_work", "answers.ds_remote_wrk", 1), encoding="utf-8")
    done = run("assess", CASE, "--checklists", own)
    assert (done.code, done.out) == (ExitCode.INVALID_DOCUMENT, "")
    assert re.search(r"own/data_security/rules\.yaml:\d+", done.err)
    assert "there is no answers.ds_remote_wrk. Did you mean ds_remote_work?" in done.err


def test_own_rules_that_replace_the_shipped_ones_are_told_where_to_stand(tmp_path: Path) -> None:
    rule = """
- id: our-short-secrecy
  when: answers.ip_nda_survival == 'none'
  floor: high
  domain: ip_protection
  finding: {en: Short, fr: Court}
  remediation: {en: Lengthen it, fr: Prolonger}
  cases:
  - {answers: {ip_nda_survival: none}, expect: fires}
  - {answers: {ip_nda_survival: indefinite}, expect: clear}
  - {answers: {}, expect: possible}
"""
    instead, beside = (tmp_path / "a" / "ip_protection" / "rules.yaml", tmp_path / "b" / "ip_protection" / "rules" / "ours.yaml")
    for path in (instead, beside):
        path.parent.mkdir(parents=True)
        path.write_text(rule, encoding="utf-8")
    refused = run("checklist", "list", "--checklists", tmp_path / "a")
    assert (refused.code, refused.out) == (ExitCode.INVALID_DOCUMENT, "")
    assert "rules that you add stand in rules/….yaml" in refused.err
    added = run("checklist", "show", "our-short-secrecy", "--checklists", tmp_path / "b")
    assert (added.code, added.err) == (ExitCode.DONE, "")


def test_export_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept")
    done = run("checklist", "export", tmp_path)
    assert (done.code, done.out) == (ExitCode.USAGE, "")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_a_whole_export_is_the_shipped_content(tmp_path: Path) -> None:
    own = tmp_path / "own"
    assert run("checklist", "export", own).code == ExitCode.DONE
    assert run("checklist", "list", "--checklists", str(own)).out == run("checklist", "list").out


def test_demo_lays_out_examples_and_a_report_and_keeps_changes(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with patch("kporisk.workflow.report.pdf", return_value=b"%PDF-1.7 drawn"):
        first = run("demo", folder)
        (folder / "freelance-platform.yaml").write_text("mine")
        again = run("demo", folder, "--lang", "fr")
    assert (first.code, again.code) == (ExitCode.DONE, ExitCode.DONE)
    assert f"kporisk assess {folder / SHOWN} --as-of {DAY}" in first.err
    assert [path.read_bytes() for path in folder.glob("*.pdf")] == [b"%PDF-1.7 drawn"]
    assert f"kept as you changed it: {folder / 'freelance-platform.yaml'}" in again.err
    assert (folder / "freelance-platform.yaml").read_text() == "mine"
    # What `assess` shows of the same case when it writes the report too; then neither offers the command for it.
    with patch("kporisk.workflow.report.pdf", return_value=b"%PDF-1.7 drawn"):
        for shown, lang in ((first, "en"), (again, "fr")):
            assert shown.out == run("assess", folder / SHOWN, "--as-of", str(DAY), "--lang", lang, "--pdf", tmp_path / f"{lang}.pdf").out
    laid = {path.relative_to(folder) for path in folder.rglob("*.yaml")}
    assert laid == {path.relative_to(EXAMPLES) for path in EXAMPLES.rglob("*.yaml")} - {Path("hostile.yaml")}
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.rglob("*.yaml"))


def test_demo_where_a_file_stands(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("a file")
    done = run("demo", tmp_path / "demo")
    assert (done.code, done.out) == (ExitCode.USAGE, "")
    assert "is a file" in done.err
