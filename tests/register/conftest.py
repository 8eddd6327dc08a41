"""Each test of the register runs on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from kporisk.register.book import Register
from kporisk.register.engine import open_engine, sqlite_url
from kporisk.register.upgrade import upgrade
from kporisk.register.vault import MasterKey, new_master_key
from tests.postgres import database, server

WORKSPACE = "0123456789abcdef"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with server(tmp_path_factory) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a register may stand; nothing is there yet."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "register.sqlite")
        return
    with database(request.getfixturevalue("postgres")) as made:
        yield made


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def master() -> MasterKey:
    return new_master_key(WORKSPACE)


@pytest.fixture
def register(engine: Engine, master: MasterKey) -> Register:
    """A new register, empty."""
    upgrade(engine)
    made = Register(engine, master)
    made.create()
    return made
