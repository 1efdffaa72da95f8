"""Of what contradicts, the weaker goes; nothing else does."""

from hypothesis import given
from hypothesis import strategies as st

from shipspeak.base import Span
from shipspeak.coaching.consistent import OPPOSED, ROWS, consistent, contradict
from shipspeak.coaching.evidence import Admitted
from shipspeak.coaching.model import Basis, Claim, Evidence, Metric, Standing, Tone
from shipspeak.coaching.rubric.patterns import PATTERNS


def seen(pattern: str, passage: int, weight: float) -> Admitted:
    known, at = PATTERNS[pattern], passage * 1_000
    words = f"words at {at}"
    claim = Claim(known.skill, known.tone, pattern, (f"p{passage}",), words, "S1", at, at + 900, weight, {})
    return Admitted(claim, (Evidence(f"p{passage}", "S1", at, at + 900, words),))


def above(key: str, at: int) -> Metric:
    return Metric(key, key, "s", Basis.MOMENT, 50, 50, 50, None, Standing.ABOVE, "", (Span(at, at + 500),))


ADMITTED = st.lists(
    st.builds(seen, st.sampled_from(sorted(PATTERNS)), st.integers(0, 3), st.sampled_from([0.4, 0.6, 0.9]))
)
ROW = st.lists(st.builds(above, st.sampled_from(sorted(ROWS)), st.integers(0, 3_500)), max_size=2)


@given(ADMITTED, ROW)
def test_nothing_that_stays_contradicts_and_nothing_goes_without_a_reason(
    said: list[Admitted], rows: list[Metric]
) -> None:
    kept = consistent(said, rows)
    assert [one for one in said if one in kept] == list(kept)
    praise = [one for one in kept if one.claim.tone is Tone.STRENGTH]
    assert not any(contradict(one, other) for one in praise for other in kept)
    for one in praise:
        where = Span(one.claim.start, one.claim.end)
        assert not any(one.claim.pattern in ROWS[row.key] and where.overlap(row.spans[0]) for row in rows)
    for gone in (one for one in said if one not in kept):
        beaten = any(contradict(*pair) for other in said for pair in ((gone, other), (other, gone)))
        refuted = any(gone.claim.pattern in ROWS[row.key] for row in rows)
        assert beaten or refuted
    assert consistent(kept, rows) == kept


def test_undeserved_praise_goes_where_both_weigh_the_same() -> None:
    late, first = seen("buried-recommendation", 1, 0.9), seen("answer-first", 1, 0.9)
    assert consistent((first, late)) == (late,)
    elsewhere = seen("answer-first", 2, 0.9)
    assert consistent((elsewhere, late)) == (elsewhere, late)


def test_every_pattern_it_knows_exists_with_its_tone() -> None:
    assert all(PATTERNS[key].tone is Tone.STRENGTH for key in OPPOSED)
    assert all(PATTERNS[key].tone is Tone.CHANGE for keys in OPPOSED.values() for key in keys)
