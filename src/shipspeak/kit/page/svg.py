"""A few lines for writing SVG on the server: attributes escaped, geometry short."""

from markupsafe import Markup, escape


def element(name: str, *children: str, **attributes: str | float | None) -> Markup:
    """One element. Attribute names: `_` stands for `-`, a trailing `_` is dropped (`class_`); None is left out.

    Children that are not Markup are escaped. Geometry goes into attributes: a strict content security policy
    refuses `style`.
    """
    pairs = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _short(value))
        for key, value in attributes.items()
        if value is not None
    )
    inner = Markup("").join(escape(child) for child in children)
    return Markup("<{0}{1}>{2}</{0}>").format(name, pairs, inner) if children else Markup("<{}{}/>").format(name, pairs)


def at(share: float) -> str:
    """A share 0…1 of the drawing's width as a percentage, so that nothing is stretched when the page narrows."""
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"


def _short(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
