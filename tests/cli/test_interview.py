"""`kporisk interview`: a short one with a pipe for a keyboard, its pages, and what a kill leaves, in a terminal of its own."""

from __future__ import annotations

import errno
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from kporisk.cli import interview as command
from kporisk.cli.interview_screen import BELOW, Screen
from kporisk.cli.interview_words import COMMANDS, WORDS
from kporisk.errors import ExitCode
from kporisk.model.checklist import Respondent
from kporisk.reports.lines import cells
from kporisk.workflow.filling.interview import Interview
from tests.cli.command import ROOT, Ran
from tests.cli.programme import VENDOR, Programme
from tests.workspaces import NOON, Place, assessed_place
from tests.workspaces import VENDOR as ACME


def talked(programme: Programme, typed: str, *options: str) -> Ran:
    """An interview in which these lines are typed; a line \x03 is Ctrl-C."""
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()), pytest.MonkeyPatch.context() as patched:
        patched.setattr(command, "_has_terminal", lambda: True)
        keys.send_text("".join(line if line == "\x03" else f"{line}\r" for line in typed.split("\n")))
        return programme.run("interview", VENDOR, *options)


def test_a_short_interview_is_recorded_and_the_rest_stays(own_programme: Programme, tmp_path: Path) -> None:
    shown = tmp_path / "report.pdf"
    shown.write_bytes(b"a report")
    first = talked(
        own_programme,
        f"P. Raman, security lead\n\n:g ds_mfa\n97\n:b\n:note by phone\n:e +\nidp_report\nCoverage\n2026-11-01\n\n{shown}\n:q",
    )
    assert (
        first.code == ExitCode.DONE and "Unchanged? Enter confirms it." in first.out and "Kept, not recorded yet; answers: 2" in first.out
    )
    assert str(tmp_path) not in first.out
    again = talked(own_programme, ":n nowhere\n:zz\n:g nonsuch\ninv_\n:h\n\n\n:done\nb\n:s\ny\n\n", "--only", "data_security")
    assert "answers so far: 2" in again.out and "This question always applies: answer it" in again.out.replace("\n", " ")
    assert ":by      somebody else" in again.out and "There is no command :zz" in again.out and f"kporisk assess {VENDOR}" in again.out
    assert again.code == ExitCode.DONE, again.err
    own_programme.ran("assess", VENDOR, "-q")
    changed = {one["question"]: one for one in own_programme.json("diff", VENDOR)["answers"]}
    assert changed["ds_mfa"]["after"]["value"] == 97 and "ip_nda_survival" not in changed


@pytest.mark.parametrize(("typed", "stay"), [("k", True), ("open", False)])
def test_what_nobody_confirmed_is_settled_before_it_is_recorded(own_programme: Programme, typed: str, stay: bool) -> None:
    before = own_programme.json("vendor", "show", VENDOR)
    said = talked(own_programme, f"P. Raman, security lead\n:g ds_mfa\n97\n:done\ny\nb\ny\n{typed}\n\n")
    assert said.code == ExitCode.DONE and "neither confirmed nor replaced. What becomes of them?" in " ".join(said.out.split())
    own_programme.ran("assess", VENDOR, "-q")
    changed = {one["question"]: one for one in own_programme.json("diff", VENDOR)["answers"]}
    assert ("ip_nda_survival" not in changed) is stay and changed["ds_mfa"]["after"]["value"] == 97
    after = own_programme.json("vendor", "show", VENDOR)
    assert (after["answered_on"] == before["answered_on"]) is stay, "what stays keeps its day"


