"""Words for money, over the real gateway and a real database; the provider hears tones (`tones.py`)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from shipspeak.ai.books import Books
from shipspeak.ai.catalogue import Catalogue
from shipspeak.ai.deciding.classify import Fault, Kind
from shipspeak.ai.errors import BudgetSpent
from shipspeak.ai.model import Period, Scope, today
from shipspeak.ai.queries import differences, odd_usage, set_budget, spend
from shipspeak.base import Span, total
from shipspeak.coaching.desk import Desk, erase
from shipspeak.coaching.model import Audio, Heard, Received
from shipspeak.coaching.paid import writing
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.steps import agree, ask, choose, transcribe
from shipspeak.coaching.terms import Terms, Wave
from shipspeak.coaching.tools import Tools
from shipspeak.coaching.waiting import Waiting
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.outside import memory_files
from shipspeak.sampling import NEWEST, Preset
from shipspeak.speech import Engine, Measure, ScriptedTranscriber, Transcript
from shipspeak.vault import KeyDestroyed
from tests.ai.desk import BUSY, NO_MONEY, desk, status
from tests.coaching.test_journey import Deaf
from tests.coaching.tones import ROUGH, Ear, Tones, tones

LOCAL = Engine("this machine", "1", "", {Measure.WORDS: 0.9})
HERE = """
[routes]
transcribe = ["gpt-transcribe"]
respond = ["gpt-6.1-terra", "gpt-6-luna"]
[providers.spare]
url = "http://127.0.0.1:9/v1"
keyless = true
[models.spare]
provider = "spare"
can = "transcribe"
price = { audio_hour = "1" }
"""
TWO = HERE.replace('["gpt-transcribe"]', '["gpt-transcribe", "spare"]')


def lines(first: int, last: int) -> Span:
    """From the pause before one line of eight words to the pause before another; a line takes three seconds."""
    return Span(3_000 * first + 300, 3_000 * last + 300)


PART = (lines(0, 7), lines(10, 17))
MORE = (*PART, lines(20, 23))
RATE = Decimal("0.27") / 3600
"""US dollars a second."""


@dataclass
class Meeting:
    """One meeting of tones, and everything to have it written down with."""

    tones: Tones
    tools: Tools
    heard: Heard
    ear: Ear
    terms: Terms
    database: Database

    async def write(self, *spans: Span, sofar: Wave | None = None, rough: bool = True) -> Wave:
        heard = replace(self.heard, rough=self.tones.rough() if rough else None)
        terms = replace(self.terms, rough=rough)
        plan = self.tones.plan(*spans)
        return await transcribe.write_down(self.tools, Received((), None), heard, plan, sofar, terms)

    async def spent(self) -> Decimal:
        assert self.tools.books is not None
        assert self.tools.asker is not None
        await self.tools.asker.settled()
        return sum((one.cost_usd for one in await self.tools.books.left(DEFAULT_ORG, self.tools.meeting)), Decimal(0))

    async def budget(self, limit: str) -> None:
        async with self.database.tenant(DEFAULT_ORG) as tx:
            await set_budget(tx, Scope.ORGANISATION, "", Period.DAY, Decimal(limit))


@asynccontextmanager
async def meeting(database: Database, folder: Path, own: str = HERE, **ear: object) -> AsyncIterator[Meeting]:
    made, listening = tones(), Ear(**ear)  # type: ignore[arg-type]
    async with desk(database, folder, listening, own=own) as at:
        books = Books(database, Catalogue.read(folder / "ai.toml"))
        local = ScriptedTranscriber(made.words, engine=LOCAL)
        tools = Tools(
            DEFAULT_ORG,
            at.meeting,
            memory_files(),
            at.vault,
            None,  # type: ignore[arg-type]  # nothing is heard
            lambda: local,
            Deaf(),
            asker=at.gateway,
            books=books,
        )
        with tools.writer("pcm") as writer:
            writer.write(made.samples.astype("<i2").tobytes())
        audio = Audio(writer.stored, 1)
        terms = await agree.settle(tools, made.duration, audio, 1.0, Preset.FULL, 0, NEWEST, said=True)
        yield Meeting(made, tools, Heard(made.census, audio), listening, terms, database)


def said(tones: Tones, *spans: Span) -> list[str]:
    return [
        word.text for word in tones.words if any(span.start <= word.start and word.end <= span.end for span in spans)
    ]


def texts(transcript: Transcript) -> list[str]:
    return [word.text for passage in transcript.passages for word in passage.words]


@pytest.mark.parametrize("rough", [True, False])
async def test_it_writes_down_what_was_said_when_it_was_said(
    database: Database, tmp_path: Path, *, rough: bool
) -> None:
    async with meeting(database, tmp_path) as at:
        wave = await at.write(*PART, rough=rough)
        assert wave.paid
        assert wave.transcript.engine.name == "gpt-transcribe"
        assert texts(wave.transcript) == said(at.tones, *PART)
        truth = {word.start: word for word in at.tones.words}
        places = sorted(start for start in truth if any(s.start <= start < s.end for s in PART))
        words = [word for passage in wave.transcript.passages for word in passage.words]
        late = [abs(word.start - start) for word, start in zip(words, places, strict=True)]
        assert max(late) <= (1_000 if rough else 1_500)
        for passage in wave.transcript.passages:
            turn = next(turn for turn in at.tones.census.turns if turn.span.overlap(passage.span) > 500)
            assert passage.speaker == turn.speaker
        assert (wave.anchored or 0) > 0.75 if rough else wave.anchored == 0
        # What the ledger says is what was sent, to the millisecond and the last digit.
        assert at.ear.heard_ms <= total(PART) + 600
        assert wave.usd == await at.spent()
        assert abs(wave.usd - RATE * at.ear.heard_ms / 1000) < Decimal("1e-8")
        assert wave.usd <= at.terms.words_usd


async def test_fillers_are_not_counted_by_an_engine_that_nobody_measured(database: Database, tmp_path: Path) -> None:
    async with meeting(database, tmp_path) as at:
        wave = await at.write(*PART)
        assert wave.transcript.engine.recall == dict.fromkeys(Measure)


async def test_it_pays_for_what_is_new_and_for_nothing_twice(database: Database, tmp_path: Path) -> None:
    """A larger sample, another focal speaker whose turns overlap, the same again, a crash before it was kept."""
    async with meeting(database, tmp_path) as at:
        first = await at.write(*PART)
        before = await at.spent()
        second = await at.write(*MORE, sofar=first)
        assert await at.spent() - before == second.usd - first.usd
        assert abs(second.usd - first.usd - RATE * 9) < Decimal("1e-8")
        assert texts(second.transcript) == said(at.tones, *MORE)

        other, new = (lines(3, 9), lines(14, 21)), (lines(7, 9), lines(17, 20))
        asked, before = at.ear.heard_ms, await at.spent()
        third = await at.write(*other)
        assert at.ear.heard_ms - asked == total(new) + writing.SILENCE
        assert await at.spent() - before == third.usd
        assert texts(third.transcript) == said(at.tones, *other)

        questions = len(at.ear.asked)
        await at.write(*other)
        assert len(at.ear.asked) == questions

        at.tools.files.remove(f"{at.tools.org}/{at.tools.meeting}/bought")
        again = await at.write(*PART)
        assert again.usd == 0
        assert len(at.ear.asked) == questions


async def test_what_is_asked_besides_is_bought_too_and_each_passage_knows_its_engine(
    database: Database, tmp_path: Path
) -> None:
    async with meeting(database, tmp_path) as at:
        wave = await at.write(*PART)
        heard = replace(at.heard, rough=at.tones.rough())
        more = await ask.write_down(at.tools, heard, (lines(18, 20),), at.terms)
        assert more.engine == wave.transcript.engine
        at.ear.always = BUSY
        local = await ask.write_down(at.tools, heard, (lines(21, 23),), at.terms)
        assert local.engine == LOCAL
        both = ask.written(wave.transcript, [more, local]).whole
        assert {passage.by for passage in both.passages if passage.start < 61_000} == {""}
        assert {passage.by for passage in both.passages if passage.start > 61_000} == {LOCAL.name}


FAILURES = {
    "down": Fault(Kind.CONNECT),
    "ill": BUSY,
    "slow": Fault(Kind.TIMEOUT),
    "limited": status(429, "rate_limit_exceeded", retry_after_s=60.0),
    "cutting": Fault(Kind.CUT),
    "garbled": Fault(Kind.GARBLED),
    "out of money": NO_MONEY,
    "refusing": status(400, "invalid_value"),
    "refusing the key": status(401, "invalid_api_key"),
    "without the model": status(404, "model_not_found"),
}


@pytest.mark.parametrize(
    ("name", "rough"), [*((name, True) for name in FAILURES), ("down", False), ("out of money", False)]
)
async def test_whatever_the_provider_does_there_is_a_report_of_one_engine(
    database: Database, tmp_path: Path, name: str, *, rough: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "WITHIN_S", 0.5)
    async with meeting(database, tmp_path, faults=[None], always=FAILURES[name]) as at:
        wave = await at.write(*PART, *MORE[2:], rough=rough)
        assert not wave.paid
        assert wave.gave_up
        assert wave.transcript.engine == (ROUGH if rough else LOCAL)
        assert len(texts(wave.transcript)) > 0.7 * len(said(at.tones, *PART, *MORE[2:]))
        async with database.tenant(DEFAULT_ORG) as tx:
            assert not await differences(tx)
        # Later waves stay with the engine that wrote the first, and nobody is asked again.
        at.ear.always, asked = None, len(at.ear.asked)
        later = await at.write(*MORE, sofar=wave, rough=rough)
        assert later.transcript.engine == wave.transcript.engine
        assert later.gave_up == wave.gave_up
        assert len(at.ear.asked) == asked


async def test_another_provider_goes_on_and_the_engine_says_so(database: Database, tmp_path: Path) -> None:
    async with meeting(database, tmp_path, TWO) as at:
        assert at.terms.writes == ("gpt-transcribe", "spare")
        at.tools.asker._providers["spare"] = Ear()  # type: ignore[union-attr]
        at.ear.always = NO_MONEY
        wave = await at.write(*PART)
        assert wave.paid
        assert wave.transcript.engine.name == "spare"
        assert wave.usd == await at.spent()


@pytest.mark.parametrize("says", ["", "la " * 400])
async def test_it_does_not_believe_what_cannot_have_been_said(database: Database, tmp_path: Path, says: str) -> None:
    async with meeting(database, tmp_path, says=says) as at:
        wave = await at.write(*PART)
        assert wave.gave_up == writing.NOT_OF_THIS
        assert wave.transcript.engine == ROUGH


async def test_a_budget_that_ends_in_the_middle_is_not_overdrawn(database: Database, tmp_path: Path) -> None:
    async with meeting(database, tmp_path) as at:
        await at.budget("0.0018")
        wave = await at.write(*PART, rough=False)
        assert wave.gave_up == writing.WHY[BudgetSpent]
        assert 0 < (spent := await at.spent()) <= Decimal("0.0018")
        assert wave.transcript.engine == LOCAL
        # When there is money again, what was paid for then is not paid for again.
        await at.budget("1")
        at.terms = replace(at.terms, again=1)
        wave = await at.write(*PART, rough=False)
        assert wave.paid
        assert await at.spent() == spent + wave.usd
        assert at.ear.heard_ms == total(PART)


async def test_a_provider_that_says_it_heard_more_than_was_sent_overdraws_nothing(
    database: Database, tmp_path: Path
) -> None:
    async with meeting(database, tmp_path, lies=10.0) as at:
        await at.budget(str(RATE * total(PART) / 1000 + Decimal("0.0001")))
        wave = await at.write(*PART)
        assert wave.paid
        assert wave.usd == await at.spent() <= at.terms.words_usd
        async with database.tenant(DEFAULT_ORG) as tx:
            assert await odd_usage(tx, datetime.now(UTC) - timedelta(hours=1))


async def test_it_stops_where_more_is_billed_than_was_quoted(database: Database, tmp_path: Path) -> None:
    async with meeting(database, tmp_path) as at:
        at.terms = replace(at.terms, words_usd=Decimal("0.0001"))
        wave = await at.write(*PART, rough=False)
        assert wave.gave_up == writing.MORE_THAN_QUOTED
        asked = len(at.ear.asked)
        await at.write(*MORE, sofar=wave, rough=False)
        assert len(at.ear.asked) == asked


async def test_whatever_is_tried_for_all_clips_at_once_costs_no_more_than_was_quoted(
    database: Database, tmp_path: Path
) -> None:
    """One that breaks off is paid for, and each may be tried four times, all of them at the same moment."""
    cut = [Fault(Kind.CUT)] * 40
    async with meeting(database, tmp_path, faults=cut) as at:
        quoted = RATE * total(PART) / 1000 * Decimal("1.5")
        at.terms = replace(at.terms, words_usd=quoted)
        wave = await at.write(*PART)
        assert wave.gave_up == writing.MORE_THAN_QUOTED
        assert 0 < await at.spent() <= quoted


async def test_what_breaks_off_within_the_quote_is_asked_again_and_counts(database: Database, tmp_path: Path) -> None:
    async with meeting(database, tmp_path, faults=[Fault(Kind.CUT)]) as at:
        at.terms = replace(at.terms, words_usd=RATE * total(PART) / 1000 * 2)
        wave = await at.write(*PART)
        assert wave.paid
        assert RATE * total(PART) / 1000 < wave.usd == await at.spent()


async def test_the_terms_follow_the_budgets(database: Database, tmp_path: Path) -> None:
    async with meeting(database, tmp_path) as at:
        half_hour = 1_800_000

        async def terms(preset: Preset = Preset.BALANCED, heard_s: float = 9.0) -> Terms:
            return await agree.settle(at.tools, half_hour, at.heard.audio, heard_s, preset, 0, NEWEST, said=True)

        usual = await terms()
        assert (usual.way.value, usual.preset, usual.rough) == ("as asked", Preset.BALANCED, True)
        assert usual.writes == ("gpt-transcribe",)
        assert usual.judges == ("gpt-6.1-terra", "gpt-6-luna")
        assert usual.words_usd == Decimal("0.27") / 2 * Decimal("0.29") * Decimal("1.25")
        slow = await terms(heard_s=130.0)
        assert not slow.rough
        assert slow.words_usd > usual.words_usd  # turns alone need more of it

        await at.budget(str(usual.most_usd - Decimal("0.001")))
        smaller = await terms()
        assert smaller.way.value == "smaller model"
        assert smaller.judges == ("gpt-6-luna",)
        await at.budget("0.048")
        less = await terms()
        assert (less.way.value, less.preset) == ("smaller sample", Preset.COST)
        assert less.most_usd <= Decimal("0.048")
        await at.budget("0.01")
        none = await terms()
        assert (none.way.value, none.writes, none.judges) == ("local engine", (), ())
        assert "budget" in none.why


async def test_nobody_is_paid_for_a_guess_about_a_person_and_the_price_is_told(
    database: Database, tmp_path: Path
) -> None:
    """The prices are those of what follows once somebody says who is coached."""
    async with meeting(database, tmp_path) as at:
        guessed = await agree.settle(at.tools, 1_800_000, at.heard.audio, 9.0, Preset.BALANCED, 0, NEWEST, said=False)
        known = await agree.settle(at.tools, 1_800_000, at.heard.audio, 9.0, Preset.BALANCED, 0, NEWEST, said=True)
        assert (guessed.unsaid, guessed.pays, guessed.rough) == (True, False, False)
        assert known.pays
        assert (guessed.usual_usd, guessed.most_usd) == (known.usual_usd, known.most_usd)
        wave = await transcribe.write_down(at.tools, Received((), None), at.heard, at.tones.plan(*PART), None, guessed)
        assert wave.transcript.engine == LOCAL
        assert not at.ear.asked


def test_it_is_a_guess_only_among_several_voices() -> None:
    census = tones().census
    alone = replace(census, voices=census.voices[:1])
    assert choose.said(census, census.voices[0].id)
    assert not choose.said(census, None)
    assert choose.said(alone, None)
    with pytest.raises(choose.NotAmongTheVoices):
        choose.said(census, "S9")


async def test_without_a_key_it_says_so_and_nobody_is_asked(database: Database, tmp_path: Path) -> None:
    async with meeting(database, tmp_path) as at:
        alone = replace(at.tools, asker=None, books=None)
        terms = await agree.settle(alone, 60_000, at.heard.audio, 1.0, Preset.BALANCED, 0, NEWEST, said=True)
        assert "no key" in terms.why
        wave = await transcribe.write_down(alone, Received((), None), at.heard, at.tones.plan(*PART), None, terms)
        assert wave.transcript.engine == LOCAL
        assert not at.ear.asked


async def test_the_accounts_do_not_say_which_deleted_meeting_it_was(database: Database, tmp_path: Path) -> None:
    async with meeting(database, tmp_path) as at:
        await at.write(*PART)
        spent = await at.spent()
        shelf = Shelf(at.tools.vault)
        await erase(Desk(database, at.tools.files, shelf, Waiting()), DEFAULT_ORG, at.tools.meeting)
        assert await at.spent() == 0
        async with database.tenant(DEFAULT_ORG) as tx:
            assert sum(one.cost_usd for one in await spend(tx, today(), "model")) == spent > 0


async def test_what_was_bought_cannot_be_read_once_the_meeting_is_deleted(database: Database, tmp_path: Path) -> None:
    async with meeting(database, tmp_path) as at:
        await at.write(*PART)
        name = f"{at.tools.org}/{at.tools.meeting}/bought"
        assert b"word" not in at.tools.files.get(name)
        at.tools.vault.shred(at.tools.org, at.tools.meeting)
        with pytest.raises(KeyDestroyed):
            await at.write(*PART)
