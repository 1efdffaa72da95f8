"""Real meetings with human words, as the drift tests would see them: each estimate against its whole."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from shipspeak.coaching import Basis
from shipspeak.quality.drift import Point, point
from shipspeak.quality.study.figures import FROM_WORDS, Person
from shipspeak.quality.study.folder import find, read
from shipspeak.quality.study.heard import as_it_was
from shipspeak.quality.study.meeting import Corpus
from shipspeak.sampling import Preset, choose, configuration

LEAST = 0.1
"""Share of all talk of whoever may be the coached person."""
PRESETS = (Preset.COST, Preset.BALANCED, Preset.QUALITY)

Key = tuple[Corpus, Preset, str]


def points(folder: Path, version: str, seeds: int) -> Mapping[Key, Sequence[Point]]:
    """By corpus, preset and metric: one for each person of the meetings that figures may be tuned on, and seed."""
    together: dict[Key, list[Point]] = defaultdict(list)
    with ProcessPoolExecutor(2) as pool:
        for found in pool.map(partial(_of, version=version, seeds=seeds), find(folder, tuning=True)):
            for key, point in found:
                together[key].append(point)
    return dict(sorted(together.items()))


def _of(path: Path, version: str, seeds: int) -> list[tuple[Key, Point]]:
    meeting = read(path)
    heard = as_it_was(meeting)
    found = []
    for who in meeting.participants(LEAST):
        person = Person(heard, who)
        whole = person.whole()
        for preset in PRESETS:
            for seed in range(seeds):
                plan = choose(
                    duration=heard.duration,
                    turns=heard.turns,
                    focal=who,
                    cues=(),
                    preset=preset,
                    seed=seed,
                    configuration=configuration(version),
                )
                figures = person.read(plan, plan.spans)
                for metric in FROM_WORDS:
                    one, truth = figures[metric], whole[metric].value
                    if one.basis is Basis.ESTIMATE and truth is not None:
                        assert one.value is not None
                        assert one.low is not None
                        assert one.high is not None
                        found.append(((meeting.corpus, preset, metric), point(one.value, one.low, one.high, truth)))
    return found
