"""The floor: talk share, monologues, interruptions, response gaps. Census: 100 % of the audio, no words."""

from statistics import median

from shipspeak.base import Span, Turn
from shipspeak.coaching.metrics.bands import band
from shipspeak.coaching.metrics.rows import NO_CLOCK, ROUGH_EDGES, Subject, often
from shipspeak.coaching.metrics.turns import cut_ins, floors, gaps
from shipspeak.coaching.model import Kind, Metric
from shipspeak.kit.page import plural
from shipspeak.speech import Census, Edges, Sureness

HEARD_SHARE = 0.01
"""A voice with a smaller share of the talk is not counted among the people of the meeting."""
FEWEST_GAPS = 3
"""Fewer answers have no middle."""


def talk_share(census: Census, focal: str, kind: Kind) -> Metric:
    """Own speaking time over everybody's, 0…100 %."""
    everyone = sum(turn.length for turn in census.turns)
    own = _own(census, focal)
    talk = {voice.id: sum(turn.length for turn in _own(census, voice.id)) for voice in census.voices}
    people = sum(length >= HEARD_SHARE * everyone for length in talk.values())
    subject = Subject("talk_share", "Talk share", "%", band("talk_share", kind, people))
    if (reason := _unable(census, own)) is not None:
        return reason(subject)
    longest = sorted(own, key=lambda turn: -turn.length)
    share = 100 * sum(turn.length for turn in own) / everyone
    note = (
        f"Your speaking time over everybody's, {plural(people, 'person', 'people')}, {_all_of(census)}.{_doubt(census)}"
    )
    return subject.exact(share, note, [turn.span for turn in longest[:5]])


def longest_monologue(census: Census, focal: str, kind: Kind) -> Metric:
    """Longest stretch without anybody else taking the floor, seconds."""
    subject = Subject("longest_monologue", "Longest monologue", "s", band("longest_monologue", kind))
    if (reason := _unable(census, _own(census, focal), alone=True)) is not None:
        return reason(subject)
    held = sorted((turn for turn in floors(census.turns) if turn.speaker == focal), key=lambda turn: -turn.length)
    note = f"The longest time you held the floor; others' short remarks (under 1.5 s) do not end it.{_doubt(census)}"
    longest = held[0] if held else max(_own(census, focal), key=lambda turn: turn.length)
    return subject.exact(longest.length / 1000, note, [longest.span])


def interruptions_made(census: Census, focal: str, kind: Kind) -> Metric:
    """How often the person cut in, per 10 minutes of meeting."""
    subject = Subject("interruptions_made", "Interruptions made", "per 10 min", band("interruptions_made", kind))
    cuts = [cut for cut in cut_ins(census.turns) if cut.by.speaker == focal]
    return _rate(subject, census, focal, [cut.span for cut in cuts], "You began while somebody spoke, and they stopped")


def interruptions_suffered(census: Census, focal: str, kind: Kind) -> Metric:
    """How often others cut in on the person, per 10 minutes of meeting."""
    key = "interruptions_suffered"
    subject = Subject(key, "Interrupted by others", "per 10 min", band(key, kind))
    cuts = [cut for cut in cut_ins(census.turns) if cut.whose.speaker == focal]
    return _rate(subject, census, focal, [cut.span for cut in cuts], "Somebody began while you spoke, and you stopped")


def response_gap(census: Census, focal: str, kind: Kind) -> Metric:
    """Median silence before the person speaks after somebody else, seconds."""
    subject = Subject("response_gap", "Time before answering", "s", band("response_gap", kind))
    if (reason := _unable(census, _own(census, focal), edges=True)) is not None:
        return reason(subject)
    found = gaps(census.turns, focal)
    if len(found) < FEWEST_GAPS:
        return subject.thin(f"You took the floor from somebody {often(len(found))}, too few for a middle value.")
    value = median(span.length for span in found) / 1000
    longest = sorted(found, key=lambda span: -span.length)[:5]
    note = f"Middle value of the silence before you spoke, {len(found)} times.{_doubt(census)}"
    return subject.exact(value, note, [Span(gap.start, gap.end) for gap in longest if gap.length > 0])


def _rate(subject: Subject, census: Census, focal: str, spans: list[Span], how: str) -> Metric:
    if (reason := _unable(census, _own(census, focal), edges=True)) is not None:
        return reason(subject)
    note = f"{how}: {often(len(spans))} in the meeting. Short remarks do not count.{_doubt(census)}"
    return subject.exact(len(spans) * 600_000 / census.duration, note, spans, count=len(spans))


class _Reason:
    """Why there is no figure, ready to be said of any row."""

    def __init__(self, sentence: str, *, measurable: bool) -> None:
        self._sentence, self._measurable = sentence, measurable

    def __call__(self, subject: Subject) -> Metric:
        return subject.thin(self._sentence) if self._measurable else subject.unmeasured(self._sentence)


def _unable(census: Census, own: list[Turn], *, alone: bool = False, edges: bool = False) -> _Reason | None:
    if not census.timed:
        return _Reason(NO_CLOCK, measurable=False)
    if not own or census.duration <= 0:
        return _Reason("You were not heard in this recording.", measurable=True)
    if edges and census.edges is not Edges.HEARD:
        return _Reason(ROUGH_EDGES, measurable=False)
    if census.confidence.sureness is Sureness.ONE_VOICE and not alone:
        return _Reason(f"Nobody else was told apart from you. {census.confidence.sentence}".strip(), measurable=True)
    return None


def _own(census: Census, speaker: str) -> list[Turn]:
    return [turn for turn in census.turns if turn.speaker == speaker]


def _all_of(census: Census) -> str:
    told = census.edges is Edges.TOLD
    return "as the times in the transcript tell it" if told else "all of the recording"


def _doubt(census: Census) -> str:
    unsure = census.confidence.sureness is Sureness.UNSURE
    return f" Who spoke is not certain: {census.confidence.sentence}" if unsure else ""
