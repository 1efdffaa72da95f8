"""The pages as a person meets them: one service, one browser, one short meeting."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from shipspeak.coaching.report import page as written
from tests.browser.browsing import CHROMIUM, GET_IT, NARROW, WIDE, Tab, chromium, tab
from tests.coaching.hostile_names import NAMES, report_of
from tests.story.running import WEIGHTS, Running, recording, running

pytestmark = [
    pytest.mark.engine,
    pytest.mark.timeout(200),
    pytest.mark.skipif(CHROMIUM is None, reason=GET_IT),
    pytest.mark.skipif(not WEIGHTS.exists(), reason="speech weights are not set up; ./ship up fetches them"),
]

SECONDS = 330
"""Enough for a card, little enough for the patience of whoever runs the tests."""
SPOKEN = b"WEBVTT\n\n00:00.000 --> 00:20.000\nAna: I recommend that we ship on the ninth, because errors fell to two.\n"


@pytest.fixture(scope="module")
def ship(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("browser", numbered=True) / "home"
    home.mkdir(mode=0o711)
    # Twelve minutes of sample meeting would take both cores; these tests bring their own meeting.
    (home / "sample.taken").touch()
    with running(home) as ship:
        yield ship


@pytest.fixture(scope="module")
def browser(ship: Running) -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def watched(ship: Running, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    """A person who dropped a recording, saw it being heard, and has the report before them."""
    with tab(browser, ship.address) as tab_:
        page = tab_.page
        page.get_by_label("How much to write down").select_option("balanced")
        page.set_input_files("input[type=file]", recording(tmp_path_factory.mktemp("talk"), SECONDS))
        if not re.search(r"/meetings/", page.url):
            page.get_by_role("button", name="Coach me").click(no_wait_after=True)
        page.wait_for_url(re.compile(r"/meetings/[0-9a-f-]{36}$"))
        expect(page.locator("ol.stages")).to_be_visible()
        # It moves by itself: a stage is under way, then the report stands there; nobody reloads.
        expect(page.locator("ol.stages li.now, ol.stages li.done").first).to_be_visible(timeout=30_000)
        expect(page.get_by_role("heading", name="Your numbers")).to_be_visible(timeout=60_000)
        yield tab_


@pytest.fixture
def meeting(watched: Tab) -> str:
    return watched.page.url.rpartition("/")[2].partition("#")[0]


def test_a_dropped_recording_becomes_a_report_while_one_watches(watched: Tab) -> None:
    expect(watched.page.get_by_role("heading", level=1)).to_have_text("weekly-review")
    expect(watched.page.get_by_role("group", name="Who spoke when")).to_be_visible()
    expect(watched.page.get_by_text("0 s of audio")).to_be_visible()


def test_a_clip_plays_from_the_bar_and_by_a_key(watched: Tab) -> None:
    link = watched.page.locator("a.play:visible").first
    link.click()
    clip = str(link.get_attribute("href")).removeprefix("#")
    watched.hears(clip)
    expect(watched.page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
    watched.page.locator("h1").click()
    watched.page.keyboard.press("k")
    expect(watched.page.locator(f"#{clip}")).to_have_js_property("paused", True)  # noqa: FBT003 -- playwright's order


def test_space_presses_the_play_button_that_has_the_focus(watched: Tab) -> None:
    link = watched.page.locator("a.play:visible").nth(1)
    link.focus()
    watched.page.keyboard.press("Space")
    watched.hears(str(link.get_attribute("href")).removeprefix("#"))
    expect(link).to_have_class(re.compile("playing"))
    watched.page.keyboard.press("Space")
    expect(link).not_to_have_class(re.compile("playing"))


def test_this_voice_is_me_changes_the_report(watched: Tab) -> None:
    page = watched.page
    focal = page.locator(".lanes .names li", has_text="(you)")
    before = focal.inner_text()
    page.get_by_text("Say which voice is you").click()
    page.get_by_role("radio", name="Speaker 4").check()  # of whom there is something to show
    page.get_by_role("button", name="This is me").click()
    expect(focal).not_to_have_text(before, timeout=30_000)
    expect(page.locator(".voice input:checked")).to_have_count(1)


def test_a_stretch_is_pointed_at_priced_and_written_down_where_one_reads(watched: Tab) -> None:
    page = watched.page
    tile = page.locator("a.tile").nth(2)
    row = page.locator(str(tile.get_attribute("href")))
    tile.focus()
    expect(tile.locator(".tip")).to_be_visible()
    page.keyboard.press("Enter")
    expect(row).to_be_visible()
    expect(row.locator(".price")).to_have_text(re.compile(r"\d+ s more, in about \d+ s"))
    row.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".remade")).to_contain_text("still the earlier report")
    page.evaluate("window.here = true")
    expect(page.locator("#told")).to_have_text("The report has grown.", timeout=30_000)
    expect(row).to_contain_text("all of it")
    expect(row).to_be_in_viewport()
    expect(page.locator(".lead")).to_contain_text("what you asked for")
    assert page.evaluate("window.here")


def test_what_was_chosen_and_why_opens(watched: Tab) -> None:
    page = watched.page
    page.get_by_text("What was chosen, and why").first.click()
    for said in ("Your turns", "Random check", "Nothing was written down twice", "Hearing the whole meeting", "seed 1"):
        expect(page.locator("#plan")).to_contain_text(said)


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_it_reads_well_on_every_screen(ship: Running, browser: Browser, meeting: str, width: int, colours: str) -> None:
    base = ship.address.partition("/enter/")[0]
    with tab(browser, ship.address, width=width, color_scheme=colours) as one:
        for path in ("/", f"/meetings/{meeting}", "/sampling", "/meetings/00000000-0000-4000-8000-000000000000"):
            one.page.goto(base + path)
            assert one.violations() == "", path
            assert not one.too_wide, path


def test_everything_is_there_with_scripts_off(ship: Running, browser: Browser, meeting: str) -> None:
    base = ship.address.partition("/enter/")[0]
    with tab(browser, ship.address, java_script_enabled=False) as plain:
        page = plain.page
        expect(page.locator("form#upload input[type=file]")).to_be_visible()
        page.goto(f"{base}/meetings/{meeting}")
        expect(page.get_by_role("heading", name="Your numbers")).to_be_visible()
        expect(page.locator("audio[controls]").first).to_be_visible()
        assert not plain.too_wide
        page.get_by_text("Write down more").click()
        row = page.locator(".stretches li", has=page.get_by_role("button")).first
        begins = row.locator(".clock").inner_text()
        row.get_by_role("button").click()
        expect(page.locator(".stretches li", has_text=begins)).to_contain_text("you asked", timeout=30_000)


def test_a_stretch_of_ones_own_is_told_by_the_keyboard_alone(ship: Running, browser: Browser, meeting: str) -> None:
    base = ship.address.partition("/enter/")[0]
    with tab(browser, ship.address, width=NARROW, java_script_enabled=False) as plain:
        page = plain.page
        page.goto(f"{base}/meetings/{meeting}")
        page.get_by_text("Write down more").click()
        page.get_by_label("From, minutes").focus()
        for value in ("1", "30", "1", "40"):
            page.keyboard.press("ControlOrMeta+a")
            page.keyboard.type(value)
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile("#stretches$"))
        ship.wait(meeting)
        with ship.client as client:
            assert {"start": 90_000, "end": 100_000} in client.get(f"/v1/meetings/{meeting}").json()["asked"]


def test_the_one_file_needs_nobody(ship: Running, browser: Browser, meeting: str, tmp_path: Path) -> None:
    with ship.client as client:
        answer = client.get(f"/v1/meetings/{meeting}/report", params={"format": "html"})
    path = tmp_path / "report.html"
    path.write_bytes(answer.content)
    with tab(browser, path.as_uri()) as one:
        link = one.page.locator("a.play:visible").first
        link.click()
        one.hears(str(link.get_attribute("href")).removeprefix("#"))
        assert one.violations() == ""
        assert one.complaints == []
        assert {address for address in one.asked if not address.startswith("data:")} == {path.as_uri()}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_no_name_runs_or_breaks_the_one_file(browser: Browser, tmp_path: Path, name: str) -> None:
    path = tmp_path / "report.html"
    path.write_text(written(report_of(name), {}, self_contained=True))
    with tab(browser, path.as_uri(), width=NARROW) as one:
        harmless(one)
        assert one.complaints == []


def test_no_name_runs_or_breaks_a_page_of_the_service(ship: Running, browser: Browser) -> None:
    base = ship.address.partition("/enter/")[0]
    met = []
    for which in ("script", "attribute", "override", "controls", "long", "emoji"):
        name = NAMES[which].replace("\x00", "")  # with it, it is no text, and refused at the door
        speaker = " ".join(name.split())[:300].replace("--", "")
        said = (
            f"WEBVTT\n\n00:00.000 --> 00:20.000\n<v {speaker}>I recommend that we ship, because errors fell to two.\n"
        )
        meeting = ship.upload(("x.vtt", said.encode()), title=name)
        assert ship.wait(meeting)["state"] == "ready"
        with ship.client as client:
            client.patch(f"/v1/meetings/{meeting}", json={"names": {"S1": name[:80]}})
        assert ship.wait(meeting)["state"] == "ready"
        met.append(meeting)
    with tab(browser, ship.address, width=NARROW) as one:
        for path in ("/", *(f"/meetings/{meeting}" for meeting in met)):
            one.page.goto(base + path)
            harmless(one)
        assert one.complaints == []
    with ship.client as client:
        for meeting in met:
            client.delete(f"/v1/meetings/{meeting}")


def harmless(one: Tab) -> None:
    """Nothing of theirs runs, wherever the pointer goes, and the page is as wide as the screen."""
    one.page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
    one.page.evaluate(
        "document.querySelectorAll('*').forEach(one => ['mouseover', 'focus', 'error', 'load'].forEach("
        "kind => one.dispatchEvent(new Event(kind))))"
    )
    assert one.page.evaluate("window.ran") is None
    assert not one.too_wide


def test_a_deleted_meeting_is_gone_from_the_list(ship: Running, browser: Browser) -> None:
    meeting = ship.upload(("gone.vtt", SPOKEN), title="Gone tomorrow")
    ship.wait(meeting)
    with tab(browser, ship.address) as one:
        one.page.get_by_role("link", name="Gone tomorrow").click()
        delete(one.page)
        expect(one.page.get_by_role("link", name="Gone tomorrow")).to_have_count(0)
        expect(one.page.get_by_role("status").get_by_text("The meeting is deleted")).to_be_visible()
        assert one.page.goto(f"{ship.address.partition('/enter/')[0]}/meetings/{meeting}").status == 404  # type: ignore[union-attr]


def test_an_open_page_of_a_deleted_meeting_says_so(ship: Running, browser: Browser, tmp_path: Path) -> None:
    told = ship.upload(("told.vtt", SPOKEN))
    ship.wait(told)
    heard = ship.upload(("heard.wav", recording(tmp_path, 100).read_bytes()))
    base = ship.address.partition("/enter/")[0]
    with tab(browser, ship.address) as one, tab(browser, ship.address) as other, ship.client as client:
        one.page.goto(f"{base}/meetings/{told}")
        other.page.goto(f"{base}/meetings/{heard}")
        expect(other.page.locator("ol.stages")).to_be_visible()
        for meeting in (told, heard):
            assert client.delete(f"/v1/meetings/{meeting}").status_code == 204
        expect(other.page.get_by_text("It may have been deleted")).to_be_visible()
        # A finished report asks when it is looked at again.
        one.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(one.page.get_by_text("It may have been deleted")).to_be_visible()


def test_an_open_report_follows_within_a_minute_when_it_is_made_again(ship: Running, browser: Browser) -> None:
    told = ship.upload(("told.vtt", SPOKEN), title="As it was")
    ship.wait(told)
    with tab(browser, ship.address) as one, ship.client as client:
        one.page.clock.install()
        one.page.goto(f"{ship.address.partition('/enter/')[0]}/meetings/{told}")
        expect(one.page.get_by_role("heading", name="As it was")).to_be_visible()
        assert client.patch(f"/v1/meetings/{told}", json={"title": "As it is now"}).status_code == 202
        ship.wait(told)
        one.page.clock.run_for(61_000)
        expect(one.page.get_by_role("heading", name="As it is now")).to_be_visible()


def test_nothing_offers_to_play_a_meeting_without_sound(ship: Running, browser: Browser) -> None:
    meeting = ship.upload(("told.vtt", SPOKEN))
    ship.wait(meeting)
    with tab(browser, ship.address) as one:
        one.page.goto(f"{ship.address.partition('/enter/')[0]}/meetings/{meeting}")
        expect(one.page.get_by_role("link", name="One file", exact=True)).to_be_visible()
        expect(one.page.locator("audio, a.play, #player")).to_have_count(0)
        assert one.complaints == []


def test_the_list_follows_and_says_when_nobody_answers(ship: Running, browser: Browser, tmp_path: Path) -> None:
    meeting = ship.upload(("weekly-review.wav", recording(tmp_path, 100).read_bytes()), title="Followed")
    with tab(browser, ship.address) as one:
        page = one.page
        line = page.locator(".meetings li", has_text="Followed")
        expect(line.locator("[data-busy]")).to_be_visible()
        page.route("**/meetings", lambda route: route.abort())
        expect(page.get_by_text("ShipSpeak does not answer.")).to_be_visible()
        page.unroute("**/meetings")
        expect(line).to_contain_text("Report ready", timeout=60_000)
        expect(page.get_by_text("ShipSpeak does not answer.")).to_be_hidden()
    ship.wait(meeting)


def test_the_browser_had_nothing_to_complain_of(ship: Running, watched: Tab) -> None:
    assert watched.complaints == []
    assert watched.hosts == {ship.address.partition("//")[2].partition("/")[0]}


def delete(page: Page) -> None:
    page.get_by_text("Delete this meeting").click()
    page.get_by_role("button", name="Delete it for ever").click()
