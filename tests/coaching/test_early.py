"""What is bought before a word is known, and what this machine hears roughly meanwhile."""

from dataclasses import replace
from pathlib import Path

import pytest

from shipspeak.ai.deciding.classify import Fault, Kind
from shipspeak.base import Span, subtract, total, union
from shipspeak.coaching.model import Received, Wishes
from shipspeak.coaching.paid import writing
from shipspeak.coaching.steps import choose, rough, transcribe
from shipspeak.database import Database
from shipspeak.sampling import NEWEST, Preset, Role
from tests.coaching.test_paid import LOCAL, RATE, Meeting, meeting, said, texts

WISHES = Wishes(preset=Preset.COST)


async def early(at: Meeting) -> rough.Early:
    return await rough.write_down(at.tools, at.heard, WISHES, NEWEST, at.terms)


async def test_what_is_drawn_is_bought_before_words_say_where_to_listen_and_not_again(
    database: Database, tmp_path: Path
) -> None:
    async with meeting(database, tmp_path) as at:
        first = await early(at)
        _, drawn = choose.drawn(at.heard, WISHES, NEWEST)
        assert first.wave.paid
        written = iter(texts(first.wave.transcript))
        assert all(word in written for word in said(at.tones, *drawn))  # in this order; cut words may stand between
        assert (first.wave.anchored or 0) > 0.8  # the random check of what others say has no rough words
        assert first.rough.engine == LOCAL
        before = at.ear.heard_ms

        heard = replace(at.heard, rough=first.rough)
        choice = await choose.pick(at.tools, heard, WISHES, NEWEST)
        got = await transcribe.write_down(at.tools, Received((), None), heard, choice.plan, first.wave, at.terms)
        rest = total(subtract(union(choice.plan.spans), drawn))
        assert at.ear.heard_ms - before <= rest + 2_000
        assert got.usd == await at.spent()
        assert abs(got.usd - RATE * at.ear.heard_ms / 1000) < RATE / 1000

        asked = len(at.ear.asked)
        await early(at)
        assert len(at.ear.asked) == asked


async def test_no_draw_depends_on_a_rough_word(database: Database, tmp_path: Path) -> None:
    async with meeting(database, tmp_path) as at:
        _, drawn = choose.drawn(at.heard, WISHES, NEWEST)
        choice = await choose.pick(at.tools, replace(at.heard, rough=at.tones.rough()), WISHES, NEWEST)
        assert drawn == union(unit.span for unit in choice.plan.units if unit.role is not Role.MOMENT)


@pytest.mark.parametrize("fault", [Fault(Kind.CONNECT), Fault(Kind.GARBLED)])
async def test_a_provider_that_gives_up_early_is_not_asked_again_and_nothing_chosen_is_missing(
    database: Database, tmp_path: Path, fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "WITHIN_S", 0.5)
    async with meeting(database, tmp_path, always=fault) as at:
        first = await early(at)
        assert first.wave.gave_up
        asked = len(at.ear.asked)
        part = replace(first.rough, covered=first.rough.covered[:1], passages=())
        heard = replace(at.heard, rough=part)
        plan = at.tones.plan(Span(0, at.tones.duration))
        got = await transcribe.write_down(at.tools, Received((), None), heard, plan, first.wave, at.terms)
        assert len(at.ear.asked) == asked
        assert got.gave_up == first.wave.gave_up
        unheard = subtract(plan.spans, part.covered)
        assert texts(got.transcript) == said(at.tones, *unheard)
