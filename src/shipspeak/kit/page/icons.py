"""Icons as inline SVG, drawn for ShipSpeak on a 20 x 20 grid; colour and size come from the text around them."""

from markupsafe import Markup

_PATHS = {
    "play": '<path d="M6 4.2v11.6a.6.6 0 0 0 .9.5l9.3-5.8a.6.6 0 0 0 0-1L6.9 3.7a.6.6 0 0 0-.9.5z"/>',
    "pause": '<path d="M5.5 4h3v12h-3zM11.5 4h3v12h-3z"/>',
    "back": ('<path d="M10 4.5V1.8L5.3 5.5 10 9.2V6.5a4.6 4.6 0 1 1-4.5 5.6h-2A6.6 6.6 0 1 0 10 4.5z"/>'),
    "forward": ('<path d="M10 4.5V1.8l4.7 3.7L10 9.2V6.5a4.6 4.6 0 1 0 4.5 5.6h2A6.6 6.6 0 1 1 10 4.5z"/>'),
    "previous": (
        '<path d="M4 4h2.2v12H4zM16 4.6v10.8a.5.5 0 0 1-.8.4L7.6 10.4a.5.5 0 0 1 0-.8l7.6-5.4a.5.5 0 0 1 .8.4z"/>'
    ),
    "next": (
        '<path d="M13.8 4H16v12h-2.2zM4 4.6v10.8a.5.5 0 0 0 .8.4l7.6-5.4a.5.5 0 0 0 0-.8L4.8 4.2a.5.5 0 0 0-.8.4z"/>'
    ),
    "strength": '<path d="M10 2.5 17.5 10 10 17.5 2.5 10z"/>',
    "change": '<path d="M10 3.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 1 1 0-13z"/>',
    "upload": '<path d="M10 2.5 15 8h-3.6v5.5H8.6V8H5zM3 15h14v2.2H3z"/>',
    "lock": '<path d="M6 8V6a4 4 0 1 1 8 0v2h1.5v9h-11V8zm2 0h4V6a2 2 0 1 0-4 0z"/>',
    "warning": '<path fill-rule="evenodd" d="M10 2 19 17.5H1zM9 7.5v5h2v-5zm0 6.2v2h2v-2z"/>',
    "info": '<path fill-rule="evenodd" d="M10 2a8 8 0 1 1 0 16 8 8 0 0 1 0-16zM9 8.8v5.7h2V8.8zM9 5.4v2.1h2V5.4z"/>',
    "done": '<path d="m4 10.5 1.5-1.6 3 2.8 6-6.2L16 7l-7.5 8z"/>',
}


def icon(name: str) -> Markup:
    """An icon for the eye only: the words beside it (or the button's label) carry the meaning."""
    return Markup(
        '<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">{}</svg>'
    ).format(Markup(_PATHS[name]))  # noqa: S704 -- our own constant paths
