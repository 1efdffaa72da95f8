"""A report as a person would get it: a product review of twelve minutes, four people, every state a row can have."""

# ruff: noqa: E501 -- what is said, and a row of figures, stands on one line each

from shipspeak.base import Span, Turn, union
from shipspeak.coaching.model import (
    Band,
    Basis,
    Evidence,
    Findings,
    Focus,
    Kind,
    Mark,
    Metric,
    Report,
    Score,
    Skill,
    Standing,
    Tone,
)
from shipspeak.coaching.provenance import Provenance
from shipspeak.sampling import Guarantee, Plan, Preset, Role, Unit
from shipspeak.speech import Confidence, Engine, Features, Measure, Passage, Sureness, Voice, Word

DURATION = 724_000

NAMES = {"S1": "Maya", "S2": "Jonas", "S3": "Priya", "S4": None}

SAID = [
    ("p1", "S1", 4_000, "Thanks for coming, everyone. So today is about the onboarding checklist and where we go with it."),
    ("p2", "S2", 12_000, "Before we start, is this the version from last week or the new one?"),
    ("p3", "S1", 16_500, "The new one. Same flow, two steps fewer."),
    ("p4", "S1", 62_000, "We looked at four weeks of sign-ups, and, um, we also talked to nine customers, and there was a lot in there, you know, about the import step, and about invites, and the thing with the empty dashboard."),
    ("p5", "S1", 81_000, "So that all sort of brings me to it: I'd recommend we drop the import step and ship on the ninth."),
    ("p6", "S3", 88_000, "Okay. That's the part I was waiting for."),
    ("p7", "S2", 214_000, "What happens to the teams that come from a spreadsheet? They need the import on day one."),
    ("p8", "S1", 221_000, "Yeah, I guess it's maybe sort of fine, we could probably look at it later if people complain."),
    ("p9", "S2", 229_000, "I'd like to see a number before I'm comfortable with that."),
    ("p10", "S3", 402_000, "Do we keep the pilot at fifty accounts?"),
    ("p11", "S1", 405_500, "No. Let's go to two hundred, because fifty gave us an interval too wide to decide on, and support says they can carry it."),
    ("p12", "S4", 415_000, "We can, as long as it is not the same week as billing."),
    ("p13", "S1", 611_000, "Great, then somebody should take the migration note and we are done."),
    ("p14", "S2", 617_000, "Fine by me. And the date stays?"),
    ("p15", "S1", 620_500, "The date stays."),
]  # fmt: skip

COVERED = union([Span(0, 30_000), Span(58_000, 100_000), Span(208_000, 240_000), Span(398_000, 425_000), Span(604_000, 630_000), Span(700_000, DURATION)])  # fmt: skip


def example() -> Report:
    passages = tuple(passage(*said) for said in SAID)
    turns = _turns(passages)
    return Report(
        title="Onboarding checklist: product review",
        kind=Kind.PRODUCT_REVIEW,
        duration=DURATION,
        focal="S1",
        assumed=False,
        voices=tuple(Voice(id, name, _talk(turns, id), (Span(4_000, 9_000),)) for id, name in NAMES.items()),
        confidence=Confidence(
            Sureness.TENTATIVE, 0.08, "Two voices sound alike, so a few short replies may be under the wrong name."
        ),
        timed=True,
        turns=turns,
        features=Features(500, (-32.0, -28.5, -60.0), (182.0, 177.5, None)),
        plan=_plan(),
        covered=COVERED,
        passages=passages,
        findings=Findings(_focus(passages), _metrics(), _scores(passages), _marks(), dropped=2),
        made=Provenance(
            version="0.1.0",
            engine=Engine("faster-whisper tiny.en int8", "1.2.1", "a1b2c3d4e5f60718" * 4, {Measure.WORDS: 0.88}),
            hearing="segmentation-3.0 and CAM++ embeddings, this machine",
            preset="balanced",
            seed=20261122,
            cost_usd=0.0,
            seconds_sent=0.0,
            coach="rules 0.1.0",
        ),
    )


