"""The whole story with a key: real hearing, real rough words, the real gateway; only the provider is scripted."""

import json
import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from shipspeak.ai.books import Books
from shipspeak.ai.catalogue import Catalogue
from shipspeak.ai.deciding.classify import Fault, Kind
from shipspeak.ai.model import Transcribe
from shipspeak.base import total
from shipspeak.coaching.alone import mine
from shipspeak.coaching.flow import coach
from shipspeak.coaching.journey import Journey
from shipspeak.coaching.model import Cover, Meeting, Report, State, Upload, Wishes
from shipspeak.coaching.paid import writing
from shipspeak.coaching.report import encode, markdown, page
from shipspeak.coaching.terms import Where
from shipspeak.coaching.tools import Tools
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.kit.page import money
from shipspeak.outside import memory_files
from shipspeak.sampling import Preset
from shipspeak.speech import WhisperTranscriber, ensure_weights
from tests.ai.desk import Desk, desk
from tests.coaching.test_journey import Deaf, Rows
from tests.coaching.tones import Ear
from tests.story.recomputed import wrong
from tests.story.running import WEIGHTS, recording

pytestmark = [
    pytest.mark.engine,
    pytest.mark.timeout(200),
    pytest.mark.skipif(not WEIGHTS.exists(), reason="speech weights are not set up; ./ship up fetches them"),
]
SAYS = "I think we should move the launch to the second week of March. What do we lose if we wait?"
MINE = Wishes(me="S2", words=Where.PROVIDER)


class Paid:
    """One meeting, coached with a provider that says the same of every clip."""

    def __init__(self, at: Desk, ear: Ear, books: Books) -> None:
        weights = ensure_weights(WEIGHTS, lambda *_: None)
        transcriber = WhisperTranscriber(weights)
        self.ear, self.rows, self.folder = ear, Rows(), at
        self.tools = Tools(
            DEFAULT_ORG,
            at.meeting,
            memory_files(),
            at.vault,
            weights,
            lambda: transcriber,
            Deaf(),
            asker=at.gateway,
            books=books,
        )

    def take(self, path: Path) -> None:
        with self.tools.writer("original/0") as writer:
            writer.write(path.read_bytes())
        self.cover = Cover("t", (Upload(path.name, writer.stored),), {}, secrets.token_hex(16))

    async def told(self, wishes: Wishes) -> tuple[Report, list[str]]:
        before, tools = len(self.rows.done), self.tools
        meeting = Meeting(
            tools.meeting, tools.org, datetime.now(UTC), State.WORKING, wishes, self.cover, None, None, None, 0, 0, 0
        )
        finished = await coach(meeting, Journey(meeting, self.rows, tools))
        return finished.report, self.rows.done[before:]

    async def ledger(self) -> Decimal:
        assert self.tools.books is not None
        assert self.tools.asker is not None
        await self.tools.asker.settled()
        return sum((one.cost_usd for one in await self.tools.books.left(DEFAULT_ORG, self.tools.meeting)), Decimal(0))


@pytest.fixture
async def paid(database: Database, tmp_path: Path) -> AsyncIterator[Paid]:
    ear = Ear(says=SAYS)
    own = '[routes]\ntranscribe = ["gpt-transcribe"]\nrespond = []\n'
    async with desk(database, tmp_path, ear, own=own) as at:
        made = Paid(at, ear, Books(database, Catalogue.read(tmp_path / "ai.toml")))
        made.take(recording(tmp_path, 90))
        yield made


