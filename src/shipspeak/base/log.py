"""One JSON line for each event on stderr: names, ids and figures, never content.

An exception's text may quote what it choked on, so only its class and the places it passed through are written.
"""

import logging
import sys
import traceback
from typing import TextIO

import structlog


def set_up(stream: TextIO = sys.stderr, level: int = logging.INFO) -> None:
    """Once for each process, by `app`."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.ExtraAdder(),
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _without_text,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    # Libraries tell what they work on in passing; only their warnings are wanted.
    root.setLevel(logging.WARNING)
    logging.getLogger("shipspeak").setLevel(level)


def where(error: BaseException) -> list[str]:
    """The places an exception passed through, innermost last: "flow.py:31 coach". No values, no message."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames[-12:]]


def _without_text(_logger: object, _method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    info = event.pop("exc_info", None)
    if isinstance(info, tuple) and info[1] is not None:
        event["error"], event["where"] = type(info[1]).__qualname__, where(info[1])
    return event
