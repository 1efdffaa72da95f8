"""./ship bench pipeline: from the last byte of a recording to its report, offline, on this machine.

Prints the median and p95 of many runs of a 30-minute meeting, where each second goes, the first timeline, the peak
memory, the ratio to writing down everything with the same engine (in the same run), and 15 to 120 minutes.
The meetings are SYNTHETIC (bench/recordings.py).
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.recordings import described, recording

Run = dict[str, object]


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--runs", type=int, default=10, help="of the 30-minute meeting")
    words.add_argument("--minutes", type=int, nargs="*", default=[15, 60, 120], help="further lengths, one run each")
    words.add_argument("--no-full", action="store_true", help="leave out the runs that write down everything")
    words.add_argument("--json", action="store_true")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        half_hour = recording(30, Path(scratch))
        runs = [run(half_hour, "balanced") for _ in range(asked.runs)]
        full = [] if asked.no_full else [run(half_hour, "full") for _ in range(2)]
        lengths = {minutes: run(recording(minutes, Path(scratch)), "balanced") for minutes in asked.minutes}
    if asked.json:
        json.dump({"machine": machine(), "runs": runs, "full": full, "lengths": lengths}, sys.stdout)
    else:
        tell(runs, full, lengths)


def run(path: Path, preset: str) -> Run:
    done = subprocess.run(
        [sys.executable, "-m", "bench.run_flow", str(path), preset], check=True, stdout=subprocess.PIPE, text=True
    )
    answer: Run = json.loads(done.stdout)
    print(f"  {path.name} {preset}: {answer['seconds']:.1f} s", file=sys.stderr)
    return answer


def machine() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in lines if "model name" in line), platform.machine())
    return f"{os.cpu_count()} cores, {model}, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}"


def tell(runs: list[Run], full: list[Run], lengths: dict[int, Run]) -> None:
    print(f"Machine: {machine()}\nMeetings: {described()}")
    print(f"\n30-minute meeting (synthetic), balanced, {len(runs)} runs      median     p95     max")
    for name in ("seconds", "cpu_seconds", "first_timeline", "first_voices", "peak_mb"):
        print(f"  {name:<48} {row([one[name] for one in runs])}")
    print("  where the seconds go")
    for stage in runs[0]["stages"]:  # type: ignore[attr-defined]
        print(f"    {stage:<46} {row([one['stages'][stage] for one in runs])}")  # type: ignore[index]
    print("  where the processor seconds go; peak MB of flow and decoder together")
    for stage in runs[0]["stages"]:  # type: ignore[attr-defined]
        print(f"    {stage:<46} {row([one['cpu_stages'][stage] for one in runs])}")  # type: ignore[index]
        print(f"    {'':<46} {row([one['peak_mb_stages'][stage] for one in runs])} MB")  # type: ignore[index]
    share = statistics.median(one["transcribed_seconds"] / one["meeting_seconds"] for one in runs)  # type: ignore[operator]
    print(f"  share of the meeting written down: {share:.3f}")
    if full:
        ratio = statistics.median(one["seconds"] for one in full) / statistics.median(one["seconds"] for one in runs)  # type: ignore[type-var,operator]
        cpu = statistics.median(one["cpu_seconds"] for one in full) / statistics.median(
            one["cpu_seconds"] for one in runs
        )  # type: ignore[type-var,operator]
        print(f"  writing down everything takes {ratio:.2f} times as long, {cpu:.2f} times the CPU")
    print("\nminutes   seconds   per meeting minute   peak MB")
    for minutes, one in sorted({30: median_run(runs), **lengths}.items()):
        print(f"{minutes:>7} {one['seconds']:>9.1f} {one['seconds'] / minutes:>20.2f} {one['peak_mb']:>9.0f}")  # type: ignore[operator,str-bytes-safe]


def row(values: list[object]) -> str:
    known = sorted(value for value in values if isinstance(value, int | float))
    if not known:
        return "not measured"
    p95 = known[min(len(known) - 1, round(0.95 * (len(known) - 1) + 0.49))]
    return f"{statistics.median(known):>8.1f} {p95:>7.1f} {known[-1]:>7.1f}"


def median_run(runs: list[Run]) -> Run:
    return sorted(runs, key=lambda one: one["seconds"])[len(runs) // 2]  # type: ignore[arg-type,return-value]


if __name__ == "__main__":
    main()
