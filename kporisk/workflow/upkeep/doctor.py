"""A look at everything that can be wrong with a workspace on this machine, each with the way to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from kporisk import __version__
from kporisk.delivery.reaching import Patience, verified
from kporisk.delivery.secret import secret
from kporisk.documents.settings.reading import read_settings
from kporisk.documents.settings.values import Settings
from kporisk.errors import ExitCode, InvalidDocument, KporiskError, LockedError
from kporisk.register.kinds import Kind
from kporisk.register.upgrade import NO_REGISTER
from kporisk.register.vault import read_master_key
from kporisk.workflow.night.status import status
from kporisk.workflow.upkeep import machine
from kporisk.workflow.upkeep.database import register_health
from kporisk.workflow.upkeep.finding import Finding, Level
from kporisk.workflow.workspace.opened import Workspace, lock, open_workspace
from kporisk.workflow.workspace.pinned import content_of
from kporisk.workflow.workspace.places import REGISTER, SETTINGS, key_place
from kporisk.workflow.workspace.sets import installed_folders

LONG_LOG = 64_000_000
"""Bytes; SQLite's log of writes is emptied long before, unless something reads all the time."""
PATIENCE = 10.0
"""Seconds for one server."""


def examine(folder: Path, environment: Mapping[str, str], *, at: datetime, online: bool = False) -> Iterator[Finding]:
    """Look at the workspace in `folder`; nothing is changed, nothing is raised. `online`: try to reach the servers for mail and webhook."""
    try:
        settings = read_settings(folder / SETTINGS)
    except InvalidDocument as error:
        for problem in error.problems:
            yield Finding("settings", Level.FAIL, str(problem), f"correct {folder / SETTINGS}", ExitCode.INVALID_DOCUMENT)
        return
    except KporiskError as error:
        yield Finding("settings", Level.FAIL, str(error), f"correct {folder / SETTINGS}", ExitCode.INVALID_DOCUMENT)
        return
    yield Finding("settings", Level.OK, f"{SETTINGS} is valid")
    yield from _guarded("rights", lambda: machine.rights(folder))
    yield from _guarded("file_system", lambda: machine.file_system(folder, sqlite=settings.register_url is None))
    yield from _guarded("space", lambda: machine.space(folder))
    yield from machine.libraries()
    yield from _guarded("leftovers", lambda: machine.leftovers(folder))
    yield from _guarded("lock", lambda: _lock(folder))
    yield from _guarded("secrets", lambda: _secrets(settings))
    key = list(_guarded("key", lambda: _key(folder, settings, environment)))
    register = list(_guarded("register", lambda: _register(folder)))
    yield from key
    yield from register
    if all(one.level is not Level.FAIL for one in (*key, *register)):
        yield from _guarded("workspace", lambda: _inside(folder, environment, at))
    if online:
        yield from _online(settings)
    yield Finding(
        "backup", Level.NOTE, "when the last backup was made, and where a copy of the key lies, cannot be told from here",
        "kporisk db backup -o FILE, on another disk; the key elsewhere still",
    )  # fmt: skip


