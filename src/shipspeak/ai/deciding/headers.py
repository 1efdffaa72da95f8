"""What a provider says of itself in the headers of an answer. Pure; whatever cannot be read is None."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from shipspeak.ai.model import Limits

LONGEST_S = 86_400.0
"""Nobody is made to wait for longer than a day by a header."""


def limits(headers: Mapping[str, str]) -> Limits:
    """`x-ratelimit-limit-requests` and its three siblings."""
    return Limits(
        requests=_count(headers.get("x-ratelimit-limit-requests")),
        requests_left=_count(headers.get("x-ratelimit-remaining-requests")),
        tokens=_count(headers.get("x-ratelimit-limit-tokens")),
        tokens_left=_count(headers.get("x-ratelimit-remaining-tokens")),
    )


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds: `retry-after-ms`, else `retry-after` as seconds or as a date (RFC 9110, 10.2.3)."""
    exact = _number(headers.get("retry-after-ms"))
    if exact is not None:
        return min(LONGEST_S, exact / 1000)
    said = headers.get("retry-after")
    seconds = _number(said)
    if seconds is None and said:
        try:
            seconds = (parsedate_to_datetime(said) - (now or datetime.now(UTC))).total_seconds()
        except (TypeError, ValueError, OverflowError):
            return None
    return None if seconds is None else min(LONGEST_S, max(0.0, seconds))


def _number(text: str | None) -> float | None:
    try:
        value = float(text) if text is not None else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def _count(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"[0-9]{1,15}", text) else None
