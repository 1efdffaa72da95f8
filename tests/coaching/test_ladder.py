"""Choosing, hearing what was chosen, and buying more where that told too little: the steps as the flow takes them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest

from shipspeak.base import Progress, Span, intersect, total, union
from shipspeak.coaching.language.lines import read_all
from shipspeak.coaching.language.noticed import noticed
from shipspeak.coaching.metrics import measure
from shipspeak.coaching.model import Audio, Basis, Choice, Heard, Kind, Metric, Received, Wishes
from shipspeak.coaching.steps import choose, transcribe
from shipspeak.coaching.terms import at_home
from shipspeak.coaching.tools import Tools
from shipspeak.outside import memory_files
from shipspeak.sampling import NEWEST, Active, CueKind, Preset
from shipspeak.speech import Engine, Passage, Pcm, Transcript, Word
from shipspeak.vault import FileKeystore, Vault
from tests.coaching.spoken import VERBATIM, WORD, Meeting, of
from tests.coaching.spoken import meeting as spoken
from tests.coaching.test_journey import Deaf

PLAIN = ["we", "looked", "at", "the", "numbers", "of", "the", "pilot", "again", "and", "they", "were", "good."]
ASKS = ["what", "do", "you", "think", "we", "should", "do", "about", "that", "now?"]
HEDGES = ["maybe", "it", "is", "sort", "of", "a", "problem,", "it", "seems."]


def long(minutes: int, seed: int = 1) -> Meeting:
    """Maya has the floor for two fifths of it, asks now and then, and hedges more towards the end."""
    random, passages, at = Random(seed), [], 0
    while at < minutes * 60_000:
        who = random.choices(["Maya", "Tom", "Ada"], [0.4, 0.3, 0.3])[0]
        said: list[str] = []
        for _ in range(random.randint(1, 5)):
            chance = random.random()
            said += ASKS if chance < 0.1 else HEDGES if chance < 0.1 + 0.2 * at / minutes / 60_000 else PLAIN
        words = tuple(Word(at + i * WORD, at + i * WORD + WORD - 30, text) for i, text in enumerate(said))
        passages.append(Passage(f"p{len(passages) + 1}", who, at, words[-1].end, words))
        at = words[-1].end + random.randint(200, 1_500)
    return of(passages)


def rough(meeting: Meeting, seed: int = 2) -> Transcript:
    """The same as a cheap engine would write it: one word in ten is lost."""
    random = Random(seed)
    passages = [
        replace(passage, words=tuple(word for word in passage.words if random.random() > 0.1) or passage.words[:1])
        for passage in meeting.transcript.passages
    ]
    return replace(meeting.transcript, passages=tuple(passages))


@dataclass
class Dictated:
    """A transcriber that knows what was said, and remembers what it was asked to hear."""

    words: tuple[Word, ...]
    asked: list[Sequence[Span]] = field(default_factory=list)

    @property
    def engine(self) -> Engine:
        return VERBATIM

    def transcribe(
        self, pcm: Pcm, spans: Sequence[Span], progress: Progress, *, thorough: bool = True
    ) -> tuple[Word, ...]:
        self.asked.append(spans)
        return tuple(w for w in self.words if any(s.start <= (w.start + w.end) // 2 < s.end for s in spans))


def all_words(meeting: Meeting) -> tuple[Word, ...]:
    return tuple(word for passage in meeting.transcript.passages for word in passage.words)


@pytest.fixture
def tools(tmp_path: Path) -> Tools:
    org, meeting = uuid4(), uuid4()
    vault = Vault(FileKeystore(tmp_path))
    vault.admit(org, meeting)
    return Tools(org, meeting, memory_files(), vault, None, None, Deaf())  # type: ignore[arg-type]


async def climbed(tools: Tools, heard: Heard, transcriber: Dictated, wishes: Wishes) -> tuple[Choice, Transcript]:
    """As in `flow.coach`."""
    tools, received = replace(tools, transcriber=lambda: transcriber), Received((), None)
    choice = await choose.pick(tools, heard, wishes, NEWEST)
    terms = at_home(wishes.preset)
    wave = await transcribe.write_down(tools, received, heard, choice.plan, None, terms)
    while (choice := await choose.climb(tools, heard, choice, wave.transcript)).bought:
        wave = await transcribe.write_down(tools, received, heard, choice.plan, wave, terms)
    return choice, wave.transcript


def sound(tools: Tools) -> Audio:
    with tools.writer("pcm") as writer:
        writer.write(b"\0\0")
    return Audio(writer.stored, 1)


async def test_it_hears_more_where_that_told_too_little_and_nothing_twice(tools: Tools) -> None:
    said = long(30)
    transcriber = Dictated(all_words(said))
    wishes = Wishes(preset=Preset.COST, me="Maya")
    choice, transcript = await climbed(tools, Heard(said.census, sound(tools)), transcriber, wishes)
    assert [rung.bought > 0 for rung in choice.plan.ladder] == [True, False]
    assert "questions" in choice.plan.ladder[0].why
    first, second = map(union, transcriber.asked)
    assert intersect(first, second) == ()
    assert total(first) + total(second) == choice.plan.chosen
    assert transcript.covered == union(choice.plan.spans)
    written = [word for passage in transcript.passages for word in passage.words]
    assert sorted((w.start, w.text) for w in written) == [
        (w.start, w.text)
        for w in transcriber.words
        if any(s.start <= (w.start + w.end) // 2 < s.end for s in transcript.covered)
    ]


async def test_it_asks_no_more_where_all_that_one_said_was_heard(tools: Tools) -> None:
    said = long(30)
    transcriber = Dictated(all_words(said))
    wishes = Wishes(preset=Preset.FULL, me="Maya")
    choice, _ = await climbed(tools, Heard(said.census, sound(tools)), transcriber, wishes)
    assert len(transcriber.asked) == len(choice.plan.ladder) == 1


async def test_a_plan_goes_on_with_the_configuration_that_began_it(tools: Tools) -> None:
    said = long(30)
    choice = await choose.pick(tools, Heard(said.census, None), Wishes(me="Maya"), Active("2"))
    assert choice.plan.configuration == "2"
    assert (await choose.climb(tools, Heard(said.census, None), choice, said.transcript)).plan.configuration == "2"


def rows(said: Meeting, transcript: Transcript, choice: Choice, cheap: Transcript | None) -> dict[str, Metric]:
    found = measure(said.census, choice.plan, transcript, "Maya", Kind.PRODUCT_REVIEW, cheap)
    return {row.key: row for row in found}


async def test_rough_words_of_everything_narrow_what_paid_words_tell(tools: Tools) -> None:
    said = long(60)
    heard = Heard(said.census, sound(tools), rough=rough(said))
    choice, transcript = await climbed(tools, heard, Dictated(all_words(said)), Wishes(me="Maya"))
    alone, helped = (rows(said, transcript, choice, cheap) for cheap in (None, heard.rough))
    truth = rows(said, said.transcript, choice, None)
    for key in ("questions", "hedges"):
        assert helped[key].basis is Basis.ESTIMATE
        assert "Calibrated by a cheap pass" in helped[key].note
        low, high, exact = helped[key].low, helped[key].high, truth[key].value
        assert low is not None
        assert high is not None
        assert exact is not None
        assert low <= exact <= high
        if alone[key].low is not None:
            assert high - low < (alone[key].high or 0) - (alone[key].low or 0)


async def test_rough_words_name_what_was_asked_and_it_is_heard(tools: Tools) -> None:
    said = long(90)
    plain, informed = Heard(said.census, None), Heard(said.census, None, rough=rough(said))
    asked = [
        Span(earlier.end - 2_000, earlier.end)
        for earlier, later in pairwise(said.transcript.passages)
        if later.speaker == "Maya" != earlier.speaker and earlier.words[-1].text == "now?"
    ]
    assert len(asked) >= 5
    found = []
    for heard in (plain, informed):
        spans = (await choose.pick(tools, heard, Wishes(me="Maya"), NEWEST)).plan.spans
        found.append(sum(total(intersect(union(spans), (span,))) >= 0.8 * span.length for span in asked))
    assert found[1] >= 0.8 * len(asked)
    assert found[1] >= found[0]


def test_it_notices_questions_objections_and_decisions_in_rough_words() -> None:
    said = spoken(
        ("Tom", "What does it cost us?"),
        ("Ada", "what do you mean with late"),
        ("Tom", "no that will not work"),
        ("Tom", "but the pilot was late"),
        ("Tom", "well it depends on the carrier"),
        ("Maya", "I'll send the list to Tom"),
        ("Ada", "the pilot was fine"),
    )
    found = [(cue.kind, cue.speaker, cue.strength) for cue in noticed(read_all(said.transcript))]
    assert found[0] == (CueKind.QUESTION, "Tom", 0.9)
    assert (CueKind.QUESTION, "Ada", 0.75) in found or (CueKind.QUESTION, "Ada", 0.12) in found
    assert (CueKind.PUSHBACK, "Tom", 1.0) in found
    assert (CueKind.PUSHBACK, "Tom", 0.17) in found
    assert (CueKind.PUSHBACK, "Tom", 0.08) in found
    (promised,) = (strength for kind, who, strength in found if (kind, who) == (CueKind.DECISION, "Maya"))
    assert promised > 0.25
    assert not [cue for cue in found if cue[1] == "Ada" and cue[0] is not CueKind.QUESTION]
