"""The settings of a workspace: what the file may say, what is said of one that is wrong, and the file that is written at first."""

from __future__ import annotations

import re
import string
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kporisk.documents.settings.durations import duration
from kporisk.documents.settings.reading import AUDIENCES, KEYS, read_settings
from kporisk.documents.settings.template import settings_template
from kporisk.documents.settings.values import Log, Mail, Reassess, Reports, Settings, Webhook
from kporisk.errors import InvalidDocument, UsageError
from kporisk.reports.edition import Audience

ID = "k3j2h1g0abcd9876"
HEAD = f'[workspace]\nid = "{ID}"\n'
COMMENTED = re.compile(r"^#(?=[a-z_]+ = )", re.MULTILINE)


def read(folder: Path, text: str) -> Settings:
    path = folder / "kporisk.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path)


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(InvalidDocument) as raised:
        read(folder, text)
    return [str(problem).replace(f"{folder}/kporisk.toml", "") for problem in raised.value.problems]


def test_the_template_reads_back_to_the_defaults(tmp_path: Path) -> None:
    assert read(tmp_path, settings_template(ID)) == Settings(ID) == read(tmp_path, HEAD)


def test_every_line_of_the_template_may_be_uncommented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/kporisk")
    assert read(tmp_path, COMMENTED.sub("", settings_template(ID))) == Settings(
        ID,
        register_url="postgresql://kporisk@db.example.com/kporisk",
        key_file=Path(f"/home/kporisk/.config/kporisk/{ID}.key"),
        report=Reports(("en",), "legal", tmp_path / "look"),
        own_checklists=(tmp_path / "checklists",),
        reassess=Reassess(2, 7_200, True),
        due_within=30 * 86_400,
        status_max_age=36 * 3_600,
        status_grace=0,
        lock_timeout=30,
        mail=Mail(
            "mail.example.com",
            587,
            "starttls",
            "kporisk@example.com",
            ("compliance@example.com",),
            "kporisk",
            Path("/etc/kporisk/mail.password"),
            Path("/etc/kporisk/ca.pem"),
        ),
        webhook=Webhook("https://hooks.example.com/kporisk", Path("/etc/kporisk/webhook.secret"), Path("/etc/kporisk/ca.pem")),
        log=Log(Path("/var/log/kporisk.log"), "json"),
    )


def test_the_template_has_every_key_in_order_each_with_a_comment() -> None:
    text = settings_template(ID)
    found = tomllib.loads(COMMENTED.sub("", text))
    assert {section: set(keys) for section, keys in found.items()} == {section: set(keys) for section, keys in KEYS.items()}
    assert list(found) == list(KEYS)
    commented = 0
    for above, line in zip(text.splitlines(), text.splitlines()[1:], strict=False):
        if COMMENTED.match(line):
            commented += 1
            assert above.startswith("#") or "belong together" in text.split(line)[0].rpartition("\n\n")[2], line
            assert above, line
    assert commented == sum(map(len, KEYS.values())) - 1


def test_what_the_template_calls_a_default_is_one(tmp_path: Path) -> None:
    """A key whose comment names no default in words shows it: uncommented alone, it changes nothing."""
    lines = settings_template(ID).splitlines()
    shown = 0
    for index, line in enumerate(lines):
        section = next((above for above in reversed(lines[:index]) if above.startswith("[")), "")
        alone = COMMENTED.match(line) and section not in ("[mail]", "[webhook]", "[key]")
        if alone and "Default:" not in "".join(lines[index - 2 : index]).rpartition("]")[2]:
            shown += 1
            assert read(tmp_path, "\n".join((*lines[:index], line[1:], *lines[index + 1 :]))) == Settings(ID), line
    assert shown >= 8


def test_audiences_are_those_of_the_reports() -> None:
    assert tuple(Audience) == AUDIENCES


