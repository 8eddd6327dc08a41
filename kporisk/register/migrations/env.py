"""What Alembic runs a step in: the connection that `kporisk.register.upgrade` gives it."""

from __future__ import annotations

from alembic import context

from kporisk.register.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=True)
context.run_migrations()
