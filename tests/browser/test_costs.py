"""The cost page in a browser: it needs no server, only what is on it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from shipspeak.ai import Costs
from shipspeak.costs import views
from tests.browser.browsing import CHROMIUM, GET_IT, NARROW, WIDE, chromium, tab
from tests.costs.seen import NOTHING, busy

pytestmark = [
    pytest.mark.engine,
    pytest.mark.timeout(100),
    pytest.mark.skipif(CHROMIUM is None, reason=GET_IT),
]
LINK = re.compile(r'<link rel="stylesheet" href="/static/(\w+)/(\w+)\.\w+\.css">')


def style(link: re.Match[str]) -> str:
    return f"<style>{views.PAGES.asset(f'{link[1]}/{link[2]}.css').text}</style>"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("seen", [NOTHING, busy()], ids=["nothing", "much"])
def test_it_reads_well_on_every_screen(browser: Browser, seen: Costs, width: int, colours: str) -> None:
    html = LINK.sub(style, views.page(seen))
    with tab(browser, width=width, color_scheme=colours) as one:
        one.page.set_content(html)
        assert one.violations() == ""
        assert not one.too_wide
        for details in one.page.locator("details").all():
            details.evaluate("it => { it.open = true; }")
        cut = "cells => cells.filter(it => it.getBoundingClientRect().right > innerWidth).map(it => it.textContent)"
        assert one.page.locator("td, tbody th").evaluate_all(cut) == [], "no figure is out of sight"