def _guarded(check: str, look: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    try:
        yield from look()
    except KporiskError as error:
        yield Finding(check, Level.FAIL, str(error), "", error.exit_code)
    except OSError as error:
        yield Finding(check, Level.FAIL, f"{error.filename or check} cannot be looked at: {error.strerror}", "", ExitCode.USAGE)


def _lock(folder: Path) -> Iterator[Finding]:
    try:
        with lock(folder, 0):
            yield Finding("lock", Level.OK, "no other run holds the lock")
    except LockedError:
        yield Finding("lock", Level.NOTE, "another run holds the lock just now", "wait until it is done; its lock ends with it")


def _secrets(settings: Settings) -> Iterator[Finding]:
    mail, webhook = settings.mail, settings.webhook
    files = [None if mail is None else mail.password_file, None if webhook is None else webhook.secret_file]
    for path in files:
        if path is not None:
            secret(path)
    for authority in (None if mail is None else mail.ca_file, None if webhook is None else webhook.ca_file):
        if authority is not None:
            verified(authority)
    named = [name for name, one in (("mail", mail), ("webhook", webhook)) if one is not None]
    if named:
        yield Finding("secrets", Level.OK, f"what {' and '.join(named)} needs is there, and nobody else can read it")
    else:
        yield Finding("secrets", Level.NOTE, "nobody is told what a run did: neither mail nor webhook is set", f"see [mail] in {SETTINGS}")


def _key(folder: Path, settings: Settings, environment: Mapping[str, str]) -> Iterator[Finding]:
    place = key_place(settings.workspace_id, settings.key_file, environment)
    read_master_key(place.path, settings.workspace_id, credential=place.credential)
    if place.path.resolve().is_relative_to(folder.resolve()):
        text = f"the key {place.path} lies in the workspace: whoever copies the one has the other"
        yield Finding("key", Level.FAIL, text, "move it elsewhere and name it: [key] file, or KPORISK_KEY_FILE", ExitCode.NOT_OPENED)
        return
    if place.path.parent.stat().st_mode & 0o022 and not place.credential:
        yield Finding("key", Level.WARN, f"others can write in {place.path.parent}, where the key lies", f"chmod 700 {place.path.parent}")
    yield Finding("key", Level.OK, f"the key is in {place.path}")


def _register(folder: Path) -> Iterator[Finding]:
    found = register_health(folder)
    for fault in found.faults:
        yield Finding("register", Level.FAIL, fault, "kporisk verify --register; then kporisk db restore FILE", ExitCode.INTEGRITY)
    if found.faults:
        return
    if not found.form:
        text, _, fix = NO_REGISTER.partition("; bring one back: ")
        yield Finding("register", Level.FAIL, text, fix, ExitCode.NOT_OPENED)
        return
    if found.form != found.newest_form:
        text = f"the register has the form {found.form}, this program writes {found.newest_form}"
        yield Finding("register", Level.FAIL, text, "back up with the older program, then: kporisk db upgrade", ExitCode.NOT_OPENED)
        return
    log = folder / f"{REGISTER}-wal"
    if log.is_file() and log.stat().st_size > LONG_LOG:
        yield Finding("register", Level.WARN, f"{log.name} has grown long", "look for a process that reads the register all the time")
    yield Finding("register", Level.OK, f"{found.dialect}, form {found.form}; records: {found.records}, vendors: {found.vendors}")


def _inside(folder: Path, environment: Mapping[str, str], at: datetime) -> Iterator[Finding]:
    with open_workspace(folder, environment) as workspace:
        workspace.register.key_of("")
        yield Finding("key", Level.OK, "the key opens the register")
        yield from _guarded("vendors", lambda: _vendors(workspace))
        yield from _guarded("clock", lambda: _clock(workspace, at))
        yield from _guarded("checklists", lambda: _checklists(workspace))
        yield from _guarded("evidence", lambda: _evidence(workspace))
        yield from _guarded("runs", lambda: _runs(workspace, at))


def _vendors(workspace: Workspace) -> Iterator[Finding]:
    """Keys are no part of the chain: whose key is gone was purged, or lost."""
    register = workspace.register
    known = register.vendors()
    without = register.newest().keys() - {"", *(one.ref for one in known)}
    runs = register.bodies(record.seq for record in register.records("", kinds=(Kind.RUN,)))
    lost = len(without) - sum(body.get("what") == "purged" for body in runs.values())
    if lost > 0:
        text = f"the keys of {lost} vendors are gone, though no purge of them was recorded" if lost > 1 else _ONE_LOST
        yield Finding("vendors", Level.FAIL, text, "kporisk verify --register; then kporisk db restore FILE", ExitCode.INTEGRITY)
    else:
        yield Finding("vendors", Level.OK, f"every vendor that was not purged has its key: {len(known)}")


_ONE_LOST = "the key of one vendor is gone, though no purge of it was recorded"


def _clock(workspace: Workspace, at: datetime) -> Iterator[Finding]:
    workspace.register.refuse_wrong_clock(at)
    yield Finding("clock", Level.OK, "the clock goes on from the last record")


def _checklists(workspace: Workspace) -> Iterator[Finding]:
    pinned = workspace.content
    _ = workspace.library
    yield Finding("checklists", Level.OK, f"the pinned checklists are whole: {pinned.sha256[:12]}, of kporisk {pinned.program}")
    if content_of(installed_folders(workspace)).sha256 != pinned.sha256:
        text = f"the installed checklists (kporisk {__version__}, with your own) are others than the pinned ones"
        yield Finding("checklists", Level.NOTE, text, "see whose tier they would move: kporisk checklist adopt --help")


def _evidence(workspace: Workspace) -> Iterator[Finding]:
    known = {one.ref for one in workspace.register.vendors()}
    records = [record for record in workspace.register.records(kinds=(Kind.EVIDENCE,)) if record.ref in known]
    bodies = workspace.register.bodies(record.seq for record in records)
    wanted = {(record.ref, bodies[record.seq].get("sha256")) for record in records}
    kept = [(ref, sha256) for ref, sha256 in wanted if sha256]
    missing = [sha256 for ref, sha256 in kept if not workspace.store.has(ref, sha256)]
    if missing:
        text = f"{len(missing)} of {len(kept)} copies of evidence are missing"
        yield Finding("evidence", Level.FAIL, text, "kporisk db restore FILE; kporisk verify --register names them", ExitCode.INTEGRITY)
    else:
        yield Finding("evidence", Level.OK, f"all copies of evidence are there: {len(kept)}")


def _runs(workspace: Workspace, at: datetime) -> Iterator[Finding]:
    found = status(workspace, at=at, today=at.astimezone().date())
    for complaint in found.complaints:
        yield Finding("runs", Level.WARN, complaint, _remedy(complaint))
    if not found.complaints:
        yield Finding("runs", Level.OK, "the last run was good, and nothing is overdue")


def _remedy(complaint: str) -> str:
    if complaint.endswith(" overdue"):
        return "kporisk due names them; have the questionnaires in outbox/ answered, then: kporisk assess VENDOR --response FILE"
    if " failed in " in complaint:
        return "kporisk status names them, kporisk reassess --vendor ID says why"
    return "kporisk reassess --due, each night: kporisk schedule print cron"


def _online(settings: Settings) -> Iterator[Finding]:
    if settings.mail is not None:
        yield from _reach("mail", settings.mail.host, settings.mail.port, settings.mail.ca_file, tls=settings.mail.security == "tls")
    if settings.webhook is not None:
        parts = urlsplit(settings.webhook.url)
        yield from _reach("webhook", parts.hostname or "", parts.port or 443, settings.webhook.ca_file, tls=True)


def _reach(what: str, host: str, port: int, ca_file: Path | None, *, tls: bool) -> Iterator[Finding]:
    with Patience(PATIENCE) as patience:
        try:
            with patience.connect(host, port) as connected:
                if tls:
                    verified(ca_file).wrap_socket(connected, server_hostname=host).close()
        except (OSError, ValueError) as error:
            text = f"the server for {what}, {host}:{port}, {patience.reason(error)}"
            yield Finding(what, Level.FAIL, text, f"look at [{what}] in {SETTINGS}, and at the network", ExitCode.USAGE)
            return
    yield Finding(what, Level.OK, f"the server for {what}, {host}:{port}, answers" + (" and proves who it is" if tls else ""))
