"""The report's fixed words: one place for how a type, a skill, a standing is named to a person. Pure."""

from shipspeak.base import Span
from shipspeak.coaching.author import Author
from shipspeak.coaching.model import Basis, Kind, Metric, Report, Skill, Standing, Tone
from shipspeak.coaching.whose import called
from shipspeak.kit.page import clock, figure, percent, plural
from shipspeak.sampling import DEFAULT, Preset
from shipspeak.speech import DecidedBy, Engine, Measure

KINDS = {
    Kind.PRODUCT_REVIEW: "Product review",
    Kind.EXECUTIVE_UPDATE: "Executive update",
    Kind.STANDUP: "Stand-up",
    Kind.PLANNING: "Planning",
    Kind.DISCOVERY: "Discovery interview",
    Kind.STAKEHOLDER: "Stakeholder meeting",
    Kind.ONE_ON_ONE: "One-on-one",
    Kind.OTHER: "Meeting",
}

SKILLS = {
    Skill.ANSWER_FIRST: "Answer first",
    Skill.STRUCTURE: "Structure",
    Skill.EVIDENCE: "Evidence",
    Skill.DECISION: "Decision and ask",
    Skill.TRADE_OFFS: "Trade-offs",
    Skill.AUDIENCE: "Audience",
    Skill.LISTENING: "Listening",
    Skill.CONFLICT: "Handling pushback",
    Skill.CONCISION: "Concision",
    Skill.DELIVERY: "Delivery",
}


def portion(preset: Preset) -> str:
    """How much of a meeting a preset has written down, as its ladder says: "24 to 40 %", "35 % or more"."""
    ladder = DEFAULT.presets[preset]
    first, last = percent(ladder[0]), percent(ladder[-1])
    if len(ladder) == 1:
        return first
    return f"{first} or more" if ladder[-1] >= 1 else f"{first.removesuffix(' %')} to {last}"


HEARING = {
    DecidedBy.VOICES: "the sound of the voices, on this machine",
    DecidedBy.TRACKS: "one track for each person",
    DecidedBy.CAPTIONS: "the names in the transcript",
}

BY_EAR = (
    "Who spoke was told by ear. Where people follow each other quickly, a short remark may stand under another's name."
)
"""Said above a transcript whose speakers no file named."""

TONES = {Tone.STRENGTH: "Keep", Tone.CHANGE: "Change"}

LEVELS = ("not there", "a start", "in part", "mostly", "throughout")
"""Level 0…4 in words: how far the behaviour was there, never what the person is."""

_PER_TEN = "per 10 min"
ON_WORDS = frozenset({"pace", "fillers", "hedges", "questions", "open_questions"})
"""Numbers built on the words that an engine wrote down: its errors are in them, whatever the sample."""

TIERS = {
    Basis.CENSUS: "whole meeting",
    Basis.ESTIMATE: "estimate from the sample",
    Basis.MOMENT: "moments, not a rate",
    Basis.NOT_ENOUGH_EVIDENCE: "not enough evidence",
    Basis.NOT_MEASURED: "not measured",
}


def standing(metric: Metric) -> str:
    """Where a value lies, in words: what colour and position show must also be readable."""
    if metric.basis is Basis.NOT_MEASURED:
        return "Not measured"
    if metric.basis is Basis.NOT_ENOUGH_EVIDENCE:
        return "Not enough evidence"
    return {
        Standing.IN_BAND: "In the usual range",
        Standing.BELOW: "Below the usual range",
        Standing.ABOVE: "Above the usual range",
        Standing.UNDECIDED: "Could be in or out of range",
        Standing.NO_BAND: "No usual range known",
    }[metric.standing]


def amount(value: float, unit: str) -> str:
    """A value in its unit: "46 %", "152 words/min"; seconds and milliseconds as a clock from one minute on."""
    return " ".join(filter(None, split(value, unit)))


def split(value: float, unit: str) -> tuple[str, str]:
    """The same in two parts, figure and unit, so that a page can set them apart; a clock has no unit."""
    if unit in {"ms", "s"}:
        ms = round(value if unit == "ms" else value * 1000)
        return (clock(round(ms, -3)), "") if ms >= 60_000 else (figure(ms / 1000), "s")
    return figure(value), plain(unit)


