"""Every command explains itself, by an example that works."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kporisk.cli.main import COMMANDS, cli, command_of
from kporisk.errors import ExitCode
from tests.cli.command import ROOT, run


def _commands() -> Iterator[tuple[str, ...]]:
    for name in COMMANDS:
        yield (name,)
        found = command_of(name)
        if isinstance(found, click.Group):
            yield from ((name, below) for below in found.commands)


ALL = tuple(_commands())
every = pytest.mark.parametrize("path", ALL, ids=" ".join)


def _command(path: tuple[str, ...]) -> click.Command:
    found: click.Command = cli
    for name in path:
        assert isinstance(found, click.Group)
        below = found.get_command(click.Context(found), name)
        assert below is not None
        found = below
    return found


def _examples(text: str) -> list[str]:
    """The lines under `Example:` that call kporisk."""
    after = text.partition("Example:\n")[2].partition("\n\n")[0]
    return [line.strip() for line in after.splitlines() if line.strip().startswith("kporisk ")]


@every
def test_help_begins_with_an_example(path: tuple[str, ...]) -> None:
    done = run(*path, "--help")
    assert (done.code, done.err) == (ExitCode.DONE, "")
    examples = _examples(done.out)
    assert examples and examples[0].startswith(f"kporisk {' '.join(path)}")
    assert done.out.index("Example:") < done.out.index("Options:")
    assert run(*path, "-h").out == done.out


@every
def test_every_example_is_one_that_works(path: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("our-checklists").mkdir()
    for example in _examples(run(*path, "--help").out):
        words = shlex.split(re.split(r"\s(?:>|\|\||\|)\s|\s{2,}", example)[0])[1:]
        steps, found = [], cli
        while isinstance(found, click.Group):
            steps.append(words.pop(0))
            below = found.get_command(click.Context(found), steps[-1])
            assert below is not None, example
            found = below  # type: ignore[assignment]
        found.make_context(steps[-1], words)  # refuses an option, choice or number of arguments that there is not


@every
def test_every_option_says_what_it_is_for(path: tuple[str, ...]) -> None:
    for parameter in _command(path).params:
        if isinstance(parameter, click.Option):
            assert parameter.help, f"{' '.join(path)} {parameter.opts}"


def test_the_help_lists_every_command_in_the_order_of_use() -> None:
    done = run("--help")
    listed = re.findall(r"^  ([a-z]+) {2,}\S", done.out.partition("Commands:\n")[2], re.MULTILINE)
    assert (done.code, done.err, listed) == (ExitCode.DONE, "", list(COMMANDS))
    assert _examples(done.out)


@pytest.mark.parametrize("group", [name for name in COMMANDS if isinstance(command_of(name), click.Group)])
def test_a_group_says_of_each_command_a_whole_sentence(group: str) -> None:
    listed = run(group, "--help").out.partition("Commands:\n")[2]
    sentences = re.split(r"^  [a-z]+ {2,}(?=\S)", listed, flags=re.MULTILINE)[1:]
    assert len(sentences) >= 1 and all(one.strip().endswith(".") and "..." not in one for one in sentences)


def test_the_table_of_commands_leads_to_commands() -> None:
    for name, (_, line) in COMMANDS.items():
        assert command_of(name).name == name
        assert line.endswith(".") and len(line) <= 80


def test_the_readme_names_every_command_and_no_other() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    table = set(re.findall(r"^\| `kporisk ([a-z]+)", text, re.MULTILINE))
    assert table == set(COMMANDS)
    called = set(re.findall(r"(?:^|[ `/(])kporisk ([a-z]+)", text, re.MULTILINE))
    assert called & set(COMMANDS) == set(COMMANDS)


def test_the_readme_gives_options_that_there_are() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    known = {option for path in ALL for parameter in _command(path).params for option in parameter.opts} | {"--help", "--version"}
    for line in re.findall(r"^.*kporisk.*$", text, re.MULTILINE):
        assert set(re.findall(r"(?<=[\s`])--[a-z-]+", line)) <= known, line
