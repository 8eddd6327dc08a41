"""What a file that arrives is: answers to our questions, or a form of others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kporisk.documents.workbook.known import NotOursError
from kporisk.errors import UsageError
from kporisk.workflow.filling.external import ExternalTaken, Told, take_external
from kporisk.workflow.filling.importing import Taken, take
from kporisk.workflow.workspace.opened import Workspace

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


def take_any(
    workspace: Workspace,
    path: Path,
    vendor: str | None,
    told: Told,
    *,
    today: date,
    at: datetime,
    trust: Sequence[Certificate] | None = None,
) -> Taken | ExternalTaken:
    """Read a file that arrived: a workbook or response of ours; or, where it is none, somebody else's form.

    `told`: what is said of such a form; then it is read as one. `at` and `trust`: for what is signed. Errors as in `take` and
    `take_external`.
    """
    suffix = path.suffix.lower()
    if told.anything or suffix == ".csv":
        if suffix in (".yaml", ".yml", ".json"):
            raise UsageError(
                f"{path} is a response to our own questions; --columns, --sheet, --as and --answered-on go with forms of others"
            )
        return take_external(workspace, path, vendor, told, today=today)
    try:
        return take(workspace, path, vendor, as_of=today, at=at, trust=trust)
    except NotOursError:
        if vendor is None:  # it says neither whose it is, nor that it is a form of others
            raise
    return take_external(workspace, path, vendor, told, today=today)  # out here what was read of the file is let go first
