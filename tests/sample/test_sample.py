"""The sample meeting is what it says it is: everybody who measures against it relies on truth.json."""

import json
import re
import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sample import render
from sample.script import Line, Script, read
from sample.truth import FILLERS, Heard, captions
from shipspeak.coaching import model as coaching

HEDGES = re.compile(
    r"\b(i guess|maybe|sort of|kind of|possibly|perhaps|probably|i suppose|might|somehow|i think|it seems)\b",
    re.IGNORECASE,
)
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def script() -> Script:
    return read(render.SCRIPT)


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return json.loads(render.TRUTH.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def planted(truth: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {planted["key"]: planted for planted in truth["planted"]}


@pytest.fixture(scope="module")
def lines(truth: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {line["id"]: line for line in truth["lines"]}


def only(planted: dict[str, Any], part: str = "itself") -> str:
    (line,) = planted["lines"][part]
    return line


def test_it_agrees_with_itself() -> None:
    assert render.differences() == []


def test_it_can_be_checked_from_the_command_line() -> None:
    assert render.main(["--check"]) == 0


def test_it_notices_a_changed_file(tmp_path: Path) -> None:
    for path in (render.SCRIPT, render.AUDIO, render.CAPTIONS, render.TRUTH):
        shutil.copy(path, tmp_path)
    told = tmp_path / render.CAPTIONS.name
    told.write_text(told.read_text(encoding="utf-8").replace("kettle", "teapot"), encoding="utf-8")
    assert render.differences(tmp_path) == ["product-review.vtt is not the one that truth.json was written for"]


def test_it_is_small_enough_to_keep_in_the_repository() -> None:
    assert render.AUDIO.stat().st_size < 2.5 * MEGABYTE


def test_it_lasts_about_twelve_minutes(truth: dict[str, Any]) -> None:
    assert 11 * 60_000 < truth["duration"] < 13 * 60_000


def test_its_captions_are_its_lines(truth: dict[str, Any], script: Script) -> None:
    heard = [
        Heard(line, tuple((start, end, text) for start, end, text in told["words"]))
        for line, told in zip(script.lines, truth["lines"], strict=True)
    ]
    assert captions(heard) == render.CAPTIONS.read_text(encoding="utf-8")


def test_its_talk_shares_add_up(truth: dict[str, Any]) -> None:
    assert len(truth["speakers"]) == 4
    assert sum(speaker["share"] for speaker in truth["speakers"]) == pytest.approx(1, abs=0.001)
    for speaker in truth["speakers"]:
        mine = [line for line in truth["lines"] if line["speaker"] == speaker["name"]]
        assert speaker["talk"] == sum(line["end"] - line["start"] for line in mine)
        assert speaker["words"] == sum(len(line["words"]) for line in mine)


def test_its_words_are_its_text_in_order_and_inside_their_line(truth: dict[str, Any]) -> None:
    for line in truth["lines"]:
        assert " ".join(text for _, _, text in line["words"]) == line["text"].removesuffix(" —")
        times = [time for start, end, _ in line["words"] for time in (start, end)]
        assert times == sorted(times)
        assert (times[0], times[-1]) == (line["start"], line["end"])


def test_nobody_speaks_over_themselves(truth: dict[str, Any]) -> None:
    for speaker in truth["speakers"]:
        mine = sorted((line["start"], line["end"]) for line in truth["lines"] if line["speaker"] == speaker["name"])
        assert all(end <= start for (_, end), (start, _) in pairwise(mine))


def test_every_plant_is_explained_and_every_explanation_planted(script: Script, truth: dict[str, Any]) -> None:
    used = {plant.partition(".")[0] for line in script.lines for plant in line.plant}
    assert used == {planted["key"] for planted in truth["planted"]}
    assert {planted["skill"] for planted in truth["planted"]} <= set(coaching.Skill)
    assert truth["kind"] in set(coaching.Kind)
    assert truth["focal"] in script.voices


def test_the_recommendation_comes_after_more_than_a_minute(planted: dict[str, Any], lines: dict[str, Any]) -> None:
    buried = planted["buried-recommendation"]
    assert lines[only(buried, "question")]["text"].endswith("?")
    assert "recommend" in lines[only(buried, "recommendation")]["text"]
    assert all("recommend" not in lines[line]["text"] for line in buried["lines"]["background"])
    assert buried["time_to_recommendation"] > 60_000


def test_the_long_monologue_is_longer_than_ninety_seconds_and_the_only_one(
    planted: dict[str, Any], truth: dict[str, Any]
) -> None:
    longest = {speaker["name"]: speaker["longest_monologue"] for speaker in truth["speakers"]}
    monologue = planted["long-monologue"]
    assert longest.pop("Maya") == monologue["end"] - monologue["start"] > 90_000
    assert max(longest.values()) < 60_000


def test_the_strong_answer_has_figure_and_reason_in_its_first_sentence(
    planted: dict[str, Any], lines: dict[str, Any]
) -> None:
    first = lines[only(planted["answer-first"])]["text"].split(". ")[0]
    assert "four hundred thousand dollars, because" in first
    assert len(first.split()) <= 25


def test_the_pushback_is_answered_with_hedges_and_maya_hedges_nowhere_else(
    planted: dict[str, Any], script: Script
) -> None:
    hedged = {line.id: len(HEDGES.findall(line.say)) for line in script.lines if line.who == script.focal}
    assert hedged.pop(only(planted["hedged-reply"])) >= 6
    assert hedged.pop(only(planted["decision-without-owner"])) == 1
    assert set(hedged.values()) == {0}


def test_fillers_come_in_two_bursts_and_nowhere_else(planted: dict[str, Any], script: Script) -> None:
    def fillers(line: Line) -> int:
        return sum(word.strip(".,").lower() in FILLERS for word in line.say.split())

    bursts = planted["filler-bursts"]
    said = {line.id: count for line in script.lines if (count := fillers(line))}
    assert said == {only(bursts, "first"): 4, only(bursts, "second"): 4}
    assert [text.strip(".,").lower() for _, _, text in bursts["fillers"]] == ["um", "uh"] * 4


@pytest.mark.parametrize("key", ["interruption-made", "interruption-suffered"])
def test_an_interruption_overlaps_half_a_second_and_ends_the_other_mid_sentence(
    key: str, planted: dict[str, Any], lines: dict[str, Any]
) -> None:
    cut, cutter = (lines[only(planted[key], part)] for part in ("cut-off", "itself"))
    assert cut["end"] - cutter["start"] > 500
    assert cut["text"].endswith("—")
    assert "Maya" in {cut["speaker"], cutter["speaker"]}


def test_no_other_overlap_is_an_interruption(truth: dict[str, Any], planted: dict[str, Any]) -> None:
    planned = {only(planted[key]) for key in ("interruption-made", "interruption-suffered")}
    long = {overlap["lines"][1] for overlap in truth["overlaps"] if overlap["end"] - overlap["start"] > 500}
    assert long == planned


def test_the_decision_without_owner_names_nobody(planted: dict[str, Any], lines: dict[str, Any]) -> None:
    ownerless = planted["decision-without-owner"]
    said = " ".join(lines[line]["text"] for part in ownerless["lines"].values() for line in part)
    assert not re.search(r"\b(Maya|Tom|Lena|Gordon|I|I'll|you)\b", said)


@pytest.mark.parametrize("key", ["decision-with-owner", "voucher-with-owner"])
def test_a_decision_with_owner_has_i_will_and_a_day(key: str, planted: dict[str, Any], lines: dict[str, Any]) -> None:
    assert re.search(r"\bI will\b.*\b(Wednes|Thurs)day\b", lines[only(planted[key])]["text"])


def test_maya_speaks_at_an_ordinary_pace(truth: dict[str, Any]) -> None:
    maya = next(speaker for speaker in truth["speakers"] if speaker["name"] == truth["focal"])
    assert 140 <= maya["words"] / maya["talk"] * 60_000 <= 165
    assert maya["share"] < 0.5
