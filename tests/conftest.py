"""Options and fixtures for all tests."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import shared

CORE = ("model", "rules", "scoring", "jurisdiction", "assessment")
"""The rooms whose every branch is covered, by the tests of the same names alone."""

HERE = Path(__file__).parent

# What a shell starts in the background ignores an interrupt, and so would every process that a test starts and interrupts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A worker holds many loaded checklists and printed pages; the collector of cycles would walk all of them every few milliseconds.
gc.set_threshold(200_000, 50, 50)


# No test is timed: a machine at work, or one that measures coverage, is slow, and what is tested is right all the same.
settings.register_profile("kporisk", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
settings.load_profile("kporisk")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write the snapshots anew; then read the diff")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what is about SQLite's own file, where registers stand in PostgreSQL."""
    if os.environ.get("KPORISK_TEST_REGISTER") == "postgresql":
        for item in items:
            if item.get_closest_marker("sqlite") is not None:
                item.add_marker(pytest.mark.skip(reason="about the file of SQLite itself"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measure coverage in the core's own tests only, and not on random cases: what is measured takes half as long again, or twice."""
    controller = getattr(item.config.pluginmanager.getplugin("_cov"), "cov_controller", None)
    if controller is None or (item.path.relative_to(HERE).parts[0] in CORE and item.get_closest_marker("unmeasured") is None):
        return (yield)
    controller.pause()
    try:
        return (yield)
    finally:
        controller.resume()


@pytest.fixture(scope="session", autouse=True)
def _shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    shared.remember(tmp_path_factory)
    with shared.loaded_once():
        yield


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether snapshots are to be written rather than compared."""
    return bool(request.config.getoption("--update"))
