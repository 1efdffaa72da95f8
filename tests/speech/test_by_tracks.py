"""A microphone each: whose voice it is, and whose it only overheard."""

import numpy as np
import numpy.typing as npt

from shipspeak.speech.hearing.by_tracks import Levels, activity

LOUD, BLEED, REST = -25.0, -43.0, -70.0


def levels(*rows: str) -> npt.NDArray[np.float32]:
    """A row for each track, a sign for each second: # own voice, . somebody else's, blank nothing."""
    of = {"#": LOUD, ".": BLEED, " ": REST}
    return np.array([[of[sign] for sign in row] for row in rows], np.float32).repeat(50, axis=1)


def seconds(active: npt.NDArray[np.bool_]) -> list[str]:
    return ["".join("#" if frame else " " for frame in track[25::50]) for track in active]


def test_what_a_microphone_overhears_is_not_its_owner() -> None:
    found = activity(levels("###...  ", "...###  "), np.ones(400, np.bool_))
    assert seconds(found) == ["###     ", "   ###  "]


def test_two_may_speak_at_once() -> None:
    assert seconds(activity(levels("###", ".##"), np.ones(150, np.bool_))) == ["###", " ##"]


def test_a_softer_microphone_counts_as_much() -> None:
    soft = levels("###...", "...###")
    soft[1] -= 20
    assert seconds(activity(soft, np.ones(300, np.bool_))) == ["###   ", "   ###"]


def test_a_microphone_nobody_spoke_into_has_no_voice() -> None:
    quiet = levels("######", "######")
    quiet[1] -= 40
    assert seconds(activity(quiet, np.ones(300, np.bool_))) == ["######", "      "]


def test_nobody_speaks_where_there_is_no_speech() -> None:
    assert not activity(levels("###", "..."), np.zeros(150, np.bool_)).any()


def test_levels_are_gathered_in_frames_and_the_mix_is_the_sum() -> None:
    gathered = Levels(2)
    block = np.stack([np.full(16_000, 1000), np.full(16_000, -500)]).astype(np.int16)
    assert (gathered.add(block) == 500).all()
    gathered.add(block[:, :100])
    assert gathered.all().shape == (2, 51)
    assert abs(gathered.all()[0, 0] - 20 * np.log10(1000 / 32768)) < 0.1
