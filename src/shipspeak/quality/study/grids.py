"""What `./ship sampling choose` tries."""

from collections.abc import Mapping
from typing import Final

GRID: Final[Mapping[str, tuple[float, ...]]] = {
    "drawn_share": (0.6, 0.72, 0.85),
    "first_share": (0.1, 0.2, 0.3),
    "edge": (8_000, 15_000),
    "asked": (4_500, 6_000),
    "answered": (6_500, 8_000),
    "spread": (0.1, 0.5),
    "sliver": (200, 400),
    "enough": (0.25, 0.3),
    "start": (0.24, 0.3, 0.4),
    "cap": (0.40,),
}
"""What is tried; `start` and `cap` are the ladder of the default preset. This machine writes alone for nothing, so cost
has no say there, and the cap stays where decision 32 put it."""
WORDS_GRID: Final[Mapping[str, tuple[float, ...]]] = {
    "drawn_share": (0.66, 0.7, 0.72),
    "first_share": (0.05, 0.1),
    "edge": (5_000, 8_000),
    "asked": (4_500, 6_000),
    "answered": (6_500, 8_000),
    "spread": (0.1, 0.2),
    "sliver": (100, 200),
    "unsaid": (0.05, 0.1),
    "enough": (0.25, 0.3),
    "start": (0.235, 0.238),
    "cap": (0.29,),
}
"""The same where a cheap pass first wrote down what the person said and what touches it."""
