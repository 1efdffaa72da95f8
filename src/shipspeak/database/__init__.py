"""One transaction, one organisation. PostgreSQL: our own or yours, its roles, its tables, its connections."""

from uuid import UUID

from shipspeak.database.embedded import alive, start, stop
from shipspeak.database.errors import (
    CannotKeepData,
    DatabaseDidNotStart,
    DatabaseRefuses,
    DatabaseUnreachable,
    FolderNotWritable,
    MadeByOtherPostgres,
    MigrationBlocked,
    MigrationChanged,
    MigrationRefused,
    NoPostgres,
    PortTaken,
    TooLittleDisk,
    TransactionLost,
)
from shipspeak.database.gone import forget_gone
from shipspeak.database.listen import listen
from shipspeak.database.migrate import migrate
from shipspeak.database.pool import Database, Direct, connect, outside
from shipspeak.database.roles import ensure_database
from shipspeak.database.server import ADMIN, APP, WORKER, Server
from shipspeak.database.tx import Row, Tx
from shipspeak.database.visit import NothingHere, attending, begin, leave, visiting

DEFAULT_ORG = UUID("00000000-0000-4000-8000-000000000001")
"""The one organisation of an installation without accounts (migration 0001)."""

__all__ = [
    "ADMIN",
    "APP",
    "DEFAULT_ORG",
    "WORKER",
    "CannotKeepData",
    "Database",
    "DatabaseDidNotStart",
    "DatabaseRefuses",
    "DatabaseUnreachable",
    "Direct",
    "FolderNotWritable",
    "MadeByOtherPostgres",
    "MigrationBlocked",
    "MigrationChanged",
    "MigrationRefused",
    "NoPostgres",
    "NothingHere",
    "PortTaken",
    "Row",
    "Server",
    "TooLittleDisk",
    "TransactionLost",
    "Tx",
    "alive",
    "attending",
    "begin",
    "connect",
    "ensure_database",
    "forget_gone",
    "leave",
    "listen",
    "migrate",
    "outside",
    "start",
    "stop",
    "visiting",
]
