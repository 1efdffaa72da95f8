"""One run of the queue, as a person reads it: ids, times and figures, never what was said. Pure."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from shipspeak.ai.shown import table
from shipspeak.base import sentence
from shipspeak.coaching.model import COACH, REJUDGE
from shipspeak.database import Row
from shipspeak.quality.model import LOOK

JOBS = {
    COACH.name: "turns a meeting into its report",
    REJUDGE.name: "words a report's cards again, with better instructions",
    LOOK.name: "writes a meeting down whole, to see how far a part misses the whole",
}
STATES = {
    "waiting": "waits for a worker",
    "working": "is worked on",
    "done": "is done",
    "failed": "has failed, and is left alone until somebody tries it again",
}


def run_page(row: Row, steps: Sequence[tuple[str, float]]) -> str:
    """`row` of `board.listing`; `steps`: name and seconds of each that is finished, in their order."""
    lines = list(_lines(row))
    width = max(len(name) for name, _ in lines)
    taken = [(name.partition(".")[0], f"{seconds:.1f} s") for name, seconds in steps]
    told = [
        f"Run {row['id']} {STATES[row['state']]}.",
        "\n".join(f"  {name.ljust(width)}  {said}" for name, said in lines),
        table("Finished steps, which are not done again", ("step", "took"), taken, "none"),
    ]
    if row["state"] == "failed":
        told.append(f"When the cause is gone: ./ship jobs retry {row['id']}")
    return "\n\n".join(told)


def _lines(row: Row) -> Iterator[tuple[str, str]]:
    yield "what", JOBS.get(row["job"], row["job"])
    if row["meeting_id"]:
        yield "meeting", f"/meetings/{row['meeting_id']}"
    if row["length_s"]:
        yield "recording", f"{row['length_s'] / 60:.1f} min"
    if row["code"]:
        yield "why", f"{sentence(row['code'], json.loads(row['facts'] or '{}'))} ({row['code']})"
    if row["place"]:
        yield "place", f"{row['place']} in the queue{', after people, as nobody waits for it' if row['batch'] else ''}"
    yield "asked for", _when(row["asked_at"])
    if row["began_at"]:
        yield "last begun", " by ".join([_when(row["began_at"]), *([row["worker"]] if row["worker"] else [])])
    if row["finished_at"]:
        yield "ended", _when(row["finished_at"])
    yield "worked on", f"{row['spent_s']:.1f} s in all, taken {_times(row['fence'])}"
    if row["attempt"] > 1:
        yield "stuck", f"taken {_times(row['attempt'])} since a step was last finished"


def _when(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
