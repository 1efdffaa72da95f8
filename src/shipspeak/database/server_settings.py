"""How our own PostgreSQL is set: safe with what is said in meetings, and modest on a laptop."""

from pathlib import Path

ACCESS = """\
# Written by ShipSpeak at each start. Every login names itself; nobody is trusted for being on this machine.
local all all scram-sha-256
host  all all 127.0.0.1/32 scram-sha-256
host  all all ::1/128      scram-sha-256
"""

SOCKET_NUMBER = 5432
"""A server without TCP still numbers its socket: .s.PGSQL.5432."""

_SETTINGS = """\
# Written by ShipSpeak at each start (database/server_settings.py); change it there.
password_encryption = 'scram-sha-256'
max_connections = 100
shared_buffers = '128MB'
maintenance_work_mem = '64MB'
max_wal_size = '512MB'
jit = off                                # our queries are small: compiling costs more than it saves
timezone = 'UTC'
log_timezone = 'UTC'
shared_preload_libraries = '{preload}'

# The log says what the server did, never what anybody said. Errors go to their caller alone ('log' stands above
# 'error' in the server's scale), no statement, parameter, row or key is written.
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_statement = none
log_min_duration_statement = -1
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_checkpoints = off
log_line_prefix = '%m [%p] '

# A caller that went silent or died holds nothing for longer than this (issue: nothing locked for more than 30 s).
idle_in_transaction_session_timeout = '20s'
"""

_STATEMENTS = """\
pg_stat_statements.max = 1000
pg_stat_statements.track_utility = off   # `set local` carries an organisation's id: an entry for each
"""

_ON_LINUX = """\
client_connection_check_interval = '5s'  # a worker killed in the middle of a statement frees its locks
recovery_init_sync_method = syncfs       # after a crash: one call for all files, not one for each of a thousand
"""


def render(*, sockets: Path, access: Path, port: int | None, statements: bool, linux: bool) -> str:
    """The configuration file: `port` None listens on the socket alone; `statements` if pg_stat_statements is there."""
    return "".join(
        [
            _SETTINGS.format(preload="pg_stat_statements" if statements else ""),
            _STATEMENTS if statements else "",
            _ON_LINUX if linux else "",
            f"listen_addresses = '{'' if port is None else '127.0.0.1'}'\n",
            f"port = {port or SOCKET_NUMBER}\n",
            f"unix_socket_directories = {_quoted(sockets)}\n",
            "unix_socket_permissions = 0700\n",
            f"hba_file = {_quoted(access)}\n",
        ]
    )


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
