"""Sending a meeting in a browser: to a better engine, over a bad line, and what is no meeting."""

import asyncio
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from bench._openai import FakeOpenAI, Heard
from shipspeak.ai.model import Reply, Usage
from tests.browser.browsing import CHROMIUM, GET_IT, chromium, tab
from tests.story.running import ROOT, WEIGHTS, Running, recording, running

pytestmark = [
    pytest.mark.engine,
    pytest.mark.timeout(200),
    pytest.mark.skipif(CHROMIUM is None, reason=GET_IT),
    pytest.mark.skipif(not WEIGHTS.exists(), reason="speech weights are not set up; ./ship up fetches them"),
]
SAYS = "I think we should move the launch to the second week of March. What do we lose if we wait?"
PIECE = 8 * 1024 * 1024
MEETING = re.compile(r"/meetings/[0-9a-f-]{36}$")


def answer(heard: Heard) -> Reply:
    if heard.path.endswith("/audio/transcriptions"):
        return Reply(SAYS, usage=Usage(audio_ms=1_000), tier="default")
    return Reply('{"cards": []}', usage=Usage(input_tokens=5_000, output_tokens=20), tier="default")


@contextmanager
def provider() -> Iterator[str]:
    """The address of a server that says the same of every clip, in a thread of its own."""
    loop, ready, stop = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    found: list[str] = []

    async def serve() -> None:
        async with FakeOpenAI([], streams=True, answer=answer) as fake:
            found.append(fake.url)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait(10)
    yield found[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)
    loop.close()


@pytest.fixture(scope="module")
def ship(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """With a key, as a person gives it."""
    home = tmp_path_factory.mktemp("sending", numbered=True) / "home"
    home.mkdir(mode=0o711)
    (home / "sample.taken").touch()
    with provider() as url:
        config = home.parent / "ai.toml"
        routes = 'transcribe = ["gpt-transcribe"]\nrespond = ["gpt-6.1-terra"]'
        config.write_text(f'[routes]\n{routes}\n[providers.openai]\nurl = "{url}"\n')
        own = {"SHIPSPEAK_HOME": str(home), "SHIPSPEAK_AI_CONFIG": str(config), "PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, "-m", "shipspeak.app", "ai", "keys", "add", "main"]
        subprocess.run(
            command, env=os.environ | own, input="sk-planted-0123456789\n", text=True, check=True, capture_output=True
        )
        with running(home, SHIPSPEAK_AI_CONFIG=str(config)) as ship:
            yield ship


@pytest.fixture(scope="module")
def browser(ship: Running) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def send(page: Page, file: Path) -> None:
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Coach me").click(no_wait_after=True)


def test_a_better_engine_is_chosen_priced_paid_for_and_accounted_for(
    ship: Running, browser: Browser, tmp_path: Path
) -> None:
    with tab(browser, ship.address) as opened:
        page = opened.page
        offer = page.get_by_role("group", name="Where should the words be written down?")
        expect(offer.get_by_role("radio", name="On this machine.")).to_be_checked()
        expect(offer).to_contain_text(re.compile(r"By gpt-transcribe\..*leaves this machine, for openai"))
        price = r"about \$0\.\d+, never more than \$0\.\d+"
        expect(offer).to_contain_text(re.compile(rf"Half an hour of meeting usually costs {price}; an hour {price}"))
        page.set_input_files("input[type=file]", recording(tmp_path, 60))
        expect(offer).to_contain_text(re.compile(rf"This recording, 1 min: usually {price}\."))
        offer.get_by_role("radio", name="By gpt-transcribe.").check()
        offer.get_by_role("checkbox", name="But nothing of what others said.").check()
        assert opened.violations() == "", "the form with its offer"
        page.get_by_role("button", name="Coach me").click(no_wait_after=True)
        page.wait_for_url(MEETING)
        expect(page.get_by_role("heading", name="How this was made")).to_be_visible(timeout=90_000)
        expect(page.locator("section.made")).to_contain_text("0 s of audio, nothing else either")
        asked = page.get_by_role("note").filter(has_text=re.compile(r"Which voice is you\? Say so, and .* for about"))
        assert opened.violations() == "", "the report that asks who one is"
        asked.get_by_role("radio").first.check()
        asked.get_by_role("button", name="This is me").click()
        expect(page.locator("#quote")).to_contain_text(re.compile(rf"writes the words down.*usually {price}"))
        expect(page.locator("section.made")).to_contain_text("question", timeout=90_000)
        made = page.locator("section.made")
        expect(made).to_contain_text(re.compile(r"[1-9]\d* s of audio: .*question.*to openai \(gpt-transcribe\)"))
        expect(made).to_contain_text("Of what others said: 0 s of sound, 0 words, as you wished")
        paid = re.search(rf"Cost\s*Paid: \$(0\.\d+)\. Quoted before it began: usually {price}", made.inner_text())
        assert paid is not None
        assert float(paid.group(1)) > 0
        expect(made).to_contain_text("wrote the words down, as you asked")

        page.goto(ship.address.partition("/enter/")[0] + "/costs")
        expect(page.locator("section", has_text="This month").first).to_contain_text("$0.0")
        expect(page.locator("body")).to_contain_text("Writing down")
        row = page.locator("#left ~ table tbody tr").first
        expect(row).to_contain_text("openai")
        assert opened.violations() == "", "the page of costs"
        page.goto(ship.address.partition("/enter/")[0] + "/weeks")
        expect(page.get_by_role("heading", name=re.compile("^Week of "))).to_be_visible()
        assert (opened.violations(), opened.too_wide) == ("", False), "the page of weeks"
        assert opened.complaints == []


def test_an_upload_that_breaks_off_goes_on_where_it_was(ship: Running, browser: Browser, tmp_path: Path) -> None:
    """Once by itself, once after the page was left; what had arrived is not sent again."""
    file, line = recording(tmp_path, 300), {"up": True}
    offsets: list[int] = []

    def over(route: Route) -> None:
        if route.request.method == "PATCH":
            if not line["up"]:
                route.abort("connectionreset")
                return
            offsets.append(int(route.request.headers["upload-offset"]))
            line["up"] = False  # one piece, and the line is gone
        route.continue_()

    with tab(browser, ship.address) as opened:
        page = opened.page
        page.route("**/v1/drafts/**", over)
        send(page, file)
        expect(page.locator("[data-is=count]")).to_contain_text("What arrived is safe")
        page.on("dialog", lambda dialog: dialog.accept())  # "leave this page?"
        page.reload()
        expect(page.locator(".offers")).to_contain_text(f"{file.name} was interrupted; 8.4 MB of 9.6 MB arrived.")
        line["up"] = True
        send(page, file)
        page.wait_for_url(MEETING)
        assert offsets == [0, PIECE]
        with ship.client as client:
            gone = client.delete(f"/v1{page.url[page.url.index('/meetings') :]}")
            assert gone.status_code == 204


def test_what_is_no_meeting_is_refused_with_what_to_do(ship: Running, browser: Browser, tmp_path: Path) -> None:
    bad = tmp_path / "holiday.mp3"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)
    with tab(browser, ship.address) as opened:
        page = opened.page
        send(page, bad)
        said = page.locator("p.problem")
        expect(said).to_be_visible()
        assert said.inner_text().endswith(".")
        assert len(said.inner_text().split()) > 5
        expect(page.get_by_role("button", name="Coach me")).to_be_visible()
        assert not MEETING.search(page.url), "another file can be chosen at once"
