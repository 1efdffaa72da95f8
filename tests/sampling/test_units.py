from shipspeak.base import Span, Turn
from shipspeak.sampling import DEFAULT
from shipspeak.sampling.units import blocks, cut, length, voiced


def test_it_closes_short_pauses_and_pads_but_buys_no_silence() -> None:
    turns = [Turn(1_000, 2_000, "S1"), Turn(2_600, 3_000, "S1"), Turn(4_000, 5_000, "S1")]
    assert voiced(turns, 5_100, DEFAULT) == (Span(800, 3_200), Span(3_800, 5_100))


def test_it_leaves_out_what_lies_beyond_the_recording() -> None:
    assert voiced([Turn(-500, 300, "S1"), Turn(9_000, 9_500, "S1")], 8_000, DEFAULT) == (Span(0, 500),)


def test_it_cuts_long_speech_into_like_parts_and_leaves_short_speech_whole() -> None:
    assert cut([Span(0, 22_000)], 15_000, ()) == [Span(0, 22_000)]
    assert [piece.length for piece in cut([Span(0, 60_000)], 15_000, ())] == [15_000] * 4


def test_it_cuts_where_a_turn_ends_if_one_does_nearby() -> None:
    assert cut([Span(0, 30_000)], 15_000, (13_000, 19_000)) == [Span(0, 13_000), Span(13_000, 30_000)]
    assert cut([Span(0, 30_000)], 15_000, (9_000, 19_000)) == [Span(0, 15_000), Span(15_000, 30_000)]


def test_it_packs_short_turns_into_blocks_of_about_one_unit() -> None:
    pieces = [Span(start, start + 2_000) for start in range(0, 400_000, 5_000)]
    packed = blocks(pieces, 15_000)
    assert [span for block in packed for span in block.spans] == pieces
    assert all(10_000 <= block.size <= 18_750 for block in packed[:-1])
    assert blocks([], 15_000) == []


def test_units_shrink_where_little_may_be_spent() -> None:
    assert length(900_000, DEFAULT) == DEFAULT.unit
    assert length(60_000, DEFAULT) == 6_000
    assert length(0, DEFAULT) == DEFAULT.unit_least