def test_a_command_is_no_name_and_a_kind_is_asked_for_until_it_is_one(own_programme: Programme) -> None:
    quit_at_once = talked(own_programme, ":q")
    assert quit_at_once.code == ExitCode.DONE and "Kept, not recorded yet; answers: 0" in quit_at_once.out
    said = talked(
        own_programme, ":h\nP. Raman\nP. Raman, lead\n:g ds_mfa\n:e +\nidp_reprot\n1\nCoverage\n2099-01-01\n2026-11-01\n\n\n97 %\n:q"
    )
    text = " ".join(said.out.split())
    assert ":by somebody else" in text
    assert text.count("A name and a role are wanted") == 2 and "Answers from now on are by P. Raman" in text
    assert "1 Identity-provider report" in text and "did you mean idp_report?" in text and "this day has not come yet" in text
    assert "Cited: idp-report" in text and "answers: 1" in text


def test_what_was_typed_of_a_piece_is_kept_and_what_is_typed_next_is_no_answer(own_programme: Programme, tmp_path: Path) -> None:
    shown = tmp_path / "report.pdf"
    shown.write_bytes(b"a report")
    piece = f"99\n+\n1\n{'x' * 2000}\n:h\n:zz\nCoverage\nyesterday\n2026-11-01\n2020-01-01\n2027-01-01\n/no/such\n{shown}"
    said = talked(own_programme, f"P. Raman, lead\n:g ds_mfa\n:e\n{piece}\n:note\n:q")
    text = " ".join(said.out.split())
    assert said.code == ExitCode.DONE and "Cited: idp-report" in text and "answers: 0" in text
    assert "There is no command :zz" in text and "/no/such cannot be read" in text and text.count("! ") == 5, text
    again = talked(own_programme, ":e +\n1\nAnother\n:u\n:q")
    assert "Nothing was changed." in again.out and "answers: 1" in again.out


def test_a_word_of_several_meanings_is_asked_for_again(own_programme: Programme) -> None:
    said = talked(own_programme, "P. Raman, lead\n:g data\nds_mf\n97\n:g nonsuch\n\n:g\n:done\n:g data\n:q")
    text = " ".join(said.out.split())
    assert "which is meant? data_security, data_analysis" in text and "answers: 1" in text and "Parts: ip_protection" in text


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "en",
            (
                "! This is none of the options: type its number, 1 to 4, or :u if it is not known.",
                "! :u says that it is not known, :n that it does not apply.",
                "! This question always applies: answer it, or :u if it is not known.",
                "! This does not fit here. A number from 0 to 100 (%), or not_measured:",
                "! A comma before three digits can be read in two ways;",
                "! This does not fit here. A day as YYYY-MM-DD, today or before",
                "! This is none of the options: type their numbers, 1 to 5, such as 1,2; 0 if none holds.",
                "! No evidence is declared under this; + declares a piece.",
                "! Did you mean: confidentialite",
                "! This is no day of the calendar as YYYY-MM-DD, such as 2026-11-20.",
            ),
        ),
        (
            "fr",
            (
                "! Ce n'est aucune des options : tapez son numéro, de 1 à 4, ou :u si ce n'est pas connu.",
                "! :u dit que ce n'est pas connu, :n que cela ne s'applique pas.",
                "! Cette question s'applique toujours : répondez, ou :u si ce n'est pas connu.",
                "! Cela ne convient pas ici. Un nombre de 0 à 100 (%), ou not_measured :",
                "! Une virgule devant trois chiffres se lit de deux façons ;",
                "! Cela ne convient pas ici. Un jour, AAAA-MM-JJ, aujourd'hui ou avant",
                "! Ce n'est aucune des options : tapez leurs numéros, de 1 à 5, par exemple 1,2 ; 0 si rien ne vaut.",
                "! Aucune preuve n'est déclarée ainsi ; + en déclare une.",
                "! Vouliez-vous dire : confidentialite",
                "! Ce n'est pas un jour du calendrier, AAAA-MM-JJ, par exemple 2026-11-20.",
            ),
        ),
    ],
)
def test_what_will_not_do_is_told_in_the_language_with_what_would(own_programme: Programme, lang: str, told: tuple[str, ...]) -> None:
    values = "yes|unknown|:n|:g ds_mfa|ninety|105|1,000|:g ds_pentest_date|2099-01-01|yesterday|:g ds_physical|77|1 nine"
    evidence = ":e qqqqqq|confidentialit|+|1|Coverage|31/12/2025||||:q"
    typed = f"P. Raman, lead|{values}|{evidence}".split("|")
    said = talked(own_programme, "\n".join(typed), "--lang", lang)
    text = " ".join(said.out.split())
    assert [one for one in told if one not in text] == [], text
    assert "answers: 0" in text or "réponses : 0" in text
    assert text.count("! ") == len(told) + 3


