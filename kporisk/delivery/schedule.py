"""The nightly run as a line for cron and as hardened systemd units: text to print, nothing is installed."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kporisk.errors import UsageError

LONGEST_COMMAND = 998
"""Bytes; cron cuts or refuses a longer command."""

CREDENTIAL = "kporisk.key"
"""The name under which systemd hands over the master key, in the folder $CREDENTIALS_DIRECTORY."""

MOST_SPREAD = 720
"""Minutes."""

_USER = re.compile(r"[a-z_][a-z0-9_-]{0,31}", re.ASCII)
_HOMES = tuple(map(Path, ("/home", "/root", "/run/user")))
_TEMPORARY = tuple(map(Path, ("/tmp", "/var/tmp")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Nightly:
    """A run every night at `hour` (0 to 23) and `minute` (0 to 59) of the machine's time.

    `executable` (the program) and `workspace` are absolute paths. Raises UsageError for anything else, and for characters in a path that
    cron and systemd do not read alike: double quotes, backslashes, line breaks and other control characters.
    """

    executable: Path
    workspace: Path
    hour: int = 2
    minute: int = 10

    def __post_init__(self) -> None:
        if not (0 <= self.hour <= 23 and 0 <= self.minute <= 59):
            raise UsageError("the time of the run is from 00:00 to 23:59")
        _check_path(self.executable)
        _check_path(self.workspace)

    @property
    def command(self) -> tuple[str, ...]:
        """The program and its arguments."""
        return (str(self.executable), "reassess", "--due", "-q", "--workspace", str(self.workspace))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """What the run may do under systemd.

    `user`, never nobody, owns the workspace; `key_file` is read by systemd itself and handed over, so `user` need not be able to read it.
    `network` is wanted by mail, webhooks and a register on another machine. `writes` are folders beside the workspace that exist and are
    written to, such as the log's; `reads` those that the program lies in. `spread` in minutes, 0 to 720: the run begins at most so much
    later, at random.
    """

    user: str
    key_file: Path | None = None
    network: bool = True
    writes: tuple[Path, ...] = ()
    reads: tuple[Path, ...] = ()
    spread: int = 15

    def __post_init__(self) -> None:
        if _USER.fullmatch(self.user) is None or self.user == "nobody":
            raise UsageError("the account that runs kporisk is named by small letters, digits, dashes and underscores, and is not nobody")
        if not 0 <= self.spread <= MOST_SPREAD:
            raise UsageError(f"the run is spread over 0 to {MOST_SPREAD} minutes")
        for path in (*self.writes, *self.reads, *((self.key_file,) if self.key_file else ())):
            _check_path(path)


@dataclass(frozen=True, slots=True)
class Units:
    """The texts of `kporisk.service` and `kporisk.timer`."""

    service: str
    timer: str


def cron_line(nightly: Nightly) -> str:
    """Two lines of comment and the line for `crontab -e`, each ended. Raises UsageError where the command is too long for cron.

    No lock is asked of cron: kporisk holds its own.
    """
    # Outside and inside the shell's quotes alike, cron makes a line break of % and a % of \\%.
    command = shlex.join(nightly.command).replace("%", r"\%")
    if len(os.fsencode(command)) > LONGEST_COMMAND:
        raise UsageError("the paths of the program and the workspace are too long for cron; use shorter ones, or systemd")
    return (
        "# kporisk says nothing when all went well. Cron mails whatever else it says to the address in a line\n"
        "# MAILTO=you@example.com above, or else to the owner of this crontab, who must own the workspace.\n"
        f"{nightly.minute} {nightly.hour} * * * {command}\n"
    )


def systemd_units(nightly: Nightly, sandbox: Sandbox) -> Units:
    """The service and the timer; a night that the machine slept through is caught up once when it wakes.

    Raises UsageError for folders below /tmp and /var/tmp, which the service does not see, and for `$` in the program's path.
    """
    seen = (nightly.executable, nightly.workspace, *sandbox.writes, *sandbox.reads)
    if any(_below(path, _TEMPORARY) for path in seen):
        raise UsageError("what lies below /tmp or /var/tmp is emptied by the machine and hidden from services; move it elsewhere")
    if "$" in str(nightly.executable):
        raise UsageError("systemd runs no program with $ in its path; install kporisk elsewhere")
    return Units(_service(nightly, sandbox, at_home=any(_below(path, _HOMES) for path in seen)), _timer(nightly, sandbox))


def _service(nightly: Nightly, sandbox: Sandbox, *, at_home: bool) -> str:
    online = "Wants=network-online.target\nAfter=network-online.target\n" if sandbox.network else ""
    arguments = " ".join(_quoted(word).replace("$", "$$") for word in nightly.command[1:])
    key = "" if sandbox.key_file is None else f"LoadCredential={CREDENTIAL}:{_percent(str(sandbox.key_file))}\n"
    reach = "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6\n" if sandbox.network else _ALONE
    return f"""\
# /etc/systemd/system/kporisk.service
[Unit]
Description=Nightly re-assessment of vendors by kporisk
RequiresMountsFor={_quoted(str(nightly.workspace))}
{online}
[Service]
Type=oneshot
ExecStart={_quoted(str(nightly.executable))} {arguments}
# The owner of the workspace. DynamicUser= would take a new account that cannot read it.
User={sandbox.user}
{key}{_RUNNING}
# What it may touch.
ProtectSystem=strict
ProtectHome={"read-only" if at_home else "yes"}
ReadWritePaths={_paths((nightly.workspace, *sandbox.writes))}
{reach}{_HARDENED}"""


def _timer(nightly: Nightly, sandbox: Sandbox) -> str:
    return f"""\
# /etc/systemd/system/kporisk.timer
# Then: systemctl daemon-reload && systemctl enable --now kporisk.timer
[Unit]
Description=Every night: re-assessment of vendors by kporisk

[Timer]
OnCalendar=*-*-* {nightly.hour:02}:{nightly.minute:02}:00
# A night that the machine was off is caught up when it is on again.
Persistent=true
RandomizedDelaySec={sandbox.spread}min

[Install]
WantedBy=timers.target
"""


_ALONE = """\
RestrictAddressFamilies=AF_UNIX
PrivateNetwork=yes
IPAddressDeny=any
"""

_RUNNING = """\
UMask=0077
CacheDirectory=kporisk
CacheDirectoryMode=0700
Environment=XDG_CACHE_HOME=%C/kporisk
Nice=10
# It is told to stop, ends the vendor it is at and leaves with 143, which is no failure; its workers stop with it.
KillMode=mixed
SuccessExitStatus=143
TimeoutStartSec=12h
TimeoutStopSec=5min
"""

_HARDENED = """\
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
KeyringMode=private

# What it may do.
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
LockPersonality=yes
MemoryDenyWriteExecute=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged
SystemCallErrorNumber=EPERM
"""


def _check_path(path: Path) -> None:
    text = str(path)
    if not path.is_absolute() or ".." in path.parts:
        raise UsageError(f"{text!a}: a schedule needs whole paths, from / on and without ..")
    if not text.isprintable() or set(text) & set('"\\'):
        raise UsageError(f"{text!a}: cron and systemd read this path differently; rename it without quotes, backslashes and line breaks")


def _below(path: Path, folders: Iterable[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _percent(text: str) -> str:
    return text.replace("%", "%%")


def _quoted(text: str) -> str:
    return f'"{_percent(text)}"' if re.fullmatch(r"[A-Za-z0-9/._-]+", text) is None else text


def _paths(paths: Iterable[Path]) -> str:
    return " ".join(_quoted(str(path)) for path in dict.fromkeys(paths))
