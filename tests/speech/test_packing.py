"""What was chosen in blocks, and back to the meeting's clock."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from shipspeak.base import Span, intersect, total, union
from shipspeak.speech.writing.packing import LIMIT, PAD, SILENCE, Block, Piece, pack, within


def middle(span: Span) -> int:
    return (span.start + span.end) // 2


def test_it_fills_a_block_with_spans_in_time_order() -> None:
    blocks = pack([Span(10_000, 15_000), Span(60_000, 70_000)], 100_000, middle)
    assert blocks == (Block((Piece(Span(9_800, 15_200), 0), Piece(Span(59_800, 70_200), 5_400 + SILENCE))),)
    assert blocks[0].length == 5_400 + SILENCE + 10_400


def test_it_finds_the_meetings_time_again() -> None:
    block = Block((Piece(Span(9_800, 15_200), 0), Piece(Span(59_800, 70_200), 5_900)))
    assert block.place(100, 400) == Span(9_900, 10_200)
    assert block.place(5_900, 6_200) == Span(59_800, 60_100)
    assert block.place(5_100, 5_280) == Span(14_900, 15_080)
    assert block.place(5_300, 5_480) == Span(15_100, 15_200)


def test_it_knows_no_time_for_a_word_in_the_silence_between() -> None:
    block = Block((Piece(Span(9_800, 15_200), 0), Piece(Span(59_800, 70_200), 5_900)))
    assert block.place(5_500, 5_800) is None
    assert block.place(16_300, 16_600) is None


def test_it_cuts_what_is_too_long_where_it_is_told_to() -> None:
    searched: list[Span] = []

    def cut(span: Span) -> int:
        searched.append(span)
        return span.start + 1_000

    blocks = pack([Span(0, 60_000)], 60_000, cut)
    assert searched[0] == Span(LIMIT - 6_000, LIMIT)
    assert [piece.audio for block in blocks for piece in block.pieces][:2] == [Span(0, 23_000), Span(23_000, 46_000)]


def test_it_joins_neighbours_so_that_no_word_is_cut() -> None:
    blocks = pack([Span(0, 5_000), Span(5_100, 9_000)], 20_000, middle)
    assert blocks[0].pieces == (Piece(Span(0, 9_200), 0),)


def test_it_packs_nothing_into_nothing() -> None:
    assert pack([], 10_000, middle) == ()


SPANS = st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 90_000)), max_size=30)


@given(SPANS, st.integers(0, 10_000), st.integers(0, 99))
def test_it_holds_all_that_was_chosen_once_and_within_the_limit(
    chosen: list[tuple[int, int]], rest: int, taste: int
) -> None:
    clock, spans = 0, []
    for gap, length in chosen:
        spans.append(Span(clock + gap, clock + gap + length))
        clock += gap + length + 1
    duration = clock + rest
    blocks = pack(spans, duration, lambda span: span.start + span.length * taste // 100)
    pieces = [piece for block in blocks for piece in block.pieces]
    audio = [piece.audio for piece in pieces]
    assert all(block.length <= LIMIT for block in blocks)
    assert all(before.end <= after.start for before, after in pairwise(audio))
    assert intersect(union(audio), union(spans)) == union(spans)
    assert total(audio) <= total(spans) + 2 * PAD * len(spans)
    for block in blocks:
        for piece in block.pieces:
            at = piece.audio.length // 2
            found = block.place(piece.offset + at, piece.offset + at + 1)
            assert found is not None
            assert found.start == piece.audio.start + at


@given(SPANS, st.integers(0, 100_000))
def test_it_knows_what_lies_within(chosen: list[tuple[int, int]], moment: int) -> None:
    spans = union(Span(start, start + length) for start, length in chosen)
    assert within(moment, spans) == any(span.start <= moment < span.end for span in spans)
