"""How many voices there are, and how each sounds: from the embeddings of local voices to one centroid a person.

Method and figures: docs/decisions/0004-who-speaks-when.md.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from shipspeak.speech.hearing.embeddings import unit

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Recipe:
    """Distances are 1 - cosine; times are in frames of 20 ms."""

    cut: float
    """Average-linkage distance at which clusters stay apart."""
    merge: float | None
    """Centroids with at least this cosine are one person who was split; None: never."""
    least_unit: int
    """Shorter local voices do not found clusters."""
    least_voice: int
    """A cluster with less speech is nobody."""


LONG = Recipe(cut=0.55, merge=0.65, least_unit=40, least_voice=400)
"""For whole local voices. Cuts of .5, .55 and .6 find the same people on all eight tuning meetings; merging from .5 on,
which earlier measurements recommended, takes two of three alike voices for one. A person must speak 8 s."""
SHORT = Recipe(cut=0.6, merge=None, least_unit=40, least_voice=100)
"""For pieces of two seconds, under five minutes: right in .90 of real 30-s clips against .87 from whole local voices
and .84 for "one person" (four clips of AMI: little evidence)."""
NARROW = Recipe(cut=0.5, merge=0.65, least_unit=40, least_voice=400)
"""Through a telephone voices are more alike (one real clip)."""

_PASSES = 3
_MOST_UNITS = 4_000
"""Units that found clusters: the distance matrix then takes 64 MB; longer meetings use an even share of theirs."""


def centroids(embeddings: Floats, frames: npt.NDArray[np.intp], recipe: Recipe, people: int | None) -> Floats:
    """Shape (voices, 192), each of length 1, from unit embeddings (n, 192) that stand for `frames` (n,) each.
    `people` fixes the number of voices where there is evidence for so many. n = 0 yields no voice.
    """
    founding = frames >= recipe.least_unit
    if founding.sum() < 2:
        founding = frames > 0
    points, weights = embeddings[founding], frames[founding].astype(np.float32)
    if len(points) < 2:
        return points
    step = -(-len(points) // _MOST_UNITS)
    labels = _clusters(points[::step], weights[::step], recipe, people)
    sums = _sums(points[::step], weights[::step], labels, labels.max() + 1)
    found = _merged(sums, recipe.merge, people)
    for _ in range(_PASSES):
        nearest = (points @ found.T).argmax(axis=1)
        updated = _sums(points, weights, nearest, len(found))
        found = unit(np.where(updated.any(axis=1, keepdims=True), updated, found))
    return found


def _clusters(points: Floats, weights: Floats, recipe: Recipe, people: int | None) -> Labels:
    """Cluster of each point; -1 for those whose cluster speaks too little."""
    from scipy.cluster.hierarchy import fcluster, linkage  # noqa: PLC0415 -- heavy: only where used

    tree = linkage(points.astype(np.float64), "average", metric="cosine")
    if people is None:
        labels = _heavy(fcluster(tree, recipe.cut, "distance"), weights, recipe.least_voice)
        return labels if labels.max() >= 0 else np.zeros(len(points), np.intp)
    # Outliers break off first: cut deeper until enough clusters are more than outliers.
    best = np.zeros(len(points), np.intp)
    for count in range(people, min(people + 40, len(points)) + 1):
        labels = _heavy(fcluster(tree, count, "maxclust"), weights, SHORT.least_voice)
        if labels.max() > best.max():
            best = labels
        if labels.max() + 1 >= people:
            break
    return best


def _heavy(labels: npt.NDArray[np.int32], weights: Floats, least: int) -> Labels:
    """Labels renumbered from 0; -1 where the cluster weighs less than `least` frames."""
    weight = np.bincount(labels, weights=weights)
    number = np.cumsum(weight >= least) - 1
    return np.where(weight[labels] >= least, number[labels], -1).astype(np.intp)


def _merged(sums: Floats, least: float | None, people: int | None) -> Floats:
    """The two nearest become one, again and again, until none are near or there are `people`. Sums keep the weight."""
    while len(sums) > 1:
        directions = unit(sums)
        cosines = directions @ directions.T - 2 * np.eye(len(sums), dtype=np.float32)
        left, right = divmod(int(cosines.argmax()), len(sums))
        enough = len(sums) <= people if people is not None else least is None or cosines[left, right] < least
        if enough:
            break
        sums = np.concatenate([np.delete(sums, (left, right), axis=0), sums[[left]] + sums[[right]]])
    return unit(sums)


def _sums(points: Floats, weights: Floats, labels: Labels, count: int) -> Floats:
    chosen = labels[None] == np.arange(count)[:, None]
    return np.asarray((chosen * weights) @ points, dtype=np.float32)
