"""A PostgreSQL for tests: the one of KPORISK_TEST_POSTGRES, or one that is started here and shared by all processes of the run.

It listens on a socket that only this user reaches, and on no port. It ends with the last process that uses it, also where that is killed.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from filelock import FileLock

URL = "KPORISK_TEST_POSTGRES"
WHY_NOT = f"no PostgreSQL on this machine: apt-get install postgresql, or name a database in {URL}; the register was tested on SQLite only"
_ACCOUNTS = ("postgres", "nobody")


def programs() -> Path | None:
    """The folder with initdb and pg_ctl of the newest PostgreSQL, or None."""
    found = [place.parent for place in Path("/usr/lib/postgresql").glob("*/bin/pg_ctl") if (place.parent / "initdb").is_file()]
    if found:
        return max(found, key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0)
    on_path = shutil.which("initdb")
    return None if on_path is None else Path(on_path).resolve().parent


class Server:
    """A PostgreSQL in a folder of its own."""

    def __init__(self, bin: Path, folder: Path) -> None:
        self.bin, self.folder = bin, folder

    def url(self, database: str) -> str:
        """Where a database stands."""
        return f"postgresql://kporisk@/{database}?host={self.folder}"

    def start(self) -> None:
        """Make it and start it; returns when it answers."""
        if os.getuid() == 0:
            account = next(pwd.getpwnam(name) for name in _ACCOUNTS if _there(name))
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self._run("initdb", "-D", "data", "-U", "kporisk", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
        settings = (
            f"-c listen_addresses= -c unix_socket_directories={self.folder}"
            " -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=60 -c shared_buffers=32MB"
        )
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "-t", "50", "-o", settings, "start")

    def stop(self) -> None:
        """End it at once and remove it."""
        with suppress(OSError, subprocess.SubprocessError):
            self._run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.bin / program), *arguments]
        if os.getuid() == 0:
            # PostgreSQL does not run as root.
            command = [
                "setpriv",
                f"--reuid={self.folder.stat().st_uid}",
                f"--regid={self.folder.stat().st_gid}",
                "--clear-groups",
                *command,
            ]
        subprocess.run(
            command,
            cwd=self.folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
            timeout=60,
        )


def _there(account: str) -> bool:
    try:
        pwd.getpwnam(account)
    except KeyError:
        return False
    return True


@contextmanager
def server(factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database from which others can be made; skips the test where none can be had."""
    if os.environ.get(URL):
        yield os.environ[URL]
        return
    bin = programs()
    if bin is None:
        pytest.skip(WHY_NOT)
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    users, lock = shared / "postgres", FileLock(shared / "postgres.lock")
    with lock:
        lines = users.read_text().split() if users.exists() else []
        if not lines:
            running = Server(bin, Path(tempfile.mkdtemp(prefix="kp-pg-", dir="/tmp")))
            lines = [str(running.folder)]
            users.write_text("\n".join([*lines, str(os.getpid())]))
            _watched(running, users)
            try:
                running.start()
            except (OSError, subprocess.SubprocessError, StopIteration) as error:
                users.unlink()
                running.stop()
                pytest.skip(f"PostgreSQL did not start ({type(error).__name__}); the register was tested on SQLite only")
        else:
            users.write_text("\n".join([*lines, str(os.getpid())]))
    running = Server(bin, Path(lines[0]))
    try:
        yield running.url("postgres")
    finally:
        with lock:
            lines = users.read_text().split()
            lines.remove(str(os.getpid()))
            if len(lines) > 1:
                users.write_text("\n".join(lines))
            else:
                users.unlink()
                running.stop()


def _watched(running: Server, users: Path) -> None:
    """Have somebody end the server where all who use it were killed."""
    subprocess.Popen(
        [sys.executable, "-m", "tests.postgres", str(running.bin), str(running.folder), str(users)],
        cwd=Path(__file__).parents[1],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def watch(running: Server, users: Path) -> None:
    """Return when the server has ended; end it when nobody is left who uses it."""
    while running.folder.exists():
        time.sleep(2)
        try:
            left = [number for number in users.read_text().split()[1:] if _alive(int(number))]
        except (OSError, ValueError):
            left = []
        if not left and running.folder.exists():
            running.stop()
            users.unlink(missing_ok=True)


@contextmanager
def database(url: str) -> Iterator[str]:
    """A new, empty database beside that of `url`; it is dropped in the end."""
    import psycopg
    from sqlalchemy import make_url

    name = f"kporisk_test_{secrets.token_hex(6)}"

    def tell(statement: str) -> None:
        # Nothing stays connected meanwhile: there may be hundreds of such databases.
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(statement.encode())

    tell(f"CREATE DATABASE {name}")
    try:
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
    finally:
        tell(f"DROP DATABASE {name} WITH (FORCE)")


if __name__ == "__main__":
    watch(Server(Path(sys.argv[1]), Path(sys.argv[2])), Path(sys.argv[3]))