def passage(id: str, speaker: str, start: int, text: str) -> Passage:
    """Words spoken evenly at some 170 a minute."""
    words = tuple(Word(start + n * 350, start + n * 350 + 320, word, 0.9) for n, word in enumerate(text.split()))
    return Passage(id, speaker, start, words[-1].end, words)


def evidence(passages: tuple[Passage, ...], id: str) -> Evidence:
    said = next(passage for passage in passages if passage.id == id)
    return Evidence(said.id, said.speaker, said.start, said.end, said.text)


def _turns(passages: tuple[Passage, ...]) -> tuple[Turn, ...]:
    """What was transcribed, and between it a conversation as the census hears it."""
    turns = [Turn(said.start, said.end, said.speaker, 0.4) for said in passages]
    order = ["S1", "S2", "S1", "S3", "S1", "S4", "S2", "S1", "S3"]
    at, n = 0, 0
    while at < DURATION - 20_000:
        long = 4_000 + (n * 7_919) % 13_000
        span = Span(at, at + long)
        if not any(span.overlap(Span(said.start - 300, said.end + 300)) for said in passages):
            turns.append(Turn(span.start, span.end, order[n % len(order)], 0.2 + (n % 5) / 10))
        at += long + 300 + (n * 431) % 1_900
        n += 1
    return tuple(sorted(turns))


def _talk(turns: tuple[Turn, ...], id: str) -> int:
    return sum(turn.length for turn in turns if turn.speaker == id)


def _plan() -> Plan:
    roles = (Role.EDGE, Role.FOCAL, Role.MOMENT, Role.FOCAL, Role.AUDIT, Role.EDGE)
    units = tuple(Unit(span, role, 1.0, "your turn") for span, role in zip(COVERED, roles, strict=True))
    return Plan(
        Preset.BALANCED,
        20261122,
        DURATION,
        "S1",
        DURATION // 4,
        units,
        (Guarantee("budget", held=True, detail="181 of 181 s"), Guarantee("edges", held=True, detail="both ends")),
    )


def _focus(passages: tuple[Passage, ...]) -> tuple[Focus, ...]:
    return (
        Focus(
            Skill.ANSWER_FIRST,
            Tone.CHANGE,
            "buried-recommendation",
            "Your recommendation came 77 seconds in, after the research",
            "In a product review people decide what to listen for in the first half minute. Until they know the ask, they cannot weigh the evidence.",
            (evidence(passages, "p5"),),
            "“I recommend we drop the import step and ship on the ninth. Two things made me decide: …”",
            "Say the recommendation of your next review in one sentence, aloud, before you write a slide. Thirty seconds, three times.",
        ),
        Focus(
            Skill.CONFLICT,
            Tone.CHANGE,
            "hedged-reply",
            "You answered pushback with five hedges and no next step",
            "A hedge in reply to a concern sounds like a concern of your own. Jonas asked for a number right after.",
            (evidence(passages, "p8"), evidence(passages, "p9")),
            "“You are right that spreadsheet teams lose it on day one. I will bring the count on Thursday; above five percent we keep the step.”",
            "Take that question again and answer it in three parts: what is true in it, what you will find out, by when.",
        ),
        Focus(
            Skill.TRADE_OFFS,
            Tone.STRENGTH,
            "answer-then-reason",
            "You answered first, then gave the reason and the cost",
            "Priya asked one question and had the answer, the evidence and who carries the load in one breath.",
            (evidence(passages, "p11"),),
            "Keep this shape for every direct question: answer, because, and what it costs.",
            "Find one question you will surely get next week and write its answer in this shape.",
        ),
    )


