"""A vendor that was assessed once, opened for interviews."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from kporisk.model.checklist import Respondent
from kporisk.workflow.filling.interview import Interview
from kporisk.workflow.workspace.opened import Workspace
from tests.workspaces import VENDOR, Place, assessed_place
from tests.worlds import shipped

TODAY = date(2026, 11, 24)
Begin = Callable[..., Interview]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return assessed_place(tmp_path_factory, tmp_path_factory.mktemp("filling"))


@pytest.fixture(scope="module")
def workspace(place: Place) -> Iterator[Workspace]:
    with place.open() as workspace:
        workspace.__dict__["library"] = shipped()
        yield workspace


@pytest.fixture(scope="module")
def begin(workspace: Workspace) -> Begin:
    """Begins an interview, or goes on with it."""

    def begun(speaker: str = "auditor", only: str | None = None, **options: Any) -> Interview:
        return Interview(workspace, VENDOR, speaker=Respondent(speaker), only=only, depth=None, today=TODAY, **options)

    return begun


@pytest.fixture
def anew(workspace: Workspace) -> Iterator[None]:
    """No draft is there before the test, nor after it."""
    yield
    for left in workspace.folder.glob("drafts/*/*.journal"):
        left.unlink()
