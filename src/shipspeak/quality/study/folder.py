"""Which meetings a folder holds, and which of them may be reported on."""

from collections.abc import Sequence
from pathlib import Path

from shipspeak.base import ROOT
from shipspeak.quality.study import ami, icsi
from shipspeak.quality.study.errors import NoMeetings, UnknownMeeting
from shipspeak.quality.study.meeting import Meeting, reported

SHARED = ROOT.parent / "shared" / "data" / "meetings"
"""Where evaluation data lies beside a checkout."""


def find(folder: Path, *, tuning: bool, names: Sequence[str] = ()) -> list[Path]:
    """Files of the meetings to be studied, by name: those to report on, or those to tune on, never both. `names` keeps
    only these. Raises NoMeetings, UnknownMeeting.
    """
    found = [path for path in _all(folder) if reported(name_of(path)) is not tuning]
    if not found:
        raise NoMeetings(folder=folder)
    known = {name_of(path): path for path in found}
    for name in names:
        if name not in known:
            raise UnknownMeeting(name=name, names=", ".join(known))
    return [known[name] for name in names] or found


def read(path: Path) -> Meeting:
    """The meeting of one file. Raises NotAMeeting."""
    return icsi.read_icsi(path) if path.name.endswith(icsi.SUFFIX) else ami.read_ami(path)


def name_of(path: Path) -> str:
    return path.name.split(".")[0]


def _all(folder: Path) -> list[Path]:
    words = [*folder.glob(f"icsi/*{icsi.SUFFIX}"), *folder.glob(f"ami/*{ami.SUFFIX}")]
    whole = [path for path in words if path.name.endswith(icsi.SUFFIX) or _times(path).exists()]
    return sorted(whole, key=name_of)


def _times(path: Path) -> Path:
    return path.with_name(name_of(path) + ami.TIMES)
