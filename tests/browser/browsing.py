"""A person at a browser: Debian's chromium, driven by playwright, with an eye on everything that goes wrong unseen."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
GET_IT = "there is no chromium to look at the pages with; on Debian and Ubuntu: apt-get install chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = 1280, 320
LEAVES = "({width}) => document.documentElement.scrollWidth > width"


@dataclass
class Tab:
    """A page, and what a person does not see of it."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    """What the console said, and scripts that failed."""
    asked: list[str] = field(default_factory=list)
    """Addresses of every request."""

    @property
    def hosts(self) -> set[str]:
        return {urlsplit(address).netloc for address in self.asked if not address.startswith(("data:", "file:"))}

    @property
    def too_wide(self) -> bool:
        """Whether the page would scroll sideways."""
        size = self.page.viewport_size
        assert size is not None
        return bool(self.page.evaluate(LEAVES, size))

    def violations(self) -> str:
        """Of WCAG and good practice, by axe; "" when there are none. Everything that opens is opened first."""
        self.page.evaluate("document.querySelectorAll('details').forEach(box => { box.open = true; })")
        return str(Axe().run(self.page).generate_snapshot())

    def hears(self, clip: str) -> None:
        """The clip is really being played: its time moves."""
        expect(self.page.locator(f"#{clip}")).not_to_have_js_property("currentTime", 0)


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser; each `tab` in it knows nothing of the others."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def tab(browser: Browser, enter: str | None = None, *, width: int = WIDE, **options: Any) -> Iterator[Tab]:
    """A fresh profile with one page; `enter`: the address that lets it in. `options` as of playwright's new_context."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    context.set_default_timeout(10_000)
    opened = Tab(context.new_page())

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            opened.complaints.append(message.text)

    def wanted(request: Request) -> None:
        opened.asked.append(request.url)

    opened.page.on("console", said)
    opened.page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.page.on("request", wanted)
    if enter is not None:
        opened.page.goto(enter)
    yield opened
    context.close()
