"""Where the others are to stay here, a provider gets neither a sound nor a word of them: read from what it received."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.ai import Caller, Way
from shipspeak.ai.model import Reply, Respond, Usage
from shipspeak.base import Span, Turn, intersect, total, union
from shipspeak.coaching.alone import ASKS, EDGE, OVER, SAYS, Veil, mine, theirs
from shipspeak.coaching.journey import Journey
from shipspeak.coaching.judged import FEATURE, ScriptedAsker, prompt, write
from shipspeak.coaching.judged.form import OF_OTHERS
from shipspeak.coaching.language.lines import read_all
from shipspeak.coaching.model import Choice, Heard, Meeting, Received, Wishes, Written
from shipspeak.coaching.paid import GaveUp, buy, sent_before
from shipspeak.coaching.rubric.patterns import PATTERNS
from shipspeak.coaching.steps import analyse, ask, rough, transcribe
from shipspeak.coaching.terms import Terms, Wave
from shipspeak.coaching.tools import Tools
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.sampling import DEFAULT, NEWEST, Preset
from shipspeak.speech import DecidedBy
from tests.ai.desk import Desk, desk
from tests.coaching.judging import FOCAL, KIND, RECORDED, card, rules, saying, sheet, spoken
from tests.coaching.test_journey import Rows, meeting, tools
from tests.coaching.test_paid import LOCAL, PART, lines, said, texts
from tests.coaching.test_paid import Meeting as PaidMeeting
from tests.coaching.test_paid import meeting as paid_meeting
from tests.coaching.tones import ROUGH, listen

__all__ = ["meeting", "tools"]  # fixtures

pytestmark = pytest.mark.engine
ME, OTHER = "S1", "S2"
WHOLE = lines(0, 12)
EARLY = Wishes(me=ME)
HEARD = spoken(lines=slice(24, 60))
OURS = frozenset(re.findall(r"[a-z]+", f"{ASKS} {SAYS} {OVER} person"))
"""Words of marks, and of what stands for a name."""

TIME = st.integers(0, 9_000)
turns = st.lists(st.builds(lambda at, long, who: Turn(at, at + long, who), TIME, TIME, st.sampled_from(["S1", "S2"])))
spans = st.lists(st.builds(lambda at, long: Span(at, at + long), TIME, TIME)).map(union)


@given(turns, spans)
def test_nothing_near_the_turn_of_another_may_leave(turns: list[Turn], spans: tuple[Span, ...]) -> None:
    may = mine(turns, ME, spans)
    wide = union(Span(max(0, span.start - EDGE), span.end + EDGE) for span in theirs(turns, ME))
    own = union(Span(max(0, t.start - DEFAULT.pad), t.end + DEFAULT.pad) for t in turns if t.speaker == ME)
    assert total(intersect(may, wide)) == 0
    assert intersect(may, spans) == may == intersect(may, own)
    assert all(span.length >= DEFAULT.sliver for span in may)


def own_only(at: PaidMeeting) -> PaidMeeting:
    at.terms = replace(at.terms, only=ME)
    return at


def by(at: PaidMeeting, who: str) -> set[str]:
    """What one voice says."""
    mine = [turn.span for turn in at.tones.census.turns if turn.speaker == who]
    return set(said(at.tones, *mine))


async def of_others(at: PaidMeeting) -> int:
    return total(intersect(sent_before(at.tools).sound, theirs(at.tones.census.turns, ME)))


@pytest.mark.parametrize("rough", [True, False])
async def test_only_the_coached_persons_sound_is_sent(database: Database, tmp_path: Path, *, rough: bool) -> None:
    async with paid_meeting(database, tmp_path) as at:
        wave = await own_only(at).write(*PART, rough=rough)
        heard = {word for asked in at.ear.asked for word in listen(asked.audio).split()}
        assert heard == set(said(at.tones, *PART)) & by(at, ME) != set()
        assert await of_others(at) == 0
        # Nothing of the meeting is missing from it: this machine wrote down what the others said.
        assert wave.paid
        found = texts(wave.transcript)
        assert set(found) & by(at, OTHER)
        assert len(found) > 0.8 * len(said(at.tones, *PART))
        assert wave.transcript.engine.name == f"gpt-transcribe for you, {(ROUGH if rough else LOCAL).name} for others"
        assert set(wave.transcript.engine.recall.values()) == {None}
        # More of it is bought: what was written down before is taken from there, by the same engines.
        more = await at.write(*PART, lines(20, 23), sofar=wave, rough=rough)
        assert more.transcript.engine == wave.transcript.engine
        assert set(found) <= set(texts(more.transcript))


async def test_without_the_wish_others_are_sent_and_it_is_counted(database: Database, tmp_path: Path) -> None:
    async with paid_meeting(database, tmp_path) as at:
        await at.write(*PART)
        sent = await of_others(at)
        assert sent == total(intersect(union(PART), theirs(at.tones.census.turns, ME))) > 0
        # The wish comes later: what left before is not hidden, and nothing of others is added.
        await own_only(at).write(*PART, lines(20, 23))
        assert await of_others(at) == sent


async def test_a_stretch_that_is_asked_for_is_cut_likewise(database: Database, tmp_path: Path) -> None:
    async with paid_meeting(database, tmp_path) as at:
        heard = replace(at.heard, rough=at.tones.rough())
        await ask.write_down(own_only(at).tools, heard, (WHOLE,), at.terms)
        assert at.ear.asked
        assert not {word for asked in at.ear.asked for word in listen(asked.audio).split()} & by(at, OTHER)


async def test_who_never_speaks_alone_is_written_down_here(database: Database, tmp_path: Path) -> None:
    async with paid_meeting(database, tmp_path) as at:
        everybody = tuple(Turn(0, at.tones.duration, who) for who in (ME, OTHER))
        census = replace(at.tones.census, turns=everybody)
        heard = replace(at.heard, census=census, rough=at.tones.rough())
        plan, nothing = at.tones.plan(*PART), Received((), None)
        wave: Wave = await transcribe.write_down(at.tools, nothing, heard, plan, None, own_only(at).terms)
        assert (wave.paid, wave.transcript.engine) == (False, ROUGH)
        assert "never spoke alone" in wave.gave_up
        assert at.ear.asked == []
        with pytest.raises(GaveUp):
            await buy(at.tools, "f", heard, PART, only="", models=at.terms.writes, most_usd=at.terms.words_usd)


def sentences(content: str) -> list[tuple[str, str, str]]:
    """Of a question: id, who, words."""
    found: list[tuple[str, str, str]] = json.JSONDecoder().raw_decode(content)[0]["sentences"]
    return found


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[a-z']+", text.casefold()))


def only_others_say() -> set[str]:
    """Words of the meeting that the coached person never says."""
    own = {w for p in HEARD.transcript.passages if p.speaker == FOCAL for w in words_of(p.text)}
    return {w for p in HEARD.transcript.passages for w in words_of(p.text)} - own - OURS


async def test_of_others_a_model_reads_marks_alone() -> None:
    shown = sheet(HEARD, rules(HEARD))
    alone = replace(shown, alone=True)
    asker = ScriptedAsker(saying({"cards": []}))
    await write(asker, Caller(DEFAULT_ORG, FEATURE), alone, rules(HEARD), prompt())
    ((_, question),) = asker.asked
    before, after = sentences(shown.content), sentences(question.content)
    assert {text for _, who, text in after if who != "you"} <= {ASKS, SAYS}
    assert [one for one in after if one[1] == "you"] == [one for one in before if one[1] == "you"]
    assert not {word for *_, text in after for word in words_of(text)} & only_others_say()
    assert {word for *_, text in before for word in words_of(text)} & only_others_say()
    # What else stands in it are names of behaviours, of facts and of sentences.
    rest = msgspec.json.decode(question.content)
    for one in (*rest["cards"], *rest["found"]):
        assert one["pattern"] in PATTERNS
        assert {one["said"], one["asked"] or ""} <= {*alone.sentences, ""}
        assert set(one.get("facts", ())) <= {name for found in alone.chosen for name in found.claim.facts}
    assert (alone.of_others, shown.of_others > 50) == (0, True)


async def test_what_hangs_on_others_words_a_model_cannot_add() -> None:
    alone = replace(sheet(HEARD, rules(HEARD)), alone=True)
    seen = {alone.place(one) for one in alone.found}
    own = next(id for id, one in alone.sentences.items() if one.line.speaker == FOCAL and id not in seen)
    asked = next(id for id, one in alone.sentences.items() if one.line.speaker != FOCAL)
    text = "You told the history first, and the recommendation came last."
    cards = [card({"pattern": pattern, "said": own, "asked": asked}, text) for pattern in sorted(OF_OTHERS)]
    after = await write(
        ScriptedAsker(saying({"cards": cards})), Caller(DEFAULT_ORG, FEATURE), alone, rules(HEARD), prompt()
    )
    assert after.focus == rules(HEARD).focus
    assert after.author.dropped == len(OF_OTHERS)


def test_words_said_while_another_spoke_are_left_out_unless_a_transcript_tells_whose_they_are() -> None:
    line = next(line for line in read_all(HEARD.transcript) if line.speaker == FOCAL and len(line.passage.words) > 6)
    sentence, words = line.sentences[0], line.sentences[0].words
    over = Turn(words[1].start, words[1].end, "Tom")
    by_ear = replace(HEARD.census, turns=(*HEARD.census.turns, over), decided_by=DecidedBy.VOICES)
    seen = Veil(by_ear, FOCAL).over(sentence)
    assert seen == " ".join(word.text for n, word in enumerate(words) if n != 1)
    assert Veil(replace(by_ear, decided_by=DecidedBy.CAPTIONS), FOCAL).over(sentence) == sentence.quote
    covering = replace(by_ear, turns=(Turn(0, by_ear.duration, "Tom"),))
    assert Veil(covering, FOCAL).over(sentence) == OVER


@pytest.fixture
async def at(database: Database, tmp_path: Path) -> AsyncIterator[Desk]:
    async with desk(database, tmp_path, own='[routes]\nrespond = ["gpt-6.1-terra"]\n') as made:
        yield made


@pytest.mark.parametrize("alone", [True, False])
async def test_the_step_counts_the_words_of_others_that_the_gateway_sends(
    at: Desk, meeting: Meeting, tools: Tools, *, alone: bool
) -> None:
    at.openai.go_on_with([Reply(json.dumps(answer), usage=Usage(input_tokens=9)) for answer in RECORDED["careless"][0]])
    heard, words = Heard(HEARD.census, None), Written(HEARD.transcript, (), HEARD.transcript)
    choice = Choice(FOCAL, assumed=False, plan=HEARD.plan)
    asking = replace(tools, org=DEFAULT_ORG, meeting=at.meeting, asker=at.gateway, vault=at.vault)
    journey = Journey(replace(meeting, org=DEFAULT_ORG, id=at.meeting), Rows(), asking)
    found = await journey.step(analyse.judge, heard, choice, words, KIND)
    only, most = FOCAL if alone else None, Decimal(1)
    terms = Terms(Way.AS_ASKED, Preset.BALANCED, "", judges=("gpt-6.1-terra",), only=only, judging_usd=most)
    await journey.step(analyse.reword, heard, choice, words, KIND, found, (), "cards.1", terms)
    assert len(at.openai.asked) == 2
    bodies = [asked.ask.content for asked in at.openai.asked if isinstance(asked.ask, Respond)]
    leaked = {word for body in bodies for *_, text in sentences(body) for word in words_of(text)} & only_others_say()
    if alone:
        assert not leaked
        assert sent_before(asking).words == 0
    else:
        assert leaked
        assert sent_before(asking).words == 2 * sheet(HEARD, rules(HEARD)).of_others


async def test_what_is_bought_before_words_say_where_to_listen_is_cut_likewise(
    database: Database, tmp_path: Path
) -> None:
    async with paid_meeting(database, tmp_path) as at:
        early = await rough.write_down(own_only(at).tools, at.heard, EARLY, NEWEST, at.terms)
        assert early.wave.paid
        assert at.ear.asked
        assert not {word for asked in at.ear.asked for word in listen(asked.audio).split()} & by(at, OTHER)
        assert await of_others(at) == 0
        assert set(texts(early.wave.transcript)) & by(at, OTHER), "this machine wrote them down"
