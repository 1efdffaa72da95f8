"""A report's figures, computed once more from its JSON alone, by code that shares nothing with the product."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

Json = dict[str, Any]
UNKNOWN = {"not_measured", "not_enough_evidence"}
ROUNDED = 1e-6


def wrong(report: Json) -> list[str]:
    """What does not add up; nothing, where all does."""
    checks = (_times, _who_spoke, _metrics, _rates, _plan, _words, _quotes, _money)
    return [f"{check.__name__[1:]}: {said}" for check in checks for said in check(report)]


def _times(report: Json) -> Iterator[str]:
    long = report["duration"]
    for name, spans in {
        "covered": report["covered"],
        "turns": report["turns"],
        "passages": report["passages"],
        "marks": report["findings"]["marks"],
        "evidence": list(_evidence(report)),
        "clips of voices": [clip for voice in report["voices"] for clip in voice["clips"]],
        "behind metrics": [span for metric in report["findings"]["metrics"] for span in metric["spans"]],
    }.items():
        for span in spans:
            if not 0 <= span["start"] < span["end"] <= long:
                yield f"{name} {span['start']} to {span['end']} of {long}"
    for one, next_ in pairwise(report["covered"]):
        if one["end"] > next_["start"]:
            yield f"covered twice: {one} {next_}"
    if abs(len(report["features"]["loudness"]) * report["features"]["step"] - long) > report["features"]["step"]:
        yield "loudness is as long as something else"


def _who_spoke(report: Json) -> Iterator[str]:
    talk: defaultdict[str, int] = defaultdict(int)
    for turn in report["turns"]:
        talk[turn["speaker"]] += turn["end"] - turn["start"]
    for voice in report["voices"]:
        if voice["talk"] != talk[voice["id"]]:
            yield f"{voice['id']} spoke {talk[voice['id']]} ms in turns, {voice['talk']} by its own figure"
    if set(talk) - {voice["id"] for voice in report["voices"]}:
        yield "somebody speaks who is no voice"
    told = _metric(report, "talk_share")["value"]
    share = 100 * talk[report["focal"]] / sum(talk.values())
    if told is not None and abs(share - told) > ROUNDED:
        yield f"talk share {share} from turns, {told} on the page"
    longest = max(turn["end"] - turn["start"] for turn in report["turns"] if turn["speaker"] == report["focal"])
    if not longest <= 1000 * _metric(report, "longest_monologue")["value"] + ROUNDED <= report["duration"] + 1:
        yield f"a turn of {longest} ms is longer than the longest monologue"


def _metrics(report: Json) -> Iterator[str]:
    for metric in report["findings"]["metrics"]:
        key, value, low, high = (metric[name] for name in ("key", "value", "low", "high"))
        if (metric["basis"] in UNKNOWN) != (value is None) or (value is None) != (low is None):
            yield f"{key} is {metric['basis']} and {value}"
            continue
        if value is None:
            if metric["standing"] != "no_band":
                yield f"{key} is unknown and stands {metric['standing']}"
            continue
        if not low <= value <= high:
            yield f"{key}: {low} <= {value} <= {high}"
        if metric["basis"] == "census" and not low == value == high:
            yield f"{key} was counted, and has an interval"
        if not low >= 0 or (metric["unit"] == "%" and high > 100):
            yield f"{key} of {low} to {high} {metric['unit']} cannot be"
        if metric["standing"] != _standing(metric):
            yield f"{key} stands {metric['standing']}, and is {low} to {high} beside {metric['band']}"


def _standing(metric: Json) -> str:
    band = metric["band"]
    if band is None:
        return "no_band"
    least = float("-inf") if band["low"] is None else band["low"]
    most = float("inf") if band["high"] is None else band["high"]
    if metric["high"] < least:
        return "below"
    if metric["low"] > most:
        return "above"
    return "in_band" if least <= metric["low"] and metric["high"] <= most else "undecided"


def _rates(report: Json) -> Iterator[str]:
    """What was counted in all of the recording is its count by time; what all was written down of is its words."""
    for key in ("interruptions_made", "interruptions_suffered"):
        metric = _metric(report, key)
        if metric["basis"] == "census":
            rate = 600_000 * metric["count"] / report["duration"]
            if abs(rate - metric["value"]) > ROUNDED or len(metric["spans"]) != metric["count"]:
                yield f"{key}: {metric['count']} of {len(metric['spans'])} moments are {rate} per 10 min"
    pace = _metric(report, "pace")
    if report["plan"]["preset"] == "full" and pace["value"] is not None:
        words = sum(len(p["words"]) for p in report["passages"] if p["speaker"] == report["focal"])
        minutes = _metric(report, "talk_share")["value"] / 100 * sum(v["talk"] for v in report["voices"]) / 60_000
        if not 0.9 <= words / minutes / pace["value"] <= 1.1:
            yield f"{words} words in {minutes:.1f} minutes are no pace of {pace['value']}"


def _plan(report: Json) -> Iterator[str]:
    plan = report["plan"]
    units = _union([unit["span"] for unit in plan["units"]])
    asked = _union([*[unit["span"] for unit in plan["units"]], *report["asked"]])
    # Less is written down where an engine made out no word in what was chosen; more never.
    if beyond := _length(_union([*asked, *report["covered"]])) - _length(asked):
        yield f"{beyond} ms are written down that nobody planned"
    if _length(units) > plan["budget"]:
        yield f"{_length(units)} ms of a budget of {plan['budget']}"
    reached = [rung["share"] for rung in plan["ladder"] if rung["bought"]]
    if reached and abs(reached[-1] * plan["duration"] - plan["budget"]) > 1:
        yield f"a budget of {plan['budget']} is not {reached[-1]} of {plan['duration']}"
    for unit in plan["units"]:
        if not 0 < unit["probability"] <= 1:
            yield f"a probability of {unit['probability']}"
    said = {one["name"]: one for one in plan["guarantees"]}["budget"]
    if not said["detail"].startswith(f"{_length(units)} of {plan['budget']}") and said["held"]:
        yield f"{_length(units)} of {plan['budget']}, and it says {said['detail']}"


def _words(report: Json) -> Iterator[str]:
    voices = {voice["id"] for voice in report["voices"]}
    for passage in report["passages"]:
        words = passage["words"]
        if passage["speaker"] not in voices or not words:
            yield f"{passage['id']} is of {passage['speaker']}, {len(words)} words"
            continue
        if (passage["start"], passage["end"]) != (words[0]["start"], max(word["end"] for word in words)):
            yield f"{passage['id']} is not where its words are"
        for word in words:
            middle = (word["start"] + word["end"]) // 2
            if not any(span["start"] <= middle <= span["end"] for span in report["covered"]):
                yield f"a word of {passage['id']} at {middle} was not to be written down"
            if word["probability"] is not None and not 0 <= word["probability"] <= 1:
                yield f"a probability of {word['probability']}"


def _quotes(report: Json) -> Iterator[str]:
    passages = {passage["id"]: passage for passage in report["passages"]}
    for proof in _evidence(report):
        passage = passages.get(proof["passage"])
        if passage is None or passage["speaker"] != proof["speaker"]:
            yield f"{proof['passage']} was not said by {proof['speaker']}"
            continue
        count = len(proof["words"].split())
        runs = [passage["words"][at : at + count] for at in range(len(passage["words"]) - count + 1)]
        spoken = [run for run in runs if _text(run) == _plain(proof["words"])]
        if not any(run[0]["start"] == proof["start"] and run[-1]["end"] == proof["end"] for run in spoken):
            yield f"a quote of {count} words does not stand in {proof['passage']} at {proof['start']}"
    for focus in report["findings"]["focus"]:
        if not focus["evidence"]:
            yield f"{focus['pattern']} proves nothing"


def _money(report: Json) -> Iterator[str]:
    made = report["made"]
    for name, told, summed in (
        ("dollars", made["cost_usd"], sum(float(one["cost_usd"]) for one in made["left"])),
        ("dollars of steps", made["cost_usd"], sum(part["usd"] for part in made["parts"])),
        ("seconds", made["seconds_sent"], sum(one["audio_ms"] for one in made["left"]) / 1000),
    ):
        if abs(told - summed) > ROUNDED:
            yield f"{told} {name} left, and {summed} in the ledger"


def _evidence(report: Json) -> Iterator[Json]:
    for part in (*report["findings"]["focus"], *report["findings"]["scores"]):
        yield from part["evidence"]


def _metric(report: Json, key: str) -> Json:
    found: Json = next(one for one in report["findings"]["metrics"] if one["key"] == key)
    return found


def _text(words: list[Json]) -> str:
    return _plain(" ".join(word["text"] for word in words))


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum() or letter == " ")


def _union(spans: list[Json]) -> list[Json]:
    merged: list[Json] = []
    for span in sorted(spans, key=lambda span: int(span["start"])):
        if merged and span["start"] <= merged[-1]["end"]:
            merged[-1] = {"start": merged[-1]["start"], "end": max(merged[-1]["end"], span["end"])}
        else:
            merged.append(span)
    return merged


def _length(spans: list[Json]) -> int:
    return sum(span["end"] - span["start"] for span in spans)
