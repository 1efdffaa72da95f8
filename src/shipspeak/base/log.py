"""One JSON line for each event on stderr: names, ids and figures, never content.

An exception's text may quote what it choked on, so only its class and the places it passed through are written.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def set_up(stream: TextIO = sys.stderr, level: int = logging.INFO) -> None:
    """Once for each process, by `app`."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # Libraries tell what they work on in passing; only their warnings are wanted.
    root.setLevel(logging.WARNING)
    logging.getLogger("shipspeak").setLevel(level)


def where(error: BaseException) -> list[str]:
    """The places an exception passed through, innermost last: "flow.py:31 coach". No values, no message."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames[-12:]]


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        event: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **{name: value for name, value in vars(record).items() if name not in _STANDARD},
        }
        if record.exc_info and record.exc_info[1] is not None:
            event["error"], event["where"] = type(record.exc_info[1]).__qualname__, where(record.exc_info[1])
        return json.dumps(event, default=str, ensure_ascii=False)