async def test_the_report_says_who_wrote_it_what_left_and_what_it_cost(paid: Paid) -> None:
    report, done = await paid.told(MINE)
    assert {"agree", "rough", "transcribe"} <= set(done)
    assert report.made.engine.name == "gpt-transcribe"
    assert all(isinstance(ask, Transcribe) and ask.form == "ogg" for ask in paid.ear.asked)
    (left,) = report.made.left
    assert left.cost_usd == await paid.ledger() > 0
    assert left.audio_ms == paid.ear.heard_ms
    assert left.bytes < 4.5 * left.audio_ms  # Opus: 32 kbit/s and a little
    assert report.made.seconds_sent == paid.ear.heard_ms / 1000
    (spent,) = (part.usd for part in report.made.parts if part.usd)
    assert spent == float(left.cost_usd)
    text, html = markdown(report), page(report, {}, self_contained=True)
    assert f'<data value="{left.cost_usd}">{money(left.cost_usd)}</data>' in html
    assert f"cost {money(left.cost_usd)}," in text.replace("\\", "")
    assert "gpt-transcribe wrote the words down" in html
    fillers = next(metric for metric in report.findings.metrics if metric.key == "fillers")
    assert fillers.value is None

    # Another focal speaker: what was bought is not bought again.
    before, asked = await paid.ledger(), paid.ear.heard_ms
    other, done = await paid.told(replace(MINE, me="S1"))
    assert "hear" not in done
    new = sum(ms for ms in [paid.ear.heard_ms - asked])
    assert new <= sum(span.length for span in other.covered)
    overlap = sum(a.overlap(b) for a in report.covered for b in other.covered)
    assert new <= sum(span.length for span in other.covered) - overlap + 2_000
    assert await paid.ledger() - before == pytest.approx(Decimal("0.000075") * new / 1000)

    # And back again: nothing is asked, nothing is paid.
    questions = len(paid.ear.asked)
    again, _ = await paid.told(MINE)
    assert len(paid.ear.asked) == questions
    assert again.passages == report.passages
    assert [wrong(json.loads(encode(one))) for one in (report, other, again)] == [[], [], []]


async def test_a_provider_that_breaks_off_leaves_a_whole_report_that_says_so(paid: Paid) -> None:
    paid.ear.faults, paid.ear.always = [None], Fault(Kind.STATUS, 429, "credit_balance_exhausted")
    report, _ = await paid.told(replace(MINE, preset=Preset.FULL))
    assert len(paid.ear.asked) > 1
    assert report.made.gave_up == "the provider has no money left for us"
    assert report.made.engine.name.startswith("faster-whisper")
    assert len(report.passages) > 3
    assert "no money left for us; so the engine on this machine wrote all of them" in page(
        report, {}, self_contained=True
    )
    assert report.made.cost_usd == float(await paid.ledger()) > 0
    assert wrong(json.loads(encode(report))) == []

    paid.ear.always = None
    once_more, done = await paid.told(replace(MINE, preset=Preset.FULL, again=1))
    assert "transcribe" in done
    assert once_more.made.engine.name == "faster-whisper tiny.en int8"  # a provider without money is left alone


async def test_where_others_are_to_stay_the_report_shows_that_nothing_of_them_left(paid: Paid) -> None:
    report, _ = await paid.told(replace(MINE, alone=True))
    assert paid.ear.asked
    assert (report.made.others_ms, report.made.others_words) == (0, 0)
    # Told from what arrived, whoever counted it: no more than the person said alone, and the silences between.
    may, text = mine(report.turns, "S2", report.covered), markdown(report)
    assert 0 < paid.ear.heard_ms <= total(may) + writing.SILENCE * len(may)
    assert total(report.covered) > 1.2 * total(may), "others' words are part of what was chosen"
    assert report.made.engine.name == "gpt-transcribe for you, faster-whisper tiny.en int8 for others"
    assert {passage.speaker for passage in report.passages} >= {"S1", "S2"}
    told = "Of what others said: 0 s of sound, 0 words, as you wished; as far as this machine tells voices apart."
    assert told in page(report, {}, self_contained=True)
    assert told in text.replace("\\", "")

    # Taken back: what others said is bought too, and it is told.
    loose, _ = await paid.told(MINE)
    assert loose.made.others_ms > 0
    assert "Of what others said: 0 s" not in markdown(loose)