def _metrics() -> tuple[Metric, ...]:
    review = "practice of product reviews; medium evidence, wide on purpose"
    here = (Span(62_000, 80_000), Span(221_000, 228_000))
    return (
        Metric("talk_share", "Talk share", "%", Basis.CENSUS, 46.2, 46.2, 46.2, Band(35, 60, review), Standing.IN_BAND, "Your speaking time as a share of all speaking time, over the whole meeting."),
        Metric("longest_turn", "Longest monologue", "s", Basis.CENSUS, 143.0, 143.0, 143.0, Band(None, 120, "vendor study of sales calls; weak evidence for product reviews"), Standing.ABOVE, "Your longest turn that nobody else broke with more than a word.", (Span(62_000, 80_000),)),
        Metric("recommendation", "Time to recommendation", "s", Basis.MOMENT, 77.0, 77.0, 77.0, Band(None, 45, "our own default, from the answer-first habit"), Standing.ABOVE, "From your first word to the first sentence that recommends something.", (Span(81_000, 87_000),)),
        Metric("pace", "Pace", "words/min", Basis.ESTIMATE, 158.0, 149.0, 167.0, Band(120, 180, "listening studies agree on a wide band"), Standing.IN_BAND, "Your words over your speaking time, in 31 sampled stretches."),
        Metric("hedges", "Hedges", "per 100 words", Basis.ESTIMATE, 4.8, 3.1, 6.9, Band(None, 4.0, review), Standing.UNDECIDED, "“maybe”, “sort of”, “I guess” and 40 others, in 31 sampled stretches.", here),
        Metric("interruptions", "Interruptions made", "per hour", Basis.CENSUS, 5.0, 5.0, 5.0, None, Standing.NO_BAND, "You began while somebody else spoke, and they stopped."),
        Metric("questions", "Questions asked", "per 10 min", Basis.NOT_ENOUGH_EVIDENCE, None, None, None, None, Standing.NO_BAND, "Four were heard in the sample; the interval would run from 0 to 9."),
        Metric("fillers", "Fillers", "per 100 words", Basis.NOT_MEASURED, None, None, None, None, Standing.NO_BAND, "This engine leaves out most “um” and “uh” (it writes down 11 % of them), so counting them would flatter you."),
    )  # fmt: skip


def _scores(passages: tuple[Passage, ...]) -> tuple[Score, ...]:
    rows: list[tuple[Skill, int | None, str, str | None]] = [
        (Skill.ANSWER_FIRST, 1, "One of three openings began with the answer.", "p5"),
        (Skill.STRUCTURE, 2, "Sections were announced once and not closed.", None),
        (Skill.EVIDENCE, 3, "Two of three claims came with a number or a source.", "p4"),
        (Skill.DECISION, 1, "A task was left without an owner.", "p13"),
        (Skill.TRADE_OFFS, 4, "Each option came with its cost.", "p11"),
        (Skill.AUDIENCE, None, "Nothing in the sample showed it either way.", None),
        (Skill.LISTENING, 3, "You took up what was said before you answered.", None),
        (Skill.CONFLICT, 1, "The one concern was met with hedges.", "p8"),
        (Skill.CONCISION, 2, "Most answers were short, the opening was not.", None),
        (Skill.DELIVERY, None, "This engine cannot hear enough of it.", None),
    ]
    return tuple(
        Score(skill, level, why, (evidence(passages, cited),) if cited else ()) for skill, level, why, cited in rows
    )


def _marks() -> tuple[Mark, ...]:
    return (
        Mark(62_000, 80_000, "Three asides before the point", Tone.CHANGE, "p4"),
        Mark(81_000, 87_000, "Recommendation after the evidence", Tone.CHANGE, "p5"),
        Mark(221_000, 228_000, "Hedged reply to pushback", Tone.CHANGE, "p8"),
        Mark(405_500, 413_000, "Answer, reason, cost", Tone.STRENGTH, "p11"),
        Mark(611_000, 616_000, "A task without an owner", Tone.CHANGE, "p13"),
    )
