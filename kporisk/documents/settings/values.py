"""The settings of a workspace, as they count when no option and no environment variable says otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kporisk.documents.settings.durations import DAY


@dataclass(frozen=True, slots=True)
class Reports:
    """How reports are made by themselves, as `[report]` says; `look` None: ours."""

    languages: tuple[str, ...] = ("en",)
    audience: str = "legal"
    look: Path | None = None


@dataclass(frozen=True, slots=True)
class Reassess:
    """The nightly run. `jobs` None: one a core; `max_runtime` in seconds, None: until it is done; `render`: reports are made too."""

    jobs: int | None = None
    max_runtime: int | None = None
    render: bool = True


@dataclass(frozen=True, slots=True)
class Mail:
    """Where mail is handed over and to whom it goes. `security`: tls or starttls, there is nothing without."""

    host: str
    port: int
    security: str
    sender: str
    recipients: tuple[str, ...]
    user: str | None = None
    password_file: Path | None = None
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address, https only, that is told what a run did; `secret_file`: what the message is signed with."""

    url: str
    secret_file: Path | None = None
    ca_file: Path | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """`file` None: the terminal; `form`: json or text."""

    file: Path | None = None
    form: str = "json"


@dataclass(frozen=True, slots=True)
class Settings:
    """What `kporisk.toml` says; paths are complete, spans of time are seconds."""

    workspace_id: str
    """Sixteen random letters and digits, made by `kporisk init`."""
    register_url: str | None = None
    """A PostgreSQL database, without a password; None: the SQLite file of the workspace."""
    key_file: Path | None = None
    report: Reports = Reports()
    own_checklists: tuple[Path, ...] = ()
    reassess: Reassess = Reassess()
    due_within: int = 30 * DAY
    """Seconds, whole days."""
    status_max_age: int = 36 * 3_600
    """Seconds since the last good run, at most."""
    status_grace: int = 0
    """Seconds that a vendor may be overdue, whole days."""
    lock_timeout: int = 30
    """Seconds."""
    mail: Mail | None = None
    webhook: Webhook | None = None
    log: Log = Log()
