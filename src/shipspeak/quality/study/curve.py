"""What quality costs: figures kept and moments heard against the cost cut, as the ladder is raised and lowered.

On the meetings to tune on, so that a bar that is missed shows its trade without a look at those to report on. One small
file for each configuration, written by `./ship sampling curve`; the evaluation's page draws it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import resources
from itertools import product
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from shipspeak.base import Progress
from shipspeak.quality.study.choice import tried
from shipspeak.quality.study.outcome import Share
from shipspeak.quality.study.selectors import Selector
from shipspeak.quality.study.trial import Trial
from shipspeak.sampling import Configuration, Preset

FOLDER: Final = resources.files(__package__) / "traced"
SCALES: Final = (0.7, 0.85, 1.0, 1.2, 1.5)
"""Of the installed ladder."""


class Traced(msgspec.Struct, frozen=True, kw_only=True):
    """What one ladder reached."""

    selector: str
    start: Share
    cap: Share
    chosen: Annotated[bool, Meta(description="Whether this is the configuration's own.")]
    kept: Share
    kept_low: Annotated[Share, Meta(description="Lower 95 % bound, as for the people on whom it is judged.")]
    cut_p50: float
    cut_p90: float
    heard: Annotated[dict[str, float], Meta(description="Share of the marked moments, by kind.")]


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """Of one configuration."""

    configuration: str
    meetings: int
    points: list[Traced]


def curve(version: str) -> Curve | None:
    """Of that configuration; None where nobody traced it."""
    file = FOLDER / f"{version}.json"
    return msgspec.json.decode(file.read_bytes(), type=Curve) if file.is_file() else None


def trace(paths: Sequence[Path], configuration: Configuration, progress: Progress) -> Curve:
    """Both ways to choose on these meetings, one draw for each person; progress counts ladders."""
    work = list(product((False, True), SCALES))
    points = []
    for number, (words, scale) in enumerate(work):
        progress(number, len(work))
        points.append(_traced(tried(paths, laddered(configuration, scale, words=words), 1, words=words), scale, words))
    progress(len(work), len(work))
    return Curve(configuration=configuration.version, meetings=len(paths), points=points)


def laddered(configuration: Configuration, scale: float, *, words: bool) -> Configuration:
    """The same with the default preset's ladder times `scale` > 0, no share above one."""
    presets = configuration.given(words=words).presets
    ladder = tuple(_scaled(presets[Preset.BALANCED], scale))
    changed = {**presets, Preset.BALANCED: ladder}
    if words:
        return replace(configuration, with_words={**configuration.with_words, "presets": changed})
    return replace(configuration, presets=changed)


def as_json(found: Curve) -> bytes:
    return msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"


def _scaled(ladder: Sequence[float], scale: float) -> Iterator[float]:
    last = 0.0
    for share in ladder:
        if (scaled := min(1.0, round(share * scale, 3))) > last:
            yield scaled
        last = scaled


def _traced(trial: Trial, scale: float, words: bool) -> Traced:  # noqa: FBT001 -- private
    ladder = trial.configuration.given(words=words).presets[Preset.BALANCED]
    return Traced(
        selector=(Selector.CALIBRATED if words else Selector.OURS).value,
        start=ladder[0],
        cap=ladder[-1],
        chosen=scale == 1,
        kept=trial.kept,
        kept_low=trial.kept_low,
        cut_p50=trial.cut_p50,
        cut_p90=trial.cut_p90,
        heard={kind.value: share for kind, share in trial.heard.items()},
    )
