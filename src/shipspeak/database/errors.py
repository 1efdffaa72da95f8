"""What can go wrong between us and PostgreSQL.

ShipSpeakError
├── CannotKeepData          the folder
│   ├── FolderNotWritable
│   ├── TooLittleDisk
│   └── MadeByOtherPostgres
├── NoPostgres              the program
├── PortTaken
├── DatabaseDidNotStart
├── DatabaseUnreachable     the connection
├── DatabaseRefuses
├── TransactionLost
└── MigrationRefused        the schema
    ├── MigrationChanged
    └── MigrationBlocked
"""

from shipspeak.base import ShipSpeakError


class CannotKeepData(ShipSpeakError):
    """ShipSpeak cannot keep its data in {folder}."""

    exit_code = 73  # EX_CANTCREAT, sysexits.h


class FolderNotWritable(CannotKeepData):
    """ShipSpeak keeps its data in {folder}, and may not write there.

    Give it a folder of its own: SHIPSPEAK_HOME=/path.
    """


class TooLittleDisk(CannotKeepData):
    """The disk that holds {folder} has {free_mb} MB left; the database needs {need_mb} MB.

    Make room and start again.
    """

    exit_code = 74  # EX_IOERR


class MadeByOtherPostgres(CannotKeepData):
    """The data in {folder} was made by PostgreSQL {wanted}, and only {found} is here.

    Name the folder of PostgreSQL {wanted}'s programs: SHIPSPEAK_PG_BIN=/path/to/bin.
    """

    exit_code = 69  # EX_UNAVAILABLE


class NoPostgres(ShipSpeakError):
    """No PostgreSQL 15 or newer is here for this machine.

    Install one and name its programs (SHIPSPEAK_PG_BIN=/path/to/bin), or use one that runs elsewhere (DATABASE_URL=…).
    """

    exit_code = 69


class PortTaken(ShipSpeakError):
    """Port {port} is in use by another program. Choose another one, or stop that program."""

    exit_code = 69


class DatabaseDidNotStart(ShipSpeakError):
    """PostgreSQL did not start: {reason}. Its log is {log}."""

    exit_code = 69


class DatabaseUnreachable(ShipSpeakError):
    """The database does not answer. It may be starting again; please try once more in a moment."""

    status = 503
    exit_code = 69


class DatabaseRefuses(ShipSpeakError):
    """The database is there and does not let ShipSpeak in: the user, the password or the database's name is another.
    Check DATABASE_URL.
    """

    status = 503
    exit_code = 78


class TransactionLost(ShipSpeakError):
    """The database rolled this change back; nothing was saved. Please try again."""

    status = 503
    exit_code = 75  # EX_TEMPFAIL


class MigrationRefused(ShipSpeakError):
    """The database's tables could not be brought up to date."""

    exit_code = 70  # EX_SOFTWARE


class MigrationChanged(MigrationRefused):
    """Migration {number} was applied with other text than it has now.

    Undo the edit, and put the change in a new file.
    """


class MigrationBlocked(MigrationRefused):
    """Migration {number} waited {seconds} s for a lock and gave up; nothing was changed.

    Try again when it is quieter.
    """

    exit_code = 75
