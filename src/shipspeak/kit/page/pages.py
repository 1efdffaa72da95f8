"""One room's templates and static files, with everything a template may call."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from shipspeak.kit.page.assets import Asset, Shelf
from shipspeak.kit.page.dollars import money, money_about, money_at_most
from shipspeak.kit.page.formats import clock, day, exact_time, figure, lasting, moment, percent, plural
from shipspeak.kit.page.icons import icon
from shipspeak.kit.page.svg import at

_HERE = Path(__file__).parent

KIT_SHELF = Shelf("kit", _HERE / "static")


class Pages:
    """Templates of a room (`folder/templates`, then the kit's) and its static files (`folder/static`)."""

    def __init__(self, room: str, folder: Path) -> None:
        self.shelves: Mapping[str, Shelf] = {"kit": KIT_SHELF, room: Shelf(room, folder / "static")}
        """By room; the app answers /static/… from them."""
        self._environment = Environment(
            loader=FileSystemLoader([folder / "templates", _HERE / "templates"]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters |= {
            "clock": clock,
            "exact_time": exact_time,
            "lasting": lasting,
            "percent": percent,
            "figure": figure,
            "money": money,
            "money_about": money_about,
            "money_at_most": money_at_most,
            "day": day,
            "moment": moment,
            "at": at,
        }
        self._environment.globals |= {"icon": icon, "plural": plural, "static": self._url}

    def asset(self, path: str) -> Asset:
        """The asset of "kit/base.css". Raises KeyError for a file that is not there."""
        room, _, name = path.partition("/")
        return self.shelves[room][name]

    def render(self, template: str, **values: object) -> str:
        """A page. Everything is escaped; a name the template asks for and nobody gave is an error."""
        return self._environment.get_template(template).render(values)

    def _url(self, path: str) -> str:
        return self.asset(path).url
