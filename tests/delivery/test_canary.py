"""A canary in all that this room is given comes out nowhere else: not in words, not in messages, not in what is raised."""

from __future__ import annotations

import io
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kporisk.delivery.calendar import Entry
from kporisk.delivery.digest import Night
from kporisk.delivery.logs import logger
from kporisk.delivery.mail import MailSettings, Security, send
from kporisk.delivery.webhook import post
from kporisk.errors import KporiskError
from kporisk.model.band import Tier
from tests.delivery.servers import HOST, Hook, authority, closed_port, https_server, mail_server

CANARY = "zqxcanary"
ANSWER = f"{CANARY}: we share one password"
WHEN = datetime(2026, 11, 30, 2, 10, tzinfo=UTC)
NIGHT = Night(workspace="k3v9q0x7m2t8w1zd", as_of=WHEN.date(), seconds=1, vendors=1)


def told(act: Callable[[], object]) -> str:
    """All that a failing act shows, with what is chained to its error."""
    with pytest.raises((KporiskError, ValueError, TypeError)) as caught:
        act()
    shown = "".join(traceback.format_exception_only(caught.value))
    error: BaseException | None = caught.value
    while error is not None:
        shown += f"{error}{error.args}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return shown


@pytest.mark.parametrize("field", ["workspace", "changed", "failed", "due", "overdue", "evidence_expiring", "waivers_ended"])
def test_no_answer_gets_into_a_digest(field: str) -> None:
    value = ANSWER if field == "workspace" else ("acme", ANSWER)
    assert CANARY not in told(lambda: replace(NIGHT, **{field: value}))  # type: ignore[arg-type]


def test_no_answer_gets_into_a_calendar() -> None:
    assert CANARY not in told(lambda: Entry(ANSWER, "acme", date(2026, 1, 1), Tier.LOW))
    assert CANARY not in told(lambda: Entry("acme", ANSWER, date(2026, 1, 1), Tier.LOW))


def test_no_answer_gets_into_a_log_by_way_of_an_error() -> None:
    stream = io.StringIO()
    log = logger(stream, "json", lambda: WHEN)
    log("vendor_failed", vendor="acme", error=ValueError(ANSWER))
    assert CANARY not in told(lambda: log("vendor_failed", vendor="acme", error=ANSWER))
    assert CANARY not in told(lambda: log(ANSWER))
    assert CANARY not in stream.getvalue()
    assert "ValueError" in stream.getvalue()


def _password(folder: Path) -> Path:
    path = folder / "password"
    path.write_text(f"{CANARY}-password")
    path.chmod(0o600)
    return path


def test_no_mail_that_fails_is_shown_nor_its_password(tmp_path: Path) -> None:
    made = MailSettings(
        host=HOST,
        port=closed_port(),
        security=Security.TLS,
        sender="kporisk@example.com",
        recipients=("audit@example.com",),
        user="kporisk",
        password_file=_password(tmp_path),
        timeout=5,
        ca_file=authority()[0],
    )

    def act(at: MailSettings) -> str:
        return told(lambda: send(at, ANSWER, ANSWER, date=WHEN, message_id="<a@b>"))

    assert CANARY not in act(made)
    with mail_server("tls", refuses=frozenset({"audit@example.com"})) as inbox:
        assert CANARY not in act(replace(made, port=inbox.port, user="somebody"))
        assert CANARY not in act(replace(made, port=inbox.port, user=None, password_file=None))
    assert CANARY not in repr(made)


def test_no_message_that_fails_is_shown_nor_its_path_or_secret(tmp_path: Path) -> None:
    secret_file = _password(tmp_path)

    def act(url: str) -> str:
        return told(lambda: post(url, {"answer": ANSWER}, timeout=5, ca_file=authority()[0], secret_file=secret_file))

    assert CANARY not in act(f"https://{HOST}:{closed_port()}/{CANARY}")
    assert CANARY not in act(f"http://{HOST}/{CANARY}")
    for status in (302, 500):
        with https_server(Hook(status=status, headers={"Location": f"/{CANARY}"}, body=ANSWER.encode())) as hook:
            assert CANARY in hook.url
            assert CANARY not in act(hook.url)


def test_the_canary_would_be_heard() -> None:
    def sings() -> None:
        try:
            raise ValueError(ANSWER)
        except ValueError as error:
            raise TypeError("quiet") from error

    assert CANARY in told(sings)
