"""A workspace, open: what every command that needs the register works with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path

from filelock import FileLock, Timeout

from kporisk.documents.files.suggestions import shown
from kporisk.documents.settings.reading import read_settings
from kporisk.documents.settings.values import Settings
from kporisk.errors import IntegrityError, LockedError, NotOpenedError, UsageError
from kporisk.register.book import Register
from kporisk.register.engine import open_engine, sqlite_url
from kporisk.register.kinds import Entry, Kind, Known, Record
from kporisk.register.store import EvidenceStore
from kporisk.register.upgrade import refuse_other_form
from kporisk.register.vault import read_master_key
from kporisk.workflow.library import Library, library_of
from kporisk.workflow.workspace.pinned import Content, content_from, laid_out
from kporisk.workflow.workspace.places import DRAFTS, EVIDENCE, LOCK, OUTBOX, PINNED, REGISTER, REPORTS, SETTINGS, key_place


class Workspace:
    """One workspace, open. Close it, or use it as a context."""

    def __init__(self, folder: Path, settings: Settings, register: Register) -> None:
        self.folder = folder
        self.settings = settings
        self.register = register
        self.store = EvidenceStore(folder / EVIDENCE)
        self._content_seq: int | None = None
        """The record of the pinned checklists, once these were read: what is computed with them is not recorded beside others."""

    def __enter__(self) -> Workspace:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the register."""
        self.register.close()

    @property
    def reports(self) -> Path:
        """Where reports of recorded assessments are written: one folder for each vendor."""
        return self.folder / REPORTS

    @property
    def outbox(self) -> Path:
        """Where questionnaires lie that people are to send."""
        return self.folder / OUTBOX

    def drafts(self, ref: str) -> Path:
        """Where the drafts of interviews about a vendor lie."""
        return self.folder / DRAFTS / ref

    @cached_property
    def content(self) -> Content:
        """The pinned checklists and method, from the register."""
        records = self.register.records("", kinds=(Kind.CONTENT,), newest_first=True)
        if not records:
            raise NotOpenedError("the register has pinned no checklists; restore a backup: kporisk db restore FILE")
        self._content_seq = records[0].seq
        return content_from(self.register.body(records[0].seq))

    @cached_property
    def content_folders(self) -> tuple[Path, ...]:
        """The pinned checklists and method, laid out as folders."""
        return laid_out(self.content, self.folder / PINNED)

    @cached_property
    def library(self) -> Library:
        """The pinned checklists and method, loaded."""
        return library_of(self.content_folders)

    def content_by(self, sha256: str) -> Content:
        """The checklists and method of that digest, pinned now or earlier. Raises IntegrityError where the register never had them."""
        if self.content.sha256 == sha256:
            return self.content
        for record in self.register.records("", kinds=(Kind.CONTENT,), newest_first=True):
            body = self.register.body(record.seq)
            if body["sha256"] == sha256:
                return content_from(body)
        raise IntegrityError(
            f"the register has no checklists with the SHA-256 {sha256[:16]}…, which an assessment was computed with; "
            "kporisk verify --register says what is wrong"
        )

    def folders_by(self, sha256: str) -> tuple[Path, ...]:
        """The same, laid out as folders."""
        return laid_out(self.content_by(sha256), self.folder / PINNED)

    def forget_content(self) -> None:
        """Read the pinned content anew, since another one was adopted."""
        for name in ("content", "content_folders", "library"):
            self.__dict__.pop(name, None)
        self._content_seq = None

    def vendor(self, id: str) -> Known:
        """The vendor of that id. Raises UsageError where there is none, with the nearest."""
        known = self.register.vendors()
        found = next((one for one in known if one.id == id), None)
        if found is None:
            raise UsageError(no_such_vendor(id, [one.id for one in known]))
        return found

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else commits meanwhile. Raises LockedError where somebody does for longer than the settings allow to wait."""
        with lock(self.folder, self.settings.lock_timeout):
            yield

    def commit(
        self,
        entries: Sequence[Entry],
        *,
        at: datetime,
        new: Mapping[str, str] | None = None,
        expect: Mapping[str, int] | None = None,
        any_clock: bool = False,
    ) -> tuple[Record, ...]:
        """Record entries under the lock; errors as in `Register.append`, and LockedError."""
        with self.locked():
            return self.register.append(entries, at=at, new=new, expect=expect, content=self._content_seq, any_clock=any_clock)


@contextmanager
def lock(folder: Path, timeout: int) -> Iterator[None]:
    """The lock of the workspace in a folder.

    Raises LockedError where somebody holds it for longer than `timeout` seconds, UsageError where no lock can be taken there at all.
    """
    held = FileLock(folder / LOCK, timeout=timeout, mode=0o600)
    try:
        held.acquire()
    except Timeout:
        raise LockedError(f"another run holds the lock of {folder} (waited {timeout} s); try again when it is done") from None
    except (OSError, NotImplementedError) as error:
        reason = getattr(error, "strerror", None) or "this file system has no locks"
        raise UsageError(f"the lock {folder / LOCK} cannot be taken: {reason}") from None
    try:
        yield
    finally:
        held.release()


def no_such_vendor(id: str, known: Sequence[str]) -> str:
    """The message for an id that no vendor has."""
    from difflib import get_close_matches

    near = get_close_matches(id, known, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}?" if near else "kporisk vendor list shows those there are."
    return f"the register has no vendor {shown(id)!r}; {hint} To add it: kporisk vendor add {shown(id)} --name NAME"


def open_workspace(folder: Path, environment: Mapping[str, str]) -> Workspace:
    """The workspace in `folder`, which has a `kporisk.toml`.

    Raises InvalidDocument for its settings, NotOpenedError where the key or the register's form does not fit, UsageError where the
    register cannot be reached.
    """
    settings = read_settings(folder / SETTINGS)
    engine = open_engine(register_url(folder, settings))
    place = key_place(settings.workspace_id, settings.key_file, environment)
    try:
        refuse_other_form(engine)
        master = read_master_key(place.path, settings.workspace_id, credential=place.credential)
    except BaseException:
        engine.dispose()
        raise
    return Workspace(folder, settings, Register(engine, master))


def register_url(folder: Path, settings: Settings) -> str:
    """Where a workspace's register stands. Raises NotOpenedError for a file that is gone, which must not be made anew in silence."""
    if settings.register_url is not None:
        return settings.register_url
    path = folder / REGISTER
    if not path.is_file():
        raise NotOpenedError(f"the register {path} is not there; bring it back: kporisk db restore FILE")
    return sqlite_url(path)
