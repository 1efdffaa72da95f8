"""`./ship bench shadow`: what somebody waits for who uploads while another meeting is compared with its whole.

The sample meeting, twelve minutes long, through a running ShipSpeak: alone; and while a comparison is under way.
"""

import resource
import statistics
import tempfile
import time
from pathlib import Path

import click
import httpx

from tests.story.running import ROOT, Running, running

RECORDING = (ROOT / "sample" / "product-review.m4a").read_bytes()


def waited(ship: Running, **wishes: str) -> tuple[str, float]:
    """A meeting, and seconds from its last byte to its report."""
    meeting = ship.upload(("review.m4a", RECORDING), preset="balanced", **wishes)
    began = time.monotonic()
    assert ship.wait(meeting)["state"] == "ready"
    return meeting, time.monotonic() - began


def compared(client: httpx.Client) -> int:
    return max((int(one["compared"]) for one in client.get("/v1/sampling").json()["series"]), default=0)


@click.command()
@click.option("--times", default=2, show_default=True)
def main(times: int) -> None:
    """Print both, and how long a comparison takes that nobody disturbs."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        (home / "sample.taken").touch()
        with running(home, SHIPSPEAK_COMPARED="1") as ship, ship.client as client:
            waited(ship)  # weights are loaded, caches are warm
            alone = [waited(ship)[1] for _ in range(times)]
            print(f"alone: {', '.join(f'{seconds:.1f}' for seconds in alone)} s", flush=True)
            waited(ship, compare="yes")
            undisturbed = _until(client, 1)
            beside = []
            for number in range(times):
                waited(ship, compare="yes")
                time.sleep(1.5)  # the comparison is under way
                assert compared(client) == number + 1, "the comparison was over before anybody came"
                beside.append(waited(ship)[1])
                assert compared(client) == number + 1, "it should have stood still"
                print(
                    f"beside a comparison: {beside[-1]:.1f} s; it went on {_until(client, number + 2):.1f} s",
                    flush=True,
                )
            print(f"comparison undisturbed: {undisturbed:.1f} s")
            print(f"longer by {statistics.fmean(beside) - statistics.fmean(alone):+.1f} s")
    print(f"largest process {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")


def _until(client: httpx.Client, count: int) -> float:
    began = time.monotonic()
    while compared(client) < count:
        time.sleep(0.1)
    return time.monotonic() - began


if __name__ == "__main__":
    main()
