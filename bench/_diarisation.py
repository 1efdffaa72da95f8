"""How right "who speaks when" is: scores of turns against the truth, on frames of 10 ms. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

from shipspeak.base import Turn

FRAME = 10
COLLAR = 250
MARGINS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 2.0)
TALKERS = 20_000
"""Milliseconds of talk from which a person is looked at as the one to coach."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Scores:
    """Errors are shares of the true speech, of overlapping speech twice."""

    speech: int
    """Milliseconds of true speech."""

    error: float
    """Diarisation error: missed, false and given to the wrong person, overlaps included, no collar."""
    error_collar: float
    """The same without the 0.25 s around each true start and end."""
    confusion: float
    accuracy: float
    """Share of the frames in which one person speaks that get that person (frames without a turn take the nearest
    one's): what happens to a word.
    """
    people: int
    found: int
    focal: tuple[float, ...]
    """For each person with 20 s of talk: F1 of the words they would get when they confirm their best voice."""
    share_errors: tuple[float, ...]
    """For each person: percentage points between true and found talk share."""
    bins: npt.NDArray[np.float64]
    """Shape (2, 7): frames where one person speaks, and those given rightly, by the turn's margin (`MARGINS`)."""


def score(truth: Sequence[Turn], found: Sequence[Turn], duration: int) -> Scores:
    """`duration` in milliseconds. Voices are mapped to people so that most frames agree."""
    people, said = _frames(truth, duration)
    voices, heard = _frames(found, duration)
    both = said.astype(np.float32).T @ heard.astype(np.float32)
    rows, columns = linear_sum_assignment(-both)
    mapped = np.zeros_like(said)
    mapped[:, rows] = heard[:, columns]
    alone = said.sum(axis=1) == 1
    nearest, margin = _nearest(found, voices, len(said))
    person = np.full(len(voices) + 1, -1)
    person[columns] = rows
    given = person[nearest]
    right = given == said.argmax(axis=1)
    talk = said.sum(axis=0) * FRAME
    focal = [_f1(alone & said[:, p], alone & (given == p)) for p in range(len(people)) if talk[p] >= TALKERS]
    kept = ~_near_edges(truth, len(said))
    bins = np.stack([np.histogram(margin[mask], MARGINS)[0] for mask in (alone, alone & right)]).astype(np.float64)
    return Scores(
        speech=int(said.sum()) * FRAME,
        error=_error(said, heard, mapped)[0],
        error_collar=_error(said[kept], heard[kept], mapped[kept])[0],
        confusion=_error(said, heard, mapped)[1],
        accuracy=float(right[alone].mean()) if alone.any() else 1.0,
        people=len(people),
        found=len(voices),
        focal=tuple(focal),
        share_errors=tuple(100 * np.abs(_shares(said) - _shares(mapped, heard))),
        bins=bins,
    )


def _frames(turns: Sequence[Turn], duration: int) -> tuple[list[str], Flags]:
    names = sorted({turn.speaker for turn in turns})
    active = np.zeros((duration // FRAME + 1, len(names)), np.bool_)
    for turn in turns:
        active[turn.start // FRAME : turn.end // FRAME, names.index(turn.speaker)] = True
    return names, active


def _error(said: Flags, heard: Flags, mapped: Flags) -> tuple[float, float]:
    """(all errors, confusion alone)."""
    true, claimed, right = said.sum(axis=1), heard.sum(axis=1), (said & mapped).sum(axis=1)
    total = max(1, true.sum())
    return float((np.maximum(true, claimed) - right).sum() / total), float(
        (np.minimum(true, claimed) - right).sum() / total
    )


def _nearest(
    turns: Sequence[Turn], voices: list[str], count: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float64]]:
    """Voice and margin of the nearest turn for each frame; -1 where there is none at all."""
    voice, margin, distance = np.full(count, -1), np.zeros(count), np.full(count, 1 << 30)
    at = np.arange(count) * FRAME
    for turn in turns:
        low, high = max(0, turn.start // FRAME - 3000), min(count, turn.end // FRAME + 3000)
        away = np.maximum(np.maximum(turn.start - at[low:high], at[low:high] - turn.end), 0)
        nearer = away < distance[low:high]
        distance[low:high][nearer] = away[nearer]
        voice[low:high][nearer] = voices.index(turn.speaker)
        margin[low:high][nearer] = turn.margin if turn.margin is not None else 1.0
    return voice, margin


def _near_edges(turns: Sequence[Turn], count: int) -> Flags:
    near = np.zeros(count, np.bool_)
    for edge in {edge for turn in turns for edge in (turn.start, turn.end)}:
        near[max(0, (edge - COLLAR) // FRAME) : (edge + COLLAR) // FRAME] = True
    return near


def _f1(true: Flags, given: Flags) -> float:
    return float(2 * (true & given).sum() / max(1, true.sum() + given.sum()))


def _shares(active: Flags, of: Flags | None = None) -> npt.NDArray[np.float64]:
    return np.asarray(active.sum(axis=0) / max(1, (active if of is None else of).sum()))
