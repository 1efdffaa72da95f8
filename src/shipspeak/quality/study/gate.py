"""The regression gate: a few meetings, and what they gave when it was last looked at. `python -m … .gate [--record]`.

Meetings to tune on only: a gate is looked at often, and what is looked at often is tuned on.

Of ten people two draws gave twelve intervals, so that one that misses by a hair is eight points; and their median cut
leapt by four points when one plan more climbed. So there are four draws, and the cut is a mean (decision 47).
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import fmean

import msgspec

from shipspeak.base import silent
from shipspeak.quality.study.errors import NoMeetings
from shipspeak.quality.study.folder import SHARED, find
from shipspeak.quality.study.meeting import Corpus
from shipspeak.quality.study.run import Condition, Design, Result, study
from shipspeak.quality.study.selectors import Selector
from shipspeak.quality.study.verdict import concluded
from shipspeak.sampling import Preset

EXPECTED = Path(__file__).with_name("expected.json")
MEETINGS = ("Bed009", "ES2005a", "ES2010a")
SLACK = {"kept": 0.05, "cut": 0.005, "questions heard": 0.05, "covered": 0.10}
"""By how much a figure may fall; a gain is recorded with `--record`."""


def found(folder: Path) -> dict[str, float]:
    """The figures of the gate's meetings, human words. Raises NoMeetings."""
    design = Design(
        seeds=4,
        conditions=(Condition.HUMAN,),
        presets=(Preset.BALANCED,),
        baselines=False,
        content=False,
        whole=False,
        trade=False,
    )
    results = study(find(folder, tuning=True, names=MEETINGS), design, silent)
    result = concluded(results, design, tuning=True)
    figures: dict[str, float] = {}
    for way in (Selector.OURS, Selector.CALIBRATED):
        quality = [one for one in result.quality if one.selector == way and one.corpus == "all"]
        figures |= {f"{way}: kept": one.within for one in quality if one.metric == "all"}
        figures |= {f"{way}: covered": one.covered for one in quality if one.metric == "all" and one.covered}
        figures[f"{way}: cut"] = _cut(results, way)
        figures |= {
            f"{way}: questions heard": one.heard
            for one in result.recalls
            if one.selector == way and one.kind.startswith("question")
        }
    return {name: round(value, 4) for name, value in figures.items()}


def _cut(results: Sequence[Result], way: Selector) -> float:
    """Mean over all plans."""
    return fmean(
        1 - chosen.bill.dollars / result.everything.dollars
        for result in results
        for chosen in result.chosen
        if chosen.case.selector is way
    )


def fallen(expected: dict[str, float], now: dict[str, float]) -> list[str]:
    """A sentence for each figure that fell by more than its slack, or is gone."""
    return [
        f"{name} was {value:.3f} and is {now.get(name, 0.0):.3f}"
        for name, value in expected.items()
        if now.get(name, 0.0) < value - SLACK[name.partition(": ")[2]]
    ]


def main() -> int:
    """0 where nothing fell; says so where there is nothing to look at."""
    if not any((SHARED / corpus).is_dir() for corpus in Corpus):
        sys.stdout.write(f"SKIPPED: no meetings in {SHARED}\n")
        return 0
    try:
        now = found(SHARED)
    except NoMeetings as error:
        sys.stdout.write(f"SKIPPED: {error}\n")
        return 0
    if "--record" in sys.argv:
        EXPECTED.write_bytes(msgspec.json.format(msgspec.json.encode(now), indent=2) + b"\n")
    problems = fallen(msgspec.json.decode(EXPECTED.read_bytes(), type=dict[str, float]), now)
    sys.stdout.write("".join(f"{problem}\n" for problem in problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
