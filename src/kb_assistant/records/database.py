"""The connection to the database.

Several processes may write, one at a time. Its errors name the next step and hold nothing of what
was being written.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from kb_assistant.errors import RecordsError
from kb_assistant.records.tables import Base

_EXAMPLE = "KB_ASSISTANT_DATABASE=sqlite:////var/lib/kb-assistant/records.db"
_READ_ONLY = ("readonly", "read-only", "unable to open", "permission denied", "disk i/o")
_FULL = ("disk is full", "disk full", "no space")
_DAMAGED = ("not a database", "malformed", "no such column", "no such table", "has no column")


@dataclass(frozen=True, slots=True)
class Database:
    """A database whose tables exist."""

    engine: Engine
    name: str

    @classmethod
    def open(cls, url: str, patience: timedelta) -> "Database":
        """Connect to `url` and create the tables that are missing.

        Raises:
            RecordsError: if that fails.
        """
        engine = _engine(url, patience)
        database = cls(engine, engine.url.render_as_string(hide_password=True))
        try:
            with database.writing() as session:
                Base.metadata.create_all(session.connection())
        except RecordsError:
            engine.dispose()
            raise
        return database

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session to read in.

        Raises:
            RecordsError: if the database fails.
        """
        with self._session(write=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that no other writes beside, committed at the end.

        Raises:
            RecordsError: if the database fails.
        """
        with self._session(write=True) as session:
            yield session

    @contextmanager
    def _session(self, *, write: bool) -> Iterator[Session]:
        try:
            engine = self.engine.execution_options(kb_write=write)
            with Session(engine, expire_on_commit=False) as session, session.begin():
                yield session
        except SQLAlchemyError as error:
            # Without its cause, which can quote what was being written.
            raise RecordsError(
                f"The database of the feedback, {self.name}, {_advice(error)}"
            ) from None

    def forget_deleted(self) -> None:
        """Bring what SQLite has overwritten out of its log, so that its bytes are gone."""
        if self.engine.dialect.name == "sqlite":
            # A reader elsewhere can keep the log in use; the next call gets it.
            with suppress(SQLAlchemyError), self.engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def _engine(url: str, patience: timedelta) -> Engine:
    engine = None
    # The messages of these errors can hold the URL, and with it a password.
    with suppress(SQLAlchemyError, ImportError, ValueError):
        engine = create_engine(make_url(url), hide_parameters=True, echo=False, pool_pre_ping=True)
    if engine is None:
        raise RecordsError(
            "The URL of the database is not valid, or its driver is not installed. Install the"
            f" driver, or set for example {_EXAMPLE}"
        )
    if engine.dialect.name == "sqlite":
        _create_file(engine.url)
        _prepare_sqlite(engine, patience)
    return engine


def _create_file(url: URL) -> None:
    """Create the file, readable to nobody else."""
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        return
    path = Path(url.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDONLY, 0o600))
    except OSError as error:
        raise RecordsError(
            f"The database {path} cannot be created: {error.strerror}. Give write permission to its"
            f" folder, or name another place: {_EXAMPLE}"
        ) from error


def _prepare_sqlite(engine: Engine, patience: timedelta) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions begin below, where the kind is known
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={int(patience / timedelta(milliseconds=1))}")
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        # A writer asks for the lock at once: it then waits its turn and cannot fail half-way.
        write = connection.get_execution_options().get("kb_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _advice(error: SQLAlchemyError) -> str:
    if isinstance(error, IntegrityError):
        return "was changed by somebody else at the same moment. Try again."
    cause = str(getattr(error, "orig", error)).lower()
    if "locked" in cause or "busy" in cause:
        return (
            "is busy: another process is writing to it. Try again; if it stays so, end the process"
            " that holds it."
        )
    if any(sign in cause for sign in _READ_ONLY):
        return (
            "cannot be written. Give write permission to the file and its folder, or name another"
            f" place: {_EXAMPLE}"
        )
    if any(sign in cause for sign in _FULL):
        return "has no room left on its disk. Make room, then try again."
    if any(sign in cause for sign in _DAMAGED):
        return (
            "is damaged or made by another release. Move the file away, or restore a copy; a new"
            " one is made by itself."
        )
    return (
        f"failed ({type(error).__name__}). Check that it is running and reachable, and the URL in"
        " KB_ASSISTANT_DATABASE."
    )
