from shipspeak.base import Span, Turn
from shipspeak.quality.study.heard import as_it_was
from shipspeak.quality.study.marks import Marked, moments, told
from shipspeak.quality.study.meeting import Act, Corpus, Meeting
from shipspeak.quality.study.selectors import Selector
from shipspeak.quality.study.trade import SHARES, Fate, trade
from shipspeak.sampling import DEFAULT, CueKind

TURNS = tuple(Turn(start, start + 9_000, "AB"[start // 10_000 % 2]) for start in range(0, 1_200_000, 10_000))
ACTS = (
    Act(Span(610_500, 618_900), "B", frozenset({"qy"}), hot=False),
    Act(Span(813_000, 815_000), "B", frozenset({"ar"}), hot=False),
    Act(Span(901_000, 904_000), "A", frozenset({"s", "cc"}), hot=False),
)
MEETING = Meeting("made up", Corpus.ICSI, 1_200_000, TURNS, {"A": (), "B": ()}, ACTS)


def test_it_tells_of_each_marked_moment_what_it_is_and_whose() -> None:
    assert {(cue.span, cue.kind, cue.speaker) for cue in told(MEETING, "A")} == {
        (ACTS[0].span, CueKind.QUESTION, "B"),
        (ACTS[1].span, CueKind.PUSHBACK, "B"),
        (ACTS[2].span, CueKind.DECISION, "A"),
    }
    assert {cue.kind for cue in told(MEETING, "B")} == {CueKind.DECISION}


def test_it_accounts_for_every_moment_at_every_share() -> None:
    heard, marked = as_it_was(MEETING), moments(MEETING, "A")
    cues = {Selector.OURS: (), Selector.ORACLE: told(MEETING, "A")}
    traded = list(trade(heard, "A", marked, cues, DEFAULT))
    assert {(one.selector, one.share) for one in traded} == {
        (selector, share) for selector in (*cues, Selector.KEYWORDS, Selector.RANDOM) for share in SHARES
    }
    for one in traded:
        assert one.paid <= one.share + 0.02  # the rivals buy whole units
        assert {kind: sum(fates.values()) for kind, fates in one.fates.items()} == dict.fromkeys(one.fates, 1)
        if one.selector is Selector.ORACLE and one.share >= 0.25:
            assert all(fates[Fate.HEARD] for fates in one.fates.values())
            assert Marked.COMMITMENT in one.fates
        if one.selector is not Selector.ORACLE:
            assert not any(fates[Fate.PASSED] for fates in one.fates.values())