def test_yes_is_said_in_the_language_and_a_command_is_none(own_programme: Programme) -> None:
    start = "P. Raman, lead\n:g ds_mfa\n97\n:done\n"
    for typed in ("maybe\n:h\n:o\n:q", ":done\nn", ":by Q. Rao, lead\n:by\n\n:done\nnon"):
        kept = talked(own_programme, start + typed, "--lang", "fr", "--by", "P. Raman, lead")
        assert kept.code == ExitCode.DONE and "Conservé, pas encore enregistré" in " ".join(kept.out.split())
    assert "Enregistré sur" in talked(own_programme, ":done\no\ng\n:x, y\n\n", "--lang", "fr").out


def test_what_others_recorded_meanwhile_is_told_before_it_is_recorded(own_programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = iter((True, False))
    monkeypatch.setattr(Interview, "renew", lambda _: next(moved))
    done = talked(own_programme, "P. Raman, lead\n:g ds_mfa\n97\n:done\ny\ny\nk\n\n")
    assert done.code == ExitCode.DONE and "Somebody else recorded something about this vendor meanwhile." in " ".join(done.out.split())
    assert "Recorded about" in done.out and list(moved) == []


def test_an_empty_file_is_no_evidence(own_programme: Programme, tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    done = talked(own_programme, f"P. Raman, lead\n:g ds_mfa\n:e +\n1\nCoverage\n\n\n{tmp_path / 'empty.pdf'}\n\n:q")
    assert "an empty file shows nothing" in " ".join(done.out.split()) and "Cited:" in done.out


def test_ctrl_c_and_the_end_of_input_keep_everything(own_programme: Programme) -> None:
    done = talked(own_programme, "P. Raman, lead\n:u\n\x03")
    assert done.code == ExitCode.INTERRUPTED and "Kept, not recorded yet; answers: 1" in done.out
    assert "answers so far: 1" in talked(own_programme, ":q", "--lang", "en").out
    assert "réponses données : 1" in talked(own_programme, ":q", "--lang", "fr").out


def test_without_a_terminal_it_says_what_to_use_instead(programme: Programme) -> None:
    done = programme.run("interview", VENDOR)
    assert done.code == ExitCode.USAGE and done.out == "" and "--response FILE" in done.err and "kporisk scope" in done.err


def test_a_vendor_without_facts_is_scoped_first(own_programme: Programme) -> None:
    own_programme.ran("vendor", "add", "zebra", "--name", "Zebra")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(command, "_has_terminal", lambda: True)
        done = own_programme.run("interview", "zebra")
    assert done.code == ExitCode.USAGE and "kporisk scope zebra" in done.err


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("speaker", list(Respondent))
def test_every_page_fits_and_shows_what_the_speaker_may_see(own_programme: Programme, speaker: Respondent, lang: str) -> None:
    from kporisk.cli import clock
    from kporisk.workflow.workspace.opened import open_workspace

    with (
        open_workspace(own_programme.folder, {"HOME": str(own_programme.home)}) as workspace,
        Interview(workspace, VENDOR, speaker=speaker, only=None, depth=None, today=clock.today()) as one,
    ):
        screen = Screen(one, lang, width=80, height=24)
        pages = []
        for id in one.sheet.order:
            one.at = id
            pages.append([*screen.page(), screen.live()])
        one.at = ""
        assert len(screen.help()) + BELOW <= 24, "it fits with the prompt below it"
        pages.append([*screen.summary(), *screen.help(), screen.live(), *COMMANDS.values()])
    asked = [text for word, text in WORDS[lang].items() if word == "who" or word.startswith("ask_")]
    assert max(map(cells, asked)) < 80
    assert max(cells(line) for page in pages for line in page) <= 80
    text = "\n".join(line for page in pages for line in page)
    assert (WORDS[lang]["why"].partition("{")[0] in text) == (speaker is not Respondent.VENDOR)
    proven = WORDS[lang]["band"].split()[2]
    assert all((proven in page[-1]) == (speaker is not Respondent.VENDOR) for page in pages[:-1])
    if speaker is not Respondent.AUDITOR:
        assert {question.respondent for question in one.sheet.questions} == {speaker}
        hidden = [
            option.text[lang]
            for question in one.sheet.questions
            for option in getattr(question.scale, "options", ())
            if option.auditor_only
        ]
        assert not [option for option in hidden if option in " ".join(text.split())]


def test_both_languages_say_the_same() -> None:
    assert WORDS["en"].keys() == WORDS["fr"].keys()
    for word, text in WORDS["en"].items():
        assert text.count("{") == WORDS["fr"][word].count("{"), word


class Terminal:
    """A process in a terminal of its own."""

    def __init__(self, place: Place) -> None:
        self.master, slave = pty.openpty()
        environment = {**os.environ, **place.environment, "PYTHONPATH": str(ROOT), "TERM": "xterm", "NO_COLOR": "1"}
        arguments = [sys.executable, "-m", "kporisk", "interview", ACME]
        self.process = subprocess.Popen(
            arguments, cwd=place.folder, env=environment, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
        )
        os.close(slave)
        self.seen = ""

    def until(self, said: str) -> None:
        """Read what is shown until something is."""
        end = time.monotonic() + 30
        while said not in self.seen:
            assert time.monotonic() < end, self.seen[-2000:]
            if select.select([self.master], [], [], 1)[0]:
                try:
                    self.seen += os.read(self.master, 65536).decode(errors="replace")
                except OSError as error:
                    assert error.errno == errno.EIO
                    raise AssertionError(self.seen[-2000:]) from None

    def type(self, text: str) -> None:
        """Press keys."""
        self.seen = ""
        os.write(self.master, text.encode())


@contextmanager
def terminal(place: Place) -> Iterator[Terminal]:
    """An interview in a terminal, killed at the end if it has not ended."""
    opened = Terminal(place)
    try:
        yield opened
    finally:
        opened.process.kill()
        opened.process.wait()
        os.close(opened.master)


def test_a_kill_at_any_time_loses_no_more_than_the_keys_of_one_question(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = assessed_place(tmp_path_factory, tmp_path)
    with terminal(place) as one:
        one.until("Who answers?")
        one.type("P. Raman, lead\r")
        one.until("1/")
        one.type(":u\r")
        one.until("done 1")
        one.type("half an ans")
        one.until("half an ans")
        one.process.kill()
    with terminal(place) as one:
        one.until("answers so far: 1")
        one.until("done 1")
        one.type(":u\r:u\r")  # and killed in the midst of it
        time.sleep(0.02)
        one.process.kill()
    with terminal(place) as one:
        one.until("Going on where it stopped")
        one.until("done ")
        kept = int(one.seen.partition("so far: ")[2].partition(".")[0])
        assert 1 <= kept <= 3
        one.type(":u\r")
        one.until(f"done {kept + 1}")
        one.process.send_signal(signal.SIGTERM)
        assert one.process.wait(30) == ExitCode.TERMINATED
    with (
        place.open() as workspace,
        Interview(workspace, ACME, speaker=Respondent.AUDITOR, only=None, depth=None, today=NOON.date()) as again,
    ):
        assert len(again.answered) == kept + 1 and again.at == again.sheet.order[kept + 1]
