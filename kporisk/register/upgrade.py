"""The register's form: which one it has, which one this program writes, and the way from one to the other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Column, Connection, Engine, MetaData, Table, Text, inspect, select

from kporisk.errors import NotOpenedError
from kporisk.register.engine import reading

if TYPE_CHECKING:
    from alembic.config import Config

NONE = ""
NO_REGISTER = "no register stands in that database; bring one back: kporisk db restore FILE"
FORMS = ("0001",)
"""All forms, the newest last: the steps in `migrations/`, named here too since Alembic takes longer to load than all else of a command."""

_VERSION = Table("alembic_version", MetaData(), Column("version_num", Text))


def form(engine: Engine) -> str:
    """The form that a register has: `0001`; empty for a database without one."""
    with reading(engine) as connection:
        if not inspect(connection).has_table(_VERSION.name):
            return NONE
        return str(connection.scalar(select(_VERSION.c.version_num)) or NONE)


def newest_form() -> str:
    """The form that this program writes."""
    return FORMS[-1]


def known_forms() -> frozenset[str]:
    """All forms that this program knows."""
    return frozenset(FORMS)


def upgrade(engine: Engine) -> tuple[str, str]:
    """Bring a register to the newest form, in one transaction; returns the form before and after."""
    before = form(engine)
    refuse_newer(before)
    # The first step makes the tables that a writer locks, so an empty database is not locked.
    with engine.connect().execution_options(kporisk_writes=True) as connection, connection.begin():
        upgrade_within(connection)
    return before, form(engine)


def upgrade_within(connection: Connection) -> None:
    """The same within somebody's transaction."""
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def refuse_other_form(engine: Engine) -> None:
    """Raise NotOpenedError unless the register has the form that this program writes."""
    found = form(engine)
    refuse_newer(found)
    if found != newest_form():
        if found == NONE:
            raise NotOpenedError(NO_REGISTER)
        raise NotOpenedError(f"the register has the form {found} of an older kporisk; make a backup, then: kporisk db upgrade")


def refuse_newer(found: str) -> None:
    """Raise NotOpenedError for a form that this program does not know."""
    if found != NONE and found not in known_forms():
        raise NotOpenedError(f"the register has the form {found[:20]} of a newer kporisk; install that one")


def has_records(engine: Engine) -> bool:
    """Whether the database has a register's tables at all."""
    with reading(engine) as connection:
        return inspect(connection).has_table("records")


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config
