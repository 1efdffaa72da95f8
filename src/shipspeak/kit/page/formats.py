"""How times, shares and figures are written for people. Pure."""

from datetime import date, datetime

_MINUTE, _HOUR = 60_000, 3_600_000


def clock(ms: int) -> str:
    """A place in a recording: 724000 -> "12:04", 3723000 -> "1:02:03". Milliseconds, rounded down."""
    seconds = max(0, ms) // 1000
    hours, minutes = seconds // 3600, seconds // 60 % 60
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def exact_time(ms: int) -> str:
    """The same place for machines, an HTML duration: 724000 -> "PT724S"."""
    return f"PT{max(0, ms) // 1000}S"


def lasting(ms: int) -> str:
    """How long something lasts, two units at most: "44 s", "12 min", "1 h 5 min"."""
    if ms < _MINUTE:
        return f"{round(max(0, ms) / 1000)} s"
    if ms < 10 * _MINUTE and ms % _MINUTE >= 1000:
        return f"{ms // _MINUTE} min {ms % _MINUTE // 1000} s"
    hours, minutes = divmod(round(ms / _MINUTE), 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def percent(share: float) -> str:
    """0…1 -> "46 %"; a share that is not nothing is never written as 0."""
    return "< 1 %" if 0 < share < 0.005 else f"{share:.0%}".replace("%", " %")


def figure(value: float) -> str:
    """Three significant digits at most, no exponent: 3.14159 -> "3.1", 152.4 -> "152", 12.0 -> "12"."""
    text = f"{value:,.0f}" if abs(value) >= 20 else f"{value:.1f}" if abs(value) >= 1 else f"{value:.2f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def plural(count: int, one: str, many: str | None = None) -> str:
    """A number and its noun: 1 -> "1 person", 4 -> "4 people"; without `many`, an s is added."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def moment(at: datetime) -> str:
    """A date and a time of day where this machine is: "22 Nov 2026, 14:05"."""
    here = at.astimezone()
    return f"{day(here)}, {here:%H:%M}"


def day(moment: date) -> str:
    """A date that no country reads otherwise, in its own time zone: "22 Nov 2026"."""
    return f"{moment.day} {moment:%b %Y}"
