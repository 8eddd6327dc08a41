"""Workspaces at the moment before a command, and the command: the small case for each vendor, reviewed evidence that ends in January."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kporisk.documents.cases.normal import normal_form
from kporisk.documents.cases.reader import read_case_content
from kporisk.model.case import Vendor
from kporisk.register.book import new_ref
from kporisk.register.kinds import Entry, Kind, Known
from kporisk.workflow.programme.record import entry_of, judged, record_file
from kporisk.workflow.programme.state import VendorFacts, facts_body
from kporisk.workflow.programme.vendors import add_vendor
from kporisk.workflow.workspace.create import create
from kporisk.workflow.workspace.opened import Workspace, open_workspace
from tests.workflow.papers import case_document

ADDED = datetime(2026, 11, 24, 12, tzinfo=UTC)
ASSESSED = ADDED + timedelta(hours=1)
LATER = datetime(2027, 3, 1, 12, tzinfo=UTC)
"""The evidence has ended and the vendors have come due."""
VENDORS = ("acme-analytics", "beta-analytics", "gamma-analytics")


@dataclass(frozen=True, slots=True)
class Scene:
    """`command` runs at `at` in a workspace that `prepare` filled. `baked`: reports are printed before, workers are no processes."""

    name: str
    prepare: Callable[[Path], None]
    command: tuple[str, ...]
    at: datetime
    baked: bool = True


def environment(folder: Path) -> dict[str, str]:
    """Where the key of the workspace in `folder` lies."""
    return {"HOME": str(folder / "home"), "XDG_CONFIG_HOME": "", "KPORISK_KEY_FILE": str(folder / "home" / "key")}


def opened(folder: Path) -> Workspace:
    """The workspace in `folder`."""
    return open_workspace(folder / "work", environment(folder))


def case_of(vendor: str) -> dict[str, Any]:
    """The small case, with evidence that was accepted and counts until 31 January 2027."""
    document = case_document(ds_mfa={"value": 100, "evidence": ["idp"]})
    document["vendor"] = {"id": vendor, "name": vendor.replace("-", " ").title()}
    document["response"]["evidence"] = {
        "idp": {"title": "Sign-in policy", "kind": "idp_report", "issued": "2026-10-01", "expires": "2027-01-31", "sha256": "5a" * 32}
    }
    document["reviews"] = {
        "evidence": [{"evidence": "idp", "questions": ["ds_mfa"], "outcome": "accepted", "by": "S. Kerouédan", "on": "2026-11-21"}]
    }
    return document


def added(folder: Path, vendors: tuple[str, ...] = VENDORS[:1], *, url: str | None = None) -> None:
    """A workspace with vendors, and a case file of each beside it."""
    create(folder / "work", environment=environment(folder), at=ADDED, url=url)
    with opened(folder) as workspace:
        for id in vendors:
            (folder / f"{id}.json").write_text(json.dumps(case_of(id)), encoding="utf-8")
            add_vendor(workspace, VendorFacts(id, id), at=ADDED)


def assessed(folder: Path, vendors: tuple[str, ...] = VENDORS, *, url: str | None = None) -> None:
    """The same, everybody assessed in November."""
    added(folder, vendors, url=url)
    with opened(folder) as workspace:
        for id in vendors:
            record_file(workspace, folder / f"{id}.json", as_of=ASSESSED.date(), depth=None, at=ASSESSED)


def assessed_in_bulk(folder: Path, count: int) -> None:
    """Very many vendors with the same answers, assessed in one commit."""
    added(folder, ())
    with opened(folder) as workspace:
        entries, new = [], {}
        case = read_case_content(json.dumps(case_of("vendor-0000")).encode(), "case.json", workspace.library.checklists)
        document = normal_form(case)
        assessment = judged(case, workspace.library, as_of=ASSESSED.date(), depth=None, source="case.json")
        for number in range(count):
            id, ref = f"vendor-{number:04}", new_ref()
            new[ref] = id
            own = replace(assessment, case=replace(case, vendor=Vendor(id, id)))
            entries += [
                Entry(Kind.VENDOR, facts_body(VendorFacts(id, id)), ref),
                Entry(Kind.ENGAGEMENT, {"engagement": document["engagement"]}, ref),
                Entry(Kind.RESPONSE, {"response": document["response"]}, ref),
                Entry(Kind.REVIEW, {"from": "file", "reviews": document["reviews"]["evidence"]}, ref),
                entry_of(own, known=Known(ref, id), before=None, content=workspace.content.sha256, depth=None, why="assess")[0],
            ]
        workspace.commit(entries, at=ASSESSED, new=new)


def _unpinned(folder: Path) -> None:
    """As it is after a backup was restored: the pinned checklists stand in the register only."""
    assessed(folder, VENDORS[:1])
    shutil.rmtree(folder / "work" / "pinned")


def _two(folder: Path) -> None:
    assessed(folder, VENDORS[:2])


def _one(folder: Path) -> None:
    assessed(folder, VENDORS[:1])


SCENES = (
    Scene("assess a file", added, ("assess", f"../{VENDORS[0]}.json"), ASSESSED),
    Scene("assess a vendor", _two, ("assess", VENDORS[1]), LATER),
    Scene("assess with a report", added, ("assess", f"../{VENDORS[0]}.json", "--pdf", "../out.pdf", "--html", "../out.html"), ASSESSED),
    Scene("assess, checklists laid out", _unpinned, ("assess", VENDORS[0]), LATER),
    Scene("reassess", _two, ("reassess", "--due"), LATER),
    Scene("reassess, checklists laid out", _unpinned, ("reassess", "--due"), LATER),
    Scene("reassess in processes", _one, ("reassess", "--due", "--jobs", "1"), LATER, baked=False),
)