def told(metric: Metric) -> tuple[str, str]:
    """A metric's value in two parts as a person reads it: what was seen whole and counted is no rate: ("once", "")."""
    if metric.value is None:
        return "", ""
    if metric.count is None or metric.basis is not Basis.CENSUS:
        return split(metric.value, metric.unit)
    return {0: ("never", ""), 1: ("once", ""), 2: ("twice", "")}.get(metric.count, (str(metric.count), "times"))


def interval(metric: Metric) -> str:
    """The 95 % interval in words; "" for a census, which has no sampling error."""
    if metric.low is None or metric.high is None or metric.low == metric.high:
        return ""
    return f"{_bare(metric.low, metric.unit)} to {_bare(metric.high, metric.unit)}"


def error(metric: Metric) -> str:
    """What stands in place of an interval where nothing was estimated."""
    return "none from sampling; word errors are not in it" if metric.key in ON_WORDS else "none: nothing was estimated"


def misheard(engine: Engine) -> str:
    """What a reader of quotes should know of the words, in one line. The share is the capability table's, measured on
    clear, rendered speech (`./ship bench speech_words`); on real meetings it is higher, by how much is not known well.
    """
    if engine.came_along:
        return (
            "The words are those of the transcript that came with the meeting; nobody checked them against the sound."
        )
    wrong = wrong_words(engine)
    return f"The words were written down by an engine ({plain(engine.name)}): {wrong}. Listen before you quote."


def wrong_words(engine: Engine) -> str:
    """How many of an engine's words are, as far as that is known."""
    known = engine.recall.get(Measure.WORDS)
    if known is None or known >= 1:
        return "how many are wrong was not measured"
    return f"on clear speech about 1 in {round(1 / (1 - known))} is wrong, in a real meeting more"


def usual(metric: Metric) -> str:
    """The band in words: "130 to 170", "at most 4", "at least 2"; "" without one."""
    if metric.band is None or (metric.band.low is None and metric.band.high is None):
        return ""
    low, high = metric.band.low, metric.band.high
    if low is None:
        return f"at most {amount(high or 0.0, metric.unit)}"
    if high is None and metric.unit == _PER_TEN and 0 < low < 1:
        return f"at least once in {10 / low:.0f} min"
    if high is None:
        return f"at least {amount(low, metric.unit)}"
    return f"{_bare(low, metric.unit)} to {amount(high, metric.unit)}"


def people(report: Report) -> dict[str, str]:
    """Voice id -> the name a person reads: given name, or "Speaker 2"."""
    named = {voice.id: plain(voice.name or "") or called(voice.id, None) for voice in report.voices}
    return {**{turn.speaker: turn.speaker for turn in report.turns}, **named}


_JOINERS = "\u200c\u200d"


def plain(text: str) -> str:
    """One line without control characters or direction overrides (U+202A-202E, 2066-2069), which could make
    a name rewrite the line it stands in (Unicode TR 36 §3). Joiners stay: they are part of how Persian, Sinhala and
    families of emoji are written.
    """
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace() or c in _JOINERS).split())


def share_read(report: Report) -> float:
    """Share of the meeting that was transcribed, 0…1; 1 for a text without times."""
    return sum(span.length for span in report.covered) / report.duration if report.duration else 1.0


def coached_by(author: Author) -> str:
    """Who wrote the cards, and how much of what was written did not stand."""
    if author.model is None:
        return f"rules (a model might have written, but {author.why})" if author.why else "rules"
    lost = [plural(count, what) for count, what in ((author.dropped, "claim"), (author.replaced, "sentence")) if count]
    written = f"model {plain(author.model)}, prompt version {author.prompt.rpartition('.')[2]}"
    return f"{written}; {' and '.join(lost)} dropped" if lost else written


def times(span: Span) -> str:
    return f"{clock(span.start)} to {clock(span.end)}"


def _bare(value: float, unit: str) -> str:
    if unit == "%":
        return f"{value:.0f}"
    return amount(value, unit) if unit in {"ms", "s"} else figure(value)
