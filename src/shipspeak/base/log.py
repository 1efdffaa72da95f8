"""One JSON line for each event on stderr: names, ids and figures, never content.

An exception's text may quote what it choked on, so only its class and the places it passed through are written; also
of those that nobody catches, which Python and asyncio would print with all they hold.
"""

import json
import logging
import re
import sys
import threading
import traceback
from datetime import UTC, datetime
from typing import TextIO

log = logging.getLogger(__name__)

_WORDS = re.compile(r"[A-Za-z ]*")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


def set_up(stream: TextIO = sys.stderr, level: int | str = logging.INFO) -> None:
    """Once for each process, by `app`."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # Libraries tell what they work on in passing; only their warnings are wanted.
    root.setLevel(logging.WARNING)
    logging.getLogger("shipspeak").setLevel(level)
    sys.excepthook = lambda _, error, __: _uncaught(error)
    threading.excepthook = lambda caught: _uncaught(caught.exc_value)
    sys.unraisablehook = lambda caught: _uncaught(caught.exc_value)


def _uncaught(error: BaseException | None) -> None:
    if not isinstance(error, SystemExit):
        log.error("nobody caught it", exc_info=error)


def where(error: BaseException) -> list[str]:
    """The places an exception passed through, innermost last: "flow.py:31 coach". No values, no message."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames[-12:]]


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        said = record.getMessage()
        event: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            # asyncio names the task, its arguments and its end behind what happened.
            "event": _WORDS.match(said)[0].strip() if record.name == "asyncio" else said,  # type: ignore[index]
            **{name: value for name, value in vars(record).items() if name not in _STANDARD},
        }
        if record.exc_info and record.exc_info[1] is not None:
            event["error"], event["where"] = type(record.exc_info[1]).__qualname__, where(record.exc_info[1])
        return json.dumps(event, default=str, ensure_ascii=False)
