from shipspeak.base import Span, near, total


def test_it_finds_what_is_near_without_looking_at_everything() -> None:
    spans = [Span(start, start + 5) for start in range(0, 100, 10)]
    assert total(near(spans, Span(12, 31))) == 15
