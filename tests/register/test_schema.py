from __future__ import annotations

import sqlite3
from pathlib import Path

from kporisk.register.engine import open_engine, sqlite_url
from kporisk.register.health import health
from kporisk.register.upgrade import upgrade


def test_a_trigger_that_no_longer_refuses_is_found(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    engine = open_engine(sqlite_url(path))
    upgrade(engine)
    assert health(engine).good
    engine.dispose()
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER records_no_update")
    connection.execute(
        "CREATE TRIGGER records_no_update BEFORE UPDATE ON records WHEN 0 BEGIN SELECT RAISE(ABORT, 'records are never changed'); END"
    )
    connection.commit()
    connection.close()
    assert health(open_engine(sqlite_url(path))).faults == ("tables, indexes or triggers are not as this program makes them",)
