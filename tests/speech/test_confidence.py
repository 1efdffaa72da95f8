"""How sure, in words."""

import numpy as np
import pytest

from shipspeak.base import Span, Turn
from shipspeak.speech.confidence import confidence, given, in_doubt
from shipspeak.speech.model import DecidedBy, Sureness

HALF_HOUR = 1_800_000


def margins(small: float) -> np.ndarray:
    """A thousand frames, that share of them with a margin below 0.1."""
    return np.where(np.arange(1000) < 1000 * small, 0.05, 0.5).astype(np.float32)


@pytest.mark.parametrize(
    ("small", "sureness"),
    [(0.0, Sureness.SURE), (0.049, Sureness.SURE), (0.05, Sureness.TENTATIVE), (0.12, Sureness.UNSURE)],
)
def test_the_share_of_small_margins_decides(small: float, sureness: Sureness) -> None:
    found = confidence(margins(small), 4, HALF_HOUR)
    assert found.sureness is sureness
    assert found.unsure_share == pytest.approx(small)


def test_it_says_in_how_much_of_the_speech_it_is_not_sure() -> None:
    found = confidence(margins(0.14), 4, HALF_HOUR)
    assert found.sentence.startswith("Not sure who spoke in 14 % of the speech.")
    assert "say how many" in found.sentence


def test_under_three_minutes_it_is_never_sure() -> None:
    assert confidence(margins(0.0), 2, 170_000).sureness is Sureness.TENTATIVE


def test_one_voice_has_no_margin_so_it_asks() -> None:
    found = confidence(np.zeros(1000, np.float32), 1, HALF_HOUR)
    assert found.sureness is Sureness.ONE_VOICE
    assert "Only one person?" in found.sentence


def test_it_does_not_ask_what_it_was_told() -> None:
    assert confidence(np.zeros(10, np.float32), 1, HALF_HOUR, people=1).sureness is Sureness.SURE


def test_it_says_when_fewer_voices_than_people_could_be_told_apart() -> None:
    found = confidence(margins(0.0), 3, HALF_HOUR, people=4)
    assert found.sureness is Sureness.UNSURE
    assert found.sentence == "You said 4 people, and 3 could be told apart."


def test_names_that_came_with_the_file_are_sure() -> None:
    assert given(DecidedBy.CAPTIONS).sureness is Sureness.SURE
    assert "track" in given(DecidedBy.TRACKS).sentence


@pytest.mark.parametrize(
    ("margins", "doubtful"),
    [((0.5, 0.5), False), ((0.1, 0.5), True), ((0.1, 0.1), True), ((None, None), False), ((0.2, 0.5), True)],
)
def test_words_are_in_doubt_where_half_of_them_stand_in_doubtful_turns(
    margins: tuple[float | None, float | None], *, doubtful: bool
) -> None:
    turns = [Turn(0, 1_000, "S1", margins[0]), Turn(1_000, 2_000, "S1", margins[1]), Turn(0, 2_000, "S2", 0.0)]
    assert in_doubt(turns, "S1", Span(0, 2_000)) is doubtful
    assert not in_doubt(turns, "S3", Span(0, 2_000))
