"""`kporisk scope`: the client's facts out as a file, and back."""

from __future__ import annotations

from pathlib import Path

import pytest

from kporisk.errors import ExitCode
from tests.cli.programme import VENDOR, Programme


def test_what_is_known_is_shown_as_text_and_as_json(programme: Programme) -> None:
    document = programme.json("scope", VENDOR)
    facts = {fact["id"]: fact for fact in document["facts"]}
    assert (len(facts), document["missing"]) == (30, [])
    assert facts["relation"]["value"] == "third_party" and facts["relation"]["value_text"]["en"] == "Third-party company"
    out = programme.ran("scope", VENDOR)
    lines = out.splitlines()
    assert "relation: Third-party company" in lines and max(map(len, lines)) <= 80
    unindented = [line for line in lines if not line.startswith("  ")]
    assert [line.partition(":")[0] for line in unindented] == list(facts)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_was_written_reads_back_as_the_same(own_programme: Programme, tmp_path: Path, lang: str) -> None:
    path = tmp_path / "facts.yaml"
    own_programme.ran("scope", VENDOR, "-o", path, "--lang", lang)
    before = own_programme.json("vendor", "show", VENDOR)["records"]
    done = own_programme.run("scope", VENDOR, path)
    assert done.code == ExitCode.DONE and "nothing changed" in done.err
    assert own_programme.json("vendor", "show", VENDOR)["records"] == before
    again = own_programme.run("scope", VENDOR, "-o", path)
    assert again.code == ExitCode.USAGE and "exists already" in again.err


def test_a_changed_fact_is_recorded_and_counts(own_programme: Programme, tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    own_programme.ran("scope", VENDOR, "-o", path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\nrelation: third_party\n", "\nrelation: subsidiary\n"), encoding="utf-8")
    done = own_programme.run("scope", VENDOR, path)
    assert done.code == ExitCode.DONE and "recorded: relation" in done.err
    assert own_programme.json("vendor", "show", VENDOR)["not_assessed_yet"] == ["engagement"]
    own_programme.ran("assess", VENDOR, "-q")
    assert [fact["id"] for fact in own_programme.json("diff", VENDOR)["change"]["engagement"]] == ["relation"]


def test_a_new_vendor_is_asked_everything_and_every_problem_is_located(own_programme: Programme, tmp_path: Path) -> None:
    own_programme.ran("vendor", "add", "zebra", "--name", "Zebra")
    path = tmp_path / "facts.yaml"
    own_programme.ran("scope", "zebra", "-o", path)
    text = path.read_text(encoding="utf-8")
    assert "in the register" not in text
    path.write_text(text.replace("\nrelation:\n", "\nrelation: thrid_party\n"), encoding="utf-8")
    done = own_programme.run("scope", "zebra", path)
    assert done.code == ExitCode.INVALID_DOCUMENT and done.out == ""
    assert f"{path}:" in done.err and "$.relation" in done.err and "did you mean third_party?" in done.err
    assert own_programme.json("scope", "zebra")["missing"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [((VENDOR, "in.yaml", "-o", "out.yaml"), "give one of them"), (("truc-bach",), "the register has no vendor")],
)
def test_what_does_not_go_together_is_refused(programme: Programme, arguments: tuple[str, ...], said: str) -> None:
    done = programme.run("scope", *arguments)
    assert done.code == ExitCode.USAGE and said in done.err


@pytest.mark.parametrize("text", ["", "# nothing yet\n"])
def test_an_empty_file_is_told_what_belongs_in_it(programme: Programme, tmp_path: Path, text: str) -> None:
    file = tmp_path / "empty.yaml"
    file.write_text(text, encoding="utf-8")
    for arguments, wanted in (
        (("scope", VENDOR, file), "engagement"),
        (("import", file, "--vendor", VENDOR), "response"),
        (("assess", VENDOR, "--response", file), "response"),
        (("check", file), "case"),
    ):
        done = programme.run(*arguments)
        assert done.code == ExitCode.INVALID_DOCUMENT and f"`kporisk schema {wanted}` says what belongs in it" in done.err
