"""The form of the register: one way in, the same as the tables say, nothing of an unknown one."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

from kporisk.errors import NotOpenedError
from kporisk.register import migrations
from kporisk.register.engine import reading, writing
from kporisk.register.tables import METADATA
from kporisk.register.upgrade import FORMS, form, has_records, known_forms, newest_form, refuse_other_form, upgrade


def test_the_steps_make_what_the_tables_say(engine: Engine) -> None:
    assert not has_records(engine)
    assert upgrade(engine) == ("", newest_form())
    with reading(engine) as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA) == []
    assert upgrade(engine) == (newest_form(), newest_form())
    refuse_other_form(engine)


def test_the_forms_are_the_steps_that_there_are() -> None:
    steps = [one.revision for one in ScriptDirectory(str(Path(migrations.__file__).parent)).walk_revisions()]
    assert tuple(reversed(steps)) == FORMS


def test_a_step_that_fails_leaves_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("no index today")

    with pytest.raises(ValueError, match="no index today"), monkeypatch.context() as broken:
        broken.setattr("alembic.op.create_index", fails)
        upgrade(engine)
    assert not has_records(engine)
    assert form(engine) == ""
    upgrade(engine)


def test_what_is_there_or_newer_is_said(engine: Engine) -> None:
    with pytest.raises(NotOpenedError, match="no register"):
        refuse_other_form(engine)
    upgrade(engine)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for refused in (refuse_other_form, upgrade):
        with pytest.raises(NotOpenedError, match="newer"):
            refused(engine)
    assert "9999" not in known_forms()
