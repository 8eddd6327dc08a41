"""The end of a run: its digest sent, and its record made, with what could not be sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from kporisk.delivery import digest
from kporisk.delivery.mail import MailSettings, Security, send
from kporisk.delivery.webhook import post
from kporisk.documents.settings.values import Mail, Webhook
from kporisk.errors import KporiskError
from kporisk.register.kinds import Entry, Kind
from kporisk.workflow.night.run import Run
from kporisk.workflow.workspace.opened import Workspace

PATIENCE = 30.0
"""Seconds for a delivery."""


def night_of(run: Run) -> digest.Night:
    """A run as the digest tells it: counts and ids."""
    outcome = run.outcome
    return digest.Night(
        workspace=run.workspace.settings.workspace_id,
        as_of=outcome.as_of,
        seconds=run.around.elapsed(),
        vendors=outcome.vendors,
        changed=tuple(outcome.changed),
        unchanged=outcome.unchanged + outcome.elsewhere,
        failed=tuple(sorted(outcome.failed)),
        due=tuple(outcome.due),
        overdue=tuple(outcome.overdue),
        evidence_expiring=tuple(outcome.evidence_expiring),
        waivers_ended=tuple(outcome.waivers_ended),
        reports=len(outcome.reports),
        missed=outcome.missed,
        first_after_import=outcome.first_after_import,
    )


def tell(run: Run) -> None:
    """Send the digest where the settings say so; what fails is a warning. Mail goes out only when there is something to tell."""
    night, settings, now = night_of(run), run.workspace.settings, run.around.now()
    mail, webhook = settings.mail, settings.webhook
    if mail is not None and _worth_a_mail(night):
        _deliver(run, "mail", lambda: _mail(mail, run.workspace, night, now))
    if webhook is not None:
        _deliver(run, "webhook", lambda: _webhook(webhook, night))


def record(run: Run) -> None:
    """Record that the run was made, whether or not anything changed; it names vendors by reference only, so that a purge reaches them.

    What makes that impossible stands in the outcome afterwards.
    """
    outcome = run.outcome
    body: dict[str, Any] = {
        "what": "reassess",
        "as_of": outcome.as_of.isoformat(),
        "seconds": round(run.around.elapsed(), 3),
        "complete": outcome.complete,
        "begun": run.begun,
        "resume": run.resume,
        "asked": run.wish.ask,
        "all": not run.wish.vendors,
        "chosen": [one.ref for one in run.wish.vendors],
        "vendors": outcome.vendors,
        "changed": len(outcome.changed),
        "unchanged": outcome.unchanged,
        "elsewhere": outcome.elsewhere,
        "without_case": len(outcome.without_case),
        "failed": sorted(run.refs[id] for id in outcome.failed),
        "due": len(outcome.due),
        "overdue": len(outcome.overdue),
        "missed": outcome.missed,
        "reports": len(outcome.reports),
        "warnings": list(outcome.warnings),
    }
    try:
        run.workspace.commit([Entry(Kind.RUN, body)], at=run.around.now())
    except KporiskError as error:
        run.end(error)


def log_end(run: Run, code: int) -> None:
    """Write the last line of a run's log; `code`: what the command ends with."""
    outcome = run.outcome
    run.log(
        "run_ended",
        vendors=outcome.vendors,
        assessed=outcome.assessed,
        changed=len(outcome.changed),
        unchanged=outcome.unchanged,
        failed=len(outcome.failed),
        due=len(outcome.due),
        overdue=len(outcome.overdue),
        reports=len(outcome.reports),
        missed=outcome.missed,
        code=code,
        seconds=run.around.elapsed(),
    )


def _worth_a_mail(night: digest.Night) -> bool:
    return bool(night.changed or night.failed or night.due or night.evidence_expiring or night.waivers_ended or night.missed)


def _deliver(run: Run, what: str, send_it: Callable[[], None]) -> None:
    try:
        send_it()
    except Exception as error:
        said = (
            str(error) if isinstance(error, KporiskError) else f"the {what} was not sent: a bug ({type(error).__name__}); please report it"
        )
        run.outcome.warnings.append(said)
        run.log(f"{what}_failed", error=error)
    else:
        run.log(f"{what}_sent")


def _mail(mail: Mail, workspace: Workspace, night: digest.Night, now: datetime) -> None:
    send(
        MailSettings(
            host=mail.host,
            port=mail.port,
            security=Security(mail.security),
            sender=mail.sender,
            recipients=mail.recipients,
            user=mail.user,
            password_file=mail.password_file,
            timeout=PATIENCE,
            ca_file=mail.ca_file,
        ),
        digest.subject(night),
        digest.text(night),
        date=now,
        message_id=f"<{workspace.settings.workspace_id}.{workspace.register.head().seq}.{now:%Y%m%dT%H%M%S}@kporisk>",
    )


def _webhook(webhook: Webhook, night: digest.Night) -> None:
    post(webhook.url, digest.document(night), timeout=PATIENCE, ca_file=webhook.ca_file, secret_file=webhook.secret_file)
