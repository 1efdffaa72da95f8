"""A stretch asked for besides the plan: the real steps, and a ledger that tells which of them were done."""

import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from shipspeak.base import Span, subtract, total, union
from shipspeak.coaching.flow import coach
from shipspeak.coaching.journey import Journey
from shipspeak.coaching.model import Cover, Finished, Meeting, State, Upload, Wishes
from shipspeak.coaching.tools import Tools
from shipspeak.outside import memory_files
from shipspeak.sampling import Preset
from shipspeak.speech import WhisperTranscriber, ensure_weights
from shipspeak.vault import FileKeystore, Vault
from tests.coaching.test_journey import Deaf, Rows
from tests.story.running import WEIGHTS, recording

pytestmark = [
    pytest.mark.engine,
    pytest.mark.timeout(200),
    pytest.mark.skipif(not WEIGHTS.exists(), reason="speech weights are not set up; ./ship up fetches them"),
]

ASKED = Span(40_000, 70_000)


class Story:
    """One meeting, coached again and again with other wishes; what was done is remembered."""

    def __init__(self, folder: Path) -> None:
        weights = ensure_weights(WEIGHTS, lambda *_: None)
        transcriber = WhisperTranscriber(weights)
        vault = Vault(FileKeystore(folder / "keys"))
        self.tools = Tools(uuid4(), uuid4(), memory_files(), vault, weights, lambda: transcriber, Deaf())
        vault.admit(self.tools.org, self.tools.meeting)
        path = recording(folder, 110)
        with self.tools.writer("original/0") as writer:
            writer.write(path.read_bytes())
        self.cover = Cover("t", (Upload(path.name, writer.stored),), {}, secrets.token_hex(16))
        self.rows = Rows()

    async def told(self, wishes: Wishes) -> tuple[Finished, list[str]]:
        """The report, and the steps that were done for it."""
        before = len(self.rows.done)
        tools, now = self.tools, datetime.now(UTC)
        meeting = Meeting(tools.meeting, tools.org, now, State.WORKING, wishes, self.cover, None, None, None, 0, 0, 0)
        finished = await coach(meeting, Journey(meeting, self.rows, tools))
        return finished, self.rows.done[before:]


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    return Story(tmp_path)


async def test_it_writes_down_what_was_asked_and_nothing_a_second_time(story: Story) -> None:
    first, done = await story.told(Wishes(me="S2"))
    assert set(done) == {"upload", "hear", "choose", "transcribe", "analyse", "report"}

    second, done = await story.told(Wishes(me="S2", asked=(ASKED,)))
    assert done == ["ask", "analyse", "report"]
    before, after = first.report, second.report
    assert total(after.asked) > 5_000
    assert not subtract(after.asked, (ASKED,))
    assert union((*before.covered, *after.asked)) == after.covered
    assert len(after.passages) > len(before.passages)
    # It is no part of the draw, and no number moved.
    assert after.plan == before.plan
    assert after.findings.metrics == before.findings.metrics
    assert after.made.parts[: len(before.made.parts) - 1] == before.made.parts[:-1]
    assert [part.stage for part in after.made.parts[-2:]] == ["ask", "analyse"]

    third, done = await story.told(Wishes(me="S2", asked=(ASKED, Span(60_000, 80_000))))
    assert done == ["ask", "analyse", "report"]
    assert not subtract(after.covered, third.report.covered)

    everything, done = await story.told(replace(Wishes(me="S2"), asked=(ASKED,), preset=Preset.FULL))
    assert set(done) == {"choose", "transcribe", "analyse", "report"}
    assert everything.report.asked == ()
