"""The pictures of the README and the tutorial, of the sample meeting as it is heard now. `./ship bench pictures`.

Voices get the names of those who speak; the report is of all its words, as a new user finds it, the plan of a part.
"""

import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from shipspeak.base import Span, Turn
from shipspeak.coaching.model import SAMPLE
from tests.browser.browsing import CHROMIUM, GET_IT, chromium, tab
from tests.story.running import Running, running

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
TRUTH = ROOT / "sample" / "truth.json"
PAGE = {"width": 1000, "height": 1180}
PLAN = 940
"""Pixels of the plan's picture from its top; its tables go on."""


def main() -> None:
    if CHROMIUM is None:
        raise SystemExit(f"SKIPPED: {GET_IT}")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir(mode=0o711)
        with running(home) as ship, chromium() as browser, tab(browser, ship.address, reduced_motion="reduce") as one:
            one.page.set_viewport_size({"width": PAGE["width"], "height": PAGE["height"]})
            here = f"{ship.address.partition('/enter/')[0]}/meetings/{SAMPLE}"
            wish(ship, names={}, me=None)
            wish(ship, **known(ship))
            one.page.goto(here)
            one.page.screenshot(path=IMAGES / "report.png")
            wish(ship, preset="balanced")
            one.page.goto(here)
            plan(one.page)


def plan(page: Page) -> None:
    """The timeline with its sentence, and the rows of what was written down for which reason."""
    page.get_by_text("What was chosen, and why").first.click()
    page.locator("#player").evaluate("player => player.remove()")
    glance = page.locator("section", has=page.locator("#when")).bounding_box()
    assert glance is not None
    top = glance["y"] + page.evaluate("scrollY") - 14  # a box is told from the window's edge
    clip = {"x": glance["x"] - 24, "y": top, "width": glance["width"] + 48, "height": PLAN}
    page.screenshot(path=IMAGES / "plan.png", full_page=True, clip=clip)  # type: ignore[arg-type]


def wish(ship: Running, **wishes: object) -> None:
    """Ask for it and wait for the report."""
    with ship.client as client:
        client.patch(f"/v1/meetings/{SAMPLE}", json=wishes).raise_for_status()
    ship.wait(str(SAMPLE))


def known(ship: Running) -> dict[str, Any]:
    """Who each voice is, by who speaks at its time in truth."""
    truth = json.loads(TRUTH.read_text())
    with ship.client as client:
        turns = client.get(f"/v1/meetings/{SAMPLE}/report", params={"format": "json"}).json()["turns"]
    shared: Counter[tuple[str, str]] = Counter()
    for turn in (Turn(**turn) for turn in turns):
        for line in truth["lines"]:
            shared[turn.speaker, line["speaker"]] += turn.span.overlap(Span(line["start"], line["end"]))
    names = {voice: name for (voice, name), _ in reversed(shared.most_common())}  # of several the most common stays
    return {"names": names, "me": next(voice for voice, name in names.items() if name == truth["focal"])}


if __name__ == "__main__":
    main()
