"""Who said each word, and where passages end."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from shipspeak.base import Span, Turn, union
from shipspeak.speech import (
    Census,
    Confidence,
    DecidedBy,
    Engine,
    Features,
    Sureness,
    Voice,
    Word,
    attribute,
    transcribed,
)
from shipspeak.speech.passages import passages_of


def census(*turns: Turn) -> Census:
    ordered = tuple(sorted(turns))
    ids = dict.fromkeys(turn.speaker for turn in ordered)
    return Census(
        duration=max((turn.end for turn in ordered), default=0),
        decided_by=DecidedBy.VOICES,
        voices=tuple(Voice(id, None, 0, ()) for id in ids),
        turns=ordered,
        speech=union(turn.span for turn in ordered),
        overlaps=(),
        confidence=Confidence(Sureness.SURE, 0.0, "Sure."),
        features=Features(100, (), ()),
    )


def words(*said: tuple[int, str]) -> tuple[Word, ...]:
    return tuple(Word(start, start + 300, text) for start, text in said)


def shown(*args: object) -> list[tuple[str, str]]:
    return [(passage.speaker, passage.text) for passage in attribute(*args)]  # type: ignore[arg-type]


ALL = (Span(0, 60_000),)
heard_by = Engine("tiny.en", "1", "")


def test_it_gives_a_word_to_the_turn_that_it_overlaps_most() -> None:
    heard = census(Turn(0, 1000, "S1"), Turn(1000, 3000, "S2"))
    assert shown(words((0, "Ship"), (300, "it."), (900, "Why"), (1300, "now?")), heard, ALL) == [
        ("S1", "Ship it."),
        ("S2", "Why now?"),
    ]


def test_it_leaves_the_floor_to_whoever_has_it_when_two_speak_at_once() -> None:
    heard = census(Turn(0, 5000, "S1"), Turn(1000, 2000, "S2"))
    assert shown(words((600, "we"), (1200, "ship"), (1600, "it")), heard, ALL) == [("S1", "we ship it")]


def test_it_gives_a_word_between_turns_to_the_nearest() -> None:
    heard = census(Turn(0, 1000, "S1"), Turn(9000, 12_000, "S2"))
    assert shown(words((1200, "yes."), (8300, "No."), (4500, "Hm.")), heard, ALL)[0] == ("S1", "yes.")
    assert shown(words((8300, "No.")), heard, ALL) == [("S2", "No.")]


def test_it_gives_a_word_far_from_all_turns_to_the_speaker_before() -> None:
    heard = census(Turn(0, 1000, "S1"), Turn(20_000, 22_000, "S2"))
    assert shown(words((500, "Yes."), (9_000, "Hm.")), heard, ALL) == [("S1", "Yes."), ("S1", "Hm.")]


def test_it_does_not_let_one_word_flip_inside_a_sentence() -> None:
    heard = census(Turn(0, 1000, "S1"), Turn(1000, 1300, "S2"), Turn(1300, 4000, "S1"))
    assert shown(words((600, "we"), (1000, "ship"), (1300, "it.")), heard, ALL) == [("S1", "we ship it.")]


def test_it_keeps_an_interjection_that_is_a_sentence_or_stands_apart() -> None:
    heard = census(Turn(0, 1000, "S1"), Turn(1000, 1300, "S2"), Turn(1300, 4000, "S1"))
    said = words((600, "ship."), (1000, "Right."), (1300, "And"))
    assert [speaker for speaker, _ in shown(said, heard, ALL)] == ["S1", "S2", "S1"]
    heard = census(Turn(0, 1000, "S1"), Turn(1500, 1800, "S2"), Turn(2300, 4000, "S1"))
    said = words((600, "we"), (1500, "mhm"), (2300, "ship"))
    assert [speaker for speaker, _ in shown(said, heard, ALL)] == ["S1", "S2", "S1"]


def test_it_ends_a_passage_at_pauses_and_where_listening_ended() -> None:
    heard = census(Turn(0, 60_000, "S1"))
    said = words((0, "one"), (400, "two"), (2_000, "three"), (10_100, "four"))
    assert [text for _, text in shown(said, heard, (Span(0, 5_000), Span(10_000, 15_000)))] == [
        "one two",
        "three",
        "four",
    ]
    close = words((4_800, "one"), (5_200, "two"))
    assert len(attribute(close, heard, (Span(0, 5_100), Span(5_150, 9_000)))) == 2


def test_it_ends_a_long_passage_with_its_sentence() -> None:
    said = [Word(at * 300, at * 300 + 290, "end." if at in {9, 29, 35} else "word") for at in range(40)]
    assert [len(passage.words) for passage in passages_of([("S1", word) for word in said])] == [30, 10]


def test_it_has_nothing_to_say_without_words_or_voices() -> None:
    assert attribute((), census(Turn(0, 1000, "S1")), ALL) == ()
    assert attribute(words((0, "hm")), census(), ALL) == ()


SPANS = st.tuples(st.integers(0, 50_000), st.integers(1, 9_000))


@given(
    st.lists(st.tuples(SPANS, st.sampled_from(["S1", "S2", "S3"])), min_size=1, max_size=12),
    st.lists(st.tuples(SPANS, st.sampled_from(["a", "b.", "c?"])), max_size=40),
    st.lists(SPANS, max_size=5),
)
def test_it_loses_no_word_and_keeps_the_order(
    turns: list[tuple[tuple[int, int], str]],
    said: list[tuple[tuple[int, int], str]],
    covered: list[tuple[int, int]],
) -> None:
    heard = census(*(Turn(start, start + length, who) for (start, length), who in turns))
    clock, spoken = 0, []
    for (gap, length), text in said:
        start = clock + gap % 3_000
        clock = start + length % 900
        spoken.append(Word(start, clock, text))
    spans = union(Span(start, start + length) for start, length in covered)
    passages = attribute(tuple(spoken), heard, spans)
    assert [word for passage in passages for word in passage.words] == spoken
    assert [passage.id for passage in passages] == [f"p{number}" for number in range(1, len(passages) + 1)]
    assert all(passage.speaker in {"S1", "S2", "S3"} for passage in passages)
    assert all(before.start <= after.start for before, after in pairwise(passages))
    for passage in passages:
        assert all(after.start - before.end <= 1_200 for before, after in pairwise(passage.words))
        edges = {edge for span in spans for edge in (span.start, span.end)}
        assert not any(
            before.start < edge <= after.start for before, after in pairwise(passage.words) for edge in edges
        )


def test_talk_without_a_word_is_not_written_down() -> None:
    heard = census(Turn(0, 20_000, "S1"), Turn(22_000, 24_000, "S2"))
    said = words(*((at, "on") for at in (*range(0, 6_000, 400), *range(16_000, 20_000, 400), 22_500)))
    written = transcribed(said, heard, (Span(0, 24_000),), heard_by)
    assert written.covered == (Span(0, 6_200), Span(15_700, 24_000))
    assert [passage.speaker for passage in written.passages] == ["S1", "S1", "S2"]


def test_silence_and_a_pause_are_written_down() -> None:
    heard = census(Turn(0, 5_000, "S1"), Turn(40_000, 45_000, "S1"))
    said = words(*((at, "on") for at in (0, 400, 3_000, 3_300, 4_600, *range(40_000, 45_000, 500))))
    assert transcribed(said, heard, (Span(0, 45_000),), heard_by).covered == (Span(0, 45_000),)