def test_paths_begin_in_the_workspace(tmp_path: Path) -> None:
    text = HEAD + '[key]\nfile = "../keys/master.key"\n[checklists]\nown = ["a/b", "c"]\n[log]\nfile = "logs/run.log"\nformat = "text"\n'
    found = read(tmp_path, text)
    assert found.key_file == tmp_path.parent / "keys" / "master.key"
    assert found.own_checklists == (tmp_path / "a" / "b", tmp_path / "c")
    assert found.log == Log(tmp_path / "logs" / "run.log", "text")


def test_the_port_follows_from_how_mail_is_kept_secret(tmp_path: Path) -> None:
    mail = HEAD + '[mail]\nhost = "192.0.2.1"\nsender = "a@example.com"\nrecipients = ["b@example.com", "c@example.com"]\n'
    found = read(tmp_path, mail + 'security = "tls"\n')
    assert found.mail == Mail("192.0.2.1", 465, "tls", "a@example.com", ("b@example.com", "c@example.com"))
    assert found.mail is not None
    assert read(tmp_path, mail).mail == replace(found.mail, port=587, security="starttls")


def test_all_problems_come_at_once_each_with_its_line(tmp_path: Path) -> None:
    text = (
        'url = "x"\n[workspace]\nid = "short"\n[registr]\nurl = 1\n[report]\nlangages = ["en"]\naudience = "legl"\n\n[lock]\ntimeout = 30\n'
    )
    assert problems(tmp_path, text) == [
        ":1:1: $.url: url stands before any section; it belongs below [register] or [webhook]",
        ":3:1: $.workspace.id: sixteen small letters and digits, as `kporisk init` wrote them, belongs here",
        ":4:1: $.registr: there is no section registr; did you mean [register]?",
        ":7:1: $.report.langages: langages is not known here; did you mean languages?",
        ":8:1: $.report.audience: legl is not known here; did you mean legal?",
        ':11:1: $.lock.timeout: a span of time in quotes, such as "30s", "90m" or "36h", belongs here, not a number',
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "$.workspace: id is missing"),
        ("[workspace]\nid = 1\n", "in quotes, belongs here, not a number"),
        ("workspace = 1\n", "this is a section"),
        ("[[mail]]\n", "this is a section"),
        ("[register]\nurl = 'sqlite:///secret.db'\n", "an address such as postgresql://"),
        ("[register]\nurl = 'postgres://secret@x/y'\n", "an address such as postgresql://"),
        ("[register]\nurl = 'postgresql:secret'\n", "an address such as postgresql://"),
        ("[register]\nurl = 'postgresql://a:secret@x/y'\n", "use PGPASSFILE or a service"),
        ("[register]\nurl = 'postgresql+psycopg://a:secret@x/y'\n", "use PGPASSFILE or a service"),
        ("[register]\nurl = 'postgresql://x/y?user=a&password=secret'\n", "use PGPASSFILE or a service"),
        ("[register]\nurl = 'postgresql://x/y?sslpassword=secret'\n", "use PGPASSFILE or a service"),
        ("[register]\nurl = 'postgresql://x:secret/y'\n", "an address such as"),
        ("[register]\nurl = 'postgresql://[x/secret'\n", "an address such as"),
        ("[register]\nurl = 'postgresql://x/y z'\n", "an address such as"),
        ("[register]\npath = 'x'\n", "[register] has url"),
        ("[key]\nfile = 'master.key'\n", "the key lies outside the workspace"),
        ("[key]\nfile = '../../x/../../../../../../../../../../..'\n[lock]\ntimeout='1'", "a number alone says no unit"),
        ("[key]\nfile = ' '\n", "the text is empty"),
        ("[key]\nfile = '~nobody-at-all/x'\n", "the home of somebody who has none here"),
        ('[key]\nfile = "a\\nb"\n', "all visible, on one line"),
        ("[report]\nlanguages = 'en'\n", "a list in brackets (words of en and fr), each in quotes, belongs here, not a text"),
        ("[report]\nlanguages = []\n", "the list is empty"),
        ("[report]\nlanguages = ['de']\n", "$.report.languages[0]: de is not known here; there are en and fr"),
        ("[report]\nlanguages = ['en', 'en']\n", "$.report.languages[1]: this stands here twice"),
        ("[report]\nlook = '/etc'\n", "a folder within the workspace"),
        ("[report]\nlook = '.'\n", "a folder within the workspace"),
        ("[checklists]\nown = ['a', '../b']\n", "$.checklists.own[1]: a folder within the workspace"),
        ("[checklists]\nown = ['a', 1]\n", "$.checklists.own[1]: a text in quotes belongs here, not a number"),
        (f"[checklists]\nown = {['x'] * 101}\n", "more than 100 items"),
        ("[reassess]\njobs = 0\n", "a whole number from 1 to 1024"),
        ("[reassess]\njobs = true\n", "a whole number, without quotes, belongs here, not true or false"),
        ("[reassess]\njobs = 1.0\n", "a whole number, without quotes, belongs here"),
        ("[reassess]\nrender = 1\n", "true or false, without quotes, belongs here, not a number"),
        ("[reassess]\nmax_runtime = '0s'\n", "give at least 1s"),
        ("[reassess]\nmax_runtime = 07:32:00\n", "not a date or time"),
        ("[due]\nwithin = '3m'\n", "m is minutes"),
        ("[due]\nmax_age = '3m'\n", "it belongs below [status]"),
        ("[status]\nmax_age = '5000d'\n", "at most 3660d"),
        ("[mail]\nhost = 'mail.example.com:25'\n", "sender and recipients are missing"),
        ("[mail]\nhost = 'mail.example.com:25'\n", "without a scheme or port"),
        ("[mail]\nuser = 'x'\n", "user and password_file belong together"),
        ("[mail]\npassword = 'secret'\n", "did you mean password_file?"),
        ("[mail]\nsecurity = 'none'\n", "there are starttls and tls"),
        ("[mail]\nport = 70000\n", "a whole number from 1 to 65535"),
        ('[mail]\nsender = "a@b.example\\nBcc: c@d.example"\n', "a mail address such as"),
        ("[mail]\nrecipients = ['A <a@b.example>']\n", "$.mail.recipients[0]: a mail address"),
        ("[mail]\nrecipients = ['a@b.example', 'a@b.example']\n", "$.mail.recipients[1]: this address stands here twice"),
        ("[webhook]\nsecret_file = 'x'\n", "url is missing"),
        ("[webhook]\nurl = 'http://x.example/secret'\n", "an address such as https://"),
        ("[webhook]\nurl = 'https:///secret'\n", "an address such as https://"),
        ("[webhook]\nurl = 'https://a:secret@x.example'\n", "signed with what stands in secret_file"),
        ("[log]\nformat = {x = 1}\n", "not a section"),
    ],
)
def test_every_mistake_has_its_sentence(tmp_path: Path, text: str, says: str) -> None:
    found = problems(tmp_path, text if text.startswith(("[workspace]", "workspace")) or not text else HEAD + text)
    assert any(says in problem for problem in found), found
    assert "secret" not in "".join(found).replace("secret_file", "")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("0s", 0), ("30s", 30), ("90m", 5_400), ("36h", 129_600), ("30d", 2_592_000), ("1h30m", 5_400), ("1d1h1m1s", 90_061), ("0d", 0)],
)
def test_spans_of_time_are_seconds(text: str, seconds: int) -> None:
    assert duration(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "30", "s", "1.5h", "-1s", "30 s", "1m1h", "1h1h", "1w", "1y", "99999d", "٣s", "30s\n", "9" * 20 + "s"]
)
def test_other_spans_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="a span of time"):
        duration(text)


@given(st.text(st.sampled_from(string.printable + "é\u202e\x00"), max_size=60))
def test_any_text_reads_or_says_why_not(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    try:
        read(_apart(tmp_path_factory), HEAD + text)
    except InvalidDocument as invalid:
        assert all(problem.message and problem.message.isprintable() for problem in invalid.problems)


def _apart(factory: pytest.TempPathFactory) -> Path:
    """A folder of its own for all examples of a property: a kporisk.toml above other tests' folders would make them a workspace."""
    folder = factory.getbasetemp() / "toml"
    folder.mkdir(exist_ok=True)
    return folder
