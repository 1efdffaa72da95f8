"""`./ship bench load`: many meetings at once, through the real front door, on this machine.

Starts `./ship up` in a folder of its own, sends a few meetings one after another (the baseline of the same machine and
minute), then all of them at once. Exit status 0 if all end in a report, none waits more than twice its fair share,
the workers stay within 1.5 GB, and at least 90 % as many meetings are done in an hour as one after another.

Fair share: meetings sent at once, all alike, are served in some order; the one that was accepted as the k-th should
have its report after k times what one meeting takes alone, since this is how long the machine needs for it and those
before it. (Measured by "all done after n times, so each may take that long", a queue that starves the first until the
end would pass.) The meetings are SYNTHETIC (bench/recordings.py).
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean, median, quantiles

import httpx

from bench.pipeline import machine
from bench.recordings import described, recording
from shipspeak.base import ROOT, Settings
from shipspeak.jobs import resident

PATIENCE_S = 3 * 3600
LOOK_S, SOON_S = 3.0, 10.0
"""How often a page is looked at; and what is nearer than this is told as "less than a minute", however far off."""
TWICE, MEMORY_GB, THROUGHPUT = 2.0, 1.5, 0.9


@dataclass
class Meeting:
    id: str
    accepted: float
    ended: float = 0.0
    state: str = "waiting"
    created: str = ""
    told: list[tuple[float, float, float, float]] = field(default_factory=list)
    """What its page said every few seconds: the moment, and seconds from then: in the middle, soonest, latest."""

    @property
    def seconds(self) -> float:
        """From the answer "accepted" to the report."""
        return self.ended - self.accepted


@dataclass
class Scales:
    """What the workers and their decoders have in memory, looked at ten times a second."""

    up: int
    peak: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self._stop.wait(0.1):
            self.peak = max(self.peak, sum(resident(pid) for pid in workers_of(self.up)))

    def stop(self) -> None:
        self._stop.set()


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="shipspeak-load-") as scratch:
        folder = Path(scratch)
        folder.chmod(0o711)
        say(f"making a meeting of {options.minutes} minutes")
        path, short = recording(options.minutes, folder), recording(1, folder)
        with up(folder / "home", options.workers) as (process, client):
            scales = Scales(process.pid)
            threading.Thread(target=scales.run, daemon=True).start()
            one_after_another(client, short, 1)  # the engines are loaded once
            alone = one_after_another(client, path, (options.sequential + 1) // 2)
            say(f"alone: {mean(one.seconds for one in alone):.1f} s each, {scales.peak / 1e9:.2f} GB at most")
            together = at_once(client, path, options.meetings)
            alone += one_after_another(client, path, options.sequential // 2)  # the machine may be busier by now
            scales.stop()
    return judge(options, alone, together, scales.peak)


def _options() -> argparse.Namespace:
    words = argparse.ArgumentParser(prog="./ship bench load", description=(__doc__ or "").splitlines()[0])
    words.add_argument("--meetings", type=int, default=20, help="sent at once")
    words.add_argument("--minutes", type=int, default=30, help="of each")
    words.add_argument("--sequential", type=int, default=4, help="measured one after another, before and after")
    words.add_argument("--workers", type=int, help="as SHIPSPEAK_WORKERS; default: what the machine gets by itself")
    return words.parse_args()


@contextmanager
def up(home: Path, workers: int | None) -> Iterator[tuple["subprocess.Popen[str]", httpx.Client]]:
    """`./ship up` without the sample meeting; ended with Ctrl-C."""
    home.mkdir(0o711)
    (home / "sample.taken").touch()
    told = {"SHIPSPEAK_HOME": str(home), "SHIPSPEAK_PORT": "0", "SHIPSPEAK_QUEUE_EACH": "1000"}
    told["SHIPSPEAK_WEIGHTS"] = str(Settings.read().weights_folder)
    told |= {"SHIPSPEAK_WORKERS": str(workers)} if workers is not None else {}
    command = [sys.executable, "-m", "shipspeak.app", "up"]
    process = subprocess.Popen(command, env=os.environ | told, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        found = next(found for line in process.stdout if (found := re.search(r"(http://\S+)/enter/(\S+)", line)))
        headers = {"authorization": f"Bearer {found[2]}"}
        with httpx.Client(base_url=found[1], headers=headers, timeout=120) as client:
            yield process, client
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


def upload(client: httpx.Client, path: Path) -> Meeting:
    with path.open("rb") as file:
        answer = client.post("/v1/meetings", files={"files": (path.name, file)})
    answer.raise_for_status()
    return Meeting(answer.json()["id"], time.monotonic())


def one_after_another(client: httpx.Client, path: Path, count: int) -> list[Meeting]:
    done = []
    for number in range(count):
        done.append(upload(client, path))
        until_ended(client, done[-1:])
        say(f"alone {number + 1} of {count}: {path.name} {done[-1].seconds:.1f} s")
    return done


def at_once(client: httpx.Client, path: Path, count: int) -> list[Meeting]:
    with ThreadPoolExecutor(count) as pool:
        meetings = list(pool.map(lambda _: upload(client, path), range(count)))
    time.sleep(2)
    until_ended(client, meetings)
    return sorted(meetings, key=lambda one: one.created)


def until_ended(client: httpx.Client, meetings: list[Meeting]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    last, looked = -1, 0.0
    while time.monotonic() < deadline:
        states = {one["id"]: one for one in client.get("/v1/meetings", params={"limit": 100}).json()["meetings"]}
        for one in meetings:
            one.state, one.created = states[one.id]["state"], states[one.id]["created"]
            if one.state in {"ready", "failed"} and not one.ended:
                one.ended = time.monotonic()
        done = sum(bool(one.ended) for one in meetings)
        if done != last and len(meetings) > 1:
            say(f"  {done} of {len(meetings)} done after {time.monotonic() - meetings[0].accepted:.0f} s")
        last = done
        if time.monotonic() - looked > LOOK_S:
            looked = time.monotonic()
            ask_when(client, [one for one in meetings if not one.ended])
        if done == len(meetings):
            return
        time.sleep(0.2)


def ask_when(client: httpx.Client, meetings: list[Meeting]) -> None:
    for one in meetings:
        queue = client.get(f"/v1/meetings/{one.id}").json()["queue"]
        if queue and queue["seconds"] is not None:
            one.told.append((time.monotonic(), queue["seconds"], queue["soonest"], queue["latest"]))


def how_far_off(what: str, moments: list[tuple[float, float, float, float]]) -> None:
    """moments: seconds that it still took, then those told: in the middle, soonest, latest. Shares of what it took."""
    off = [abs(told - took) / took for took, told, _, _ in moments if took >= SOON_S]
    inside = mean(soonest <= took <= latest for took, _, soonest, latest in moments)
    wide = median((latest - soonest) / told for _, told, soonest, latest in moments if told)
    print(f"  {what:<32}off by {median(off):.0%}, nine in ten {quantiles(off, n=10)[8]:.0%} (of {len(off)})")
    print(f"  {'':<32}in its range {inside:.0%} of {len(moments)}, which is {wide:.0%} wide")


def workers_of(up: int) -> list[int]:
    """Process numbers of the workers that `up` keeps."""
    try:
        children = Path(f"/proc/{up}/task/{up}/children").read_text().split()
        return [int(pid) for pid in children if Path(f"/proc/{pid}/cmdline").read_bytes().endswith(b"\0worker\0")]
    except OSError:
        return []


def judge(options: argparse.Namespace, alone: list[Meeting], together: list[Meeting], peak: int) -> int:
    each = mean(one.seconds for one in alone)
    shares = [one.seconds / (place * each) for place, one in enumerate(together, 1)]
    lasted = max(one.ended for one in together) - min(one.accepted for one in together)
    throughput = len(together) * each / lasted
    failed = [one for one in together if one.state != "ready"]
    print(f"Machine: {machine()}\nMeetings: {described()}")
    print(f"{len(together)} meetings of {options.minutes} minutes at once")
    print(f"  reports                         {len(together) - len(failed)} of {len(together)}")
    print(f"  one alone, mean of {len(alone):<3}          {each:.1f} s")
    print(f"  all of them                     {lasted:.0f} s")
    print(f"  throughput against in turn      {throughput:.2f} (asked: >= {THROUGHPUT})")
    print(
        f"  waited, in fair shares          median {median(shares):.2f}, most {max(shares):.2f} (asked: <= {TWICE:g})"
    )
    print(f"  mean time to the report         {mean(one.seconds for one in together):.0f} s")
    print(f"  workers and decoders, peak      {peak / 1e9:.2f} GB (asked: <= {MEMORY_GB})")
    for what, runs in (("told alone, every few seconds", alone), ("told in the queue", together)):
        moments = [[(one.ended - at, *told) for at, *told in one.told] for one in runs]
        how_far_off(what, [moment for one in moments for moment in one])
    how_far_off("told in the queue at first", [one[0] for one in moments if one])
    fell = failed or max(shares) > TWICE or throughput < THROUGHPUT or peak > MEMORY_GB * 1e9
    return 1 if fell else 0


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
