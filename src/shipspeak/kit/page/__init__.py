"""Pages made on the server: templates, design system, icons, static files, content security policy.

A room with a face keeps `templates/` and `static/` in its folder and makes one `Pages` of it:
`PAGES = Pages("coaching", Path(__file__).parent)`; the app serves `Pages.shelves` under /static/.
"""

from shipspeak.kit.page.assets import Asset, Shelf
from shipspeak.kit.page.csp import SERVED_POLICY, sealed_policy
from shipspeak.kit.page.dollars import money, money_about, money_at_most
from shipspeak.kit.page.formats import clock, day, exact_time, figure, lasting, moment, percent, plural
from shipspeak.kit.page.icons import icon
from shipspeak.kit.page.pages import KIT_SHELF, Pages
from shipspeak.kit.page.svg import at, element

__all__ = [
    "KIT_SHELF",
    "SERVED_POLICY",
    "Asset",
    "Pages",
    "Shelf",
    "at",
    "clock",
    "day",
    "element",
    "exact_time",
    "figure",
    "icon",
    "lasting",
    "moment",
    "money",
    "money_about",
    "money_at_most",
    "percent",
    "plural",
    "sealed_policy",
]
