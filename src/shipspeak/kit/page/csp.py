"""Content security policies: what a page may load. No page carries an inline script without its hash."""

import base64
import hashlib
from collections.abc import Iterable

SERVED_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Header for every page the server sends. blob: a file that a person chose, whose length the browser tells."""


def sealed_policy(styles: Iterable[str], scripts: Iterable[str]) -> str:
    """Policy for one self-contained file: only these exact style sheets and scripts, clips as data: URIs,
    and no connection to anywhere (CSP level 3, hash sources). Takes the text between the tags.
    """
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["style-src", *map(_hash, styles)]),
            " ".join(["script-src", *map(_hash, scripts)]),
            "media-src data:",
            "img-src data:",
            "form-action 'none'",
            "base-uri 'none'",
        ]
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
