"""Reading of `kporisk.toml`: from the file to the settings, with every problem located and collected."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from kporisk.documents.files.suggestions import listed, nearest, shown
from kporisk.documents.files.toml_source import Toml, read_toml
from kporisk.documents.settings.section import Section
from kporisk.documents.settings.values import Log, Mail, Reassess, Reports, Settings, Webhook
from kporisk.errors import InvalidDocument, Problem

FILE = "kporisk.toml"
KEYS = {
    "workspace": ("id",),
    "register": ("url",),
    "key": ("file",),
    "report": ("languages", "audience", "look"),
    "checklists": ("own",),
    "reassess": ("jobs", "max_runtime", "render"),
    "due": ("within",),
    "status": ("max_age", "grace"),
    "lock": ("timeout",),
    "mail": ("host", "port", "security", "user", "password_file", "sender", "recipients", "ca_file"),
    "webhook": ("url", "secret_file", "ca_file"),
    "log": ("file", "format"),
}
"""Every section and its keys, in order of use."""
LANGUAGES = ("en", "fr")
AUDIENCES = ("internal", "legal", "vendor", "summary")
SECURITY = {"starttls": 587, "tls": 465}
"""How mail is kept from others on its way, and the port where that is usual."""
LOG_FORMS = ("json", "text")
MOST_JOBS = 1_024

_ID = re.compile(r"[a-z0-9]{16}")
_DATABASE = "postgresql://kporisk@db.example.com/kporisk"
_HOOK = "https://hooks.example.com/kporisk"
_POSTGRESQL = ("postgresql", "postgresql+psycopg")


def read_settings(path: Path) -> Settings:
    """The settings in a file; its folder is the workspace. Raises InvalidDocument with all problems, none of which repeats an address."""
    toml = read_toml(path)
    problems = list(_unknown(toml))
    settings = _settings(toml, path.absolute().parent, problems)
    if problems:
        raise InvalidDocument(problems)
    return settings


def _settings(toml: Toml, folder: Path, problems: list[Problem]) -> Settings:
    def section(name: str) -> Section:
        return Section(toml, name, folder, problems)

    workspace, register, checklists = section("workspace"), section("register"), section("checklists")
    report, reassess, log = section("report"), section("reassess"), section("log")
    due, status, lock = section("due"), section("status"), section("lock")
    workspace.missing("id")
    default = Settings("")
    return Settings(
        workspace_id=workspace.matching("id", _ID, "sixteen small letters and digits, as `kporisk init` wrote them,") or "",
        register_url=register.url("url", _POSTGRESQL, _DATABASE, instead="use PGPASSFILE or a service"),
        key_file=_key(section("key"), folder),
        report=Reports(
            report.choices("languages", LANGUAGES, default.report.languages),
            report.choice("audience", AUDIENCES, default.report.audience),
            report.inside("look"),
        ),
        own_checklists=checklists.all_inside("own"),
        reassess=Reassess(
            reassess.whole("jobs", 1, MOST_JOBS),
            reassess.seconds("max_runtime", None, least=1),
            reassess.boolean("render", default.reassess.render),
        ),
        due_within=due.seconds("within", default.due_within, days=True),
        status_max_age=status.seconds("max_age", default.status_max_age, least=1),
        status_grace=status.seconds("grace", default.status_grace, days=True),
        lock_timeout=lock.seconds("timeout", default.lock_timeout),
        mail=_mail(section("mail")),
        webhook=_webhook(section("webhook")),
        log=Log(log.file("file"), log.choice("format", LOG_FORMS, default.log.form)),
    )


def _key(section: Section, folder: Path) -> Path | None:
    """The master key's file, which lies elsewhere: whoever copies the workspace shall not copy the key with it."""
    file = section.file("file")
    if file is not None and file.is_relative_to(folder):
        section.refuse("file", "the key lies outside the workspace, so that a copy of the one is no copy of the other; move it")
    return file


def _mail(section: Section) -> Mail | None:
    if not section:
        return None
    section.missing("host", "sender", "recipients")
    if ("user" in section) != ("password_file" in section):
        section.refuse("", "user and password_file belong together: give both, or neither")
    security = section.choice("security", tuple(SECURITY), "starttls")
    return Mail(
        host=section.host("host") or "",
        port=section.whole("port", 1, 65_535) or SECURITY[security],
        security=security,
        sender=section.address("sender") or "",
        recipients=section.addresses("recipients"),
        user=section.line("user", "the name of an account"),
        password_file=section.file("password_file"),
        ca_file=section.file("ca_file"),
    )


def _webhook(section: Section) -> Webhook | None:
    if not section:
        return None
    section.missing("url")
    url = section.url("url", ("https",), _HOOK, instead="messages are signed with what stands in secret_file")
    if url is not None and not urlsplit(url).hostname:
        section.refuse("url", f"an address such as {_HOOK} belongs here")
    return Webhook(url or "", section.file("secret_file"), section.file("ca_file"))


def _unknown(toml: Toml) -> Iterable[Problem]:
    """Sections that are not known, and keys that are not known in theirs."""
    for name, values in toml.values.items():
        if name not in KEYS:
            yield toml.problem((name,), _not_known(name, values))
            continue
        for key in values if isinstance(values, dict) else ():
            if key not in KEYS[name]:
                near = nearest(key, KEYS[name])
                tail = f"did you mean {near}?" if near else _elsewhere(key) or f"[{name}] has {listed(KEYS[name])}"
                yield toml.problem((name, key), f"{shown(key)} is not known here; {tail}")


def _not_known(name: str, values: object) -> str:
    near = nearest(name, KEYS)
    if isinstance(values, dict):
        return f"there is no section {shown(name)}; " + (f"did you mean [{near}]?" if near else f"there are {listed(KEYS)}")
    tail = _elsewhere(name) or (f"did you mean the section [{near}]?" if near else f"there are {listed(KEYS)}")
    return f"{shown(name)} stands before any section; {tail}"


def _elsewhere(key: str) -> str:
    """Where a key belongs that stands in the wrong section."""
    homes = [f"[{section}]" for section, keys in KEYS.items() if key in keys]
    return f"it belongs below {' or '.join(homes)}" if homes else ""
