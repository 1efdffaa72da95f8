"""No invented quote: 0 of hundreds of planted fabrications are admitted, and all true claims are."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from shipspeak.coaching.evidence import ASKED, TOLERANCE, admit, check, cut_from_negation
from shipspeak.coaching.language.lines import Line, Sentence, read
from shipspeak.coaching.model import Claim, Skill, Tone
from shipspeak.speech import Transcript
from tests.coaching.spoken import Said, meeting

SCRIPT = Path(__file__).parents[2] / "sample" / "script.toml"

TALK = (
    ("Gordon", "Maya, I need a straight answer. Do you recommend that we launch on Monday, yes or no?"),
    ("Maya", "In January the team had two engineers and a long list of complaints. The old checkout had five steps."),
    (
        "Tom",
        "I have to disagree. Ten percent is still forty thousand people, and I do not believe that Monday is safe.",
    ),
    ("Maya", "We should not launch on Monday before the test has passed. I do not think that the risk is worth it."),
    ("Lena", "Two of the three closed the page. They had our money in their hand, and they gave up and kept it."),
    (
        "Maya",
        "We give up ninety thousand dollars in the first week, because nine out of ten customers stay where they are.",
    ),
    ("Tom", "I will run the rollback test on Thursday morning, and I will send all of you the result by five o'clock."),
    (
        "Maya",
        "Here is what we decided. Tom runs the rollback test on Thursday. Lena moves the voucher field by Wednesday.",
    ),
)


def sample() -> Transcript:
    """The sample meeting's script where it is there, else the talk above."""
    if not SCRIPT.exists():
        return meeting(*TALK).transcript
    script = tomllib.loads(SCRIPT.read_text())
    return meeting(*(Said(line["who"], line["say"]) for line in script["line"])).transcript


def claim(said: Sentence, **changed: object) -> Claim:
    true = Claim(
        skill=Skill.EVIDENCE,
        tone=Tone.STRENGTH,
        pattern="number-given",
        passages=(said.line.passage.id,),
        quote=said.quote,
        speaker=said.line.speaker,
        start=said.span.start,
        end=said.span.end,
        weight=0.5,
        facts={},
    )
    return replace(true, **changed)  # type: ignore[arg-type]


def lines(transcript: Transcript) -> list[Line]:
    return [read(passage, index) for index, passage in enumerate(transcript.passages)]


def quotes(transcript: Transcript) -> list[Sentence]:
    """Every sentence, and runs from inside the longer ones."""
    whole = [s for line in lines(transcript) for s in line.sentences if len(s.tokens) >= 3]
    parts = [Sentence(s.line, s.first + 2, s.last - 2) for s in whole if len(s.tokens) >= 9]
    return [s for s in whole + parts if not cut_from_negation(s)]


def fabrications(transcript: Transcript) -> Iterator[tuple[str, Claim]]:
    """Every way in which a coach could be wrong, on every sentence that is long enough."""
    said = [s for s in quotes(transcript) if len(s.tokens) >= 6]
    by_speaker = {line.speaker for line in lines(transcript)}
    for at, quote in enumerate(said):
        words = quote.quote.split()
        turned = said[at:] + said[:at]
        other = next(s for s in turned[len(said) // 2 :] + turned if s.line.passage.id != quote.line.passage.id)
        yield "invented", claim(quote, quote="we will surely double the revenue of the whole company by then")
        yield "one word changed", claim(quote, quote=" ".join([*words[:2], "never", *words[3:]]))
        yield "one word added", claim(quote, quote=" ".join([*words[:3], "surely", *words[3:]]))
        yield "one word left out", claim(quote, quote=" ".join([*words[:2], *words[3:]]))
        yield "ellipsis", claim(quote, quote=" ".join([*words[:2], "…", *words[4:]]))
        yield "reordered", claim(quote, quote=" ".join([*words[3:], *words[:3]]))
        yield "backwards", claim(quote, quote=" ".join(reversed(words)))
        yield (
            "stitched",
            claim(
                quote,
                quote=f"{quote.quote} {other.quote}",
                passages=(quote.line.passage.id, other.line.passage.id),
                end=max(quote.span.end, other.span.end),
            ),
        )
        yield "unknown passage", claim(quote, passages=("p9999",))
        yield "also an unknown passage", claim(quote, passages=(quote.line.passage.id, "p9999"))
        yield "no passage", claim(quote, passages=())
        yield "another passage", claim(quote, passages=(other.line.passage.id,))
        yield "too late", claim(quote, start=quote.span.start + TOLERANCE + 20, end=quote.span.end + TOLERANCE + 20)
        yield "too early", claim(quote, start=quote.span.start - 900, end=quote.span.end - TOLERANCE - 20)
        yield "cut short", claim(quote, end=quote.span.end - TOLERANCE - 20)
        yield "far away", claim(quote, start=quote.span.start + 600_000, end=quote.span.end + 600_000)
        yield "turned round", claim(quote, start=quote.span.end, end=quote.span.start)
        yield "wider than the passage", claim(quote, start=quote.line.passage.start - 5_000)
        yield "one word", claim(quote, quote=words[0])
        yield "nothing", claim(quote, quote="")
        yield "only signs", claim(quote, quote="“…”")
        yield "look-alike", claim(quote, quote=quote.quote.translate(_CYRILLIC) + " \u0430")
        yield "another figure", claim(quote, quote=" ".join([*words[:2], "37", *words[3:]]))
        yield "a figure added", claim(quote, quote=f"{quote.quote} 1,000")
        yield "across two speakers", _across(quote, lines(transcript))
        yield "invented question", claim(quote, facts={ASKED: "why did you lie to all of us"})
        for speaker in by_speaker - {quote.line.speaker}:
            yield "wrong speaker", claim(quote, speaker=speaker)
    yield from _without_not(transcript)


_CYRILLIC = str.maketrans("aeopcx", "\u0430\u0435\u043e\u0440\u0441\u0445")


def _across(quote: Sentence, all_: list[Line]) -> Claim:
    """The end of what one said and the beginning of what the next did, which follow without a gap."""
    at = next(n for n, line in enumerate(all_) if line.passage.id == quote.line.passage.id)
    one, other = sorted((at, at + 1 if at + 1 < len(all_) else at - 1))
    tail, head = all_[one].passage.words[-4:], all_[other].passage.words[:4]
    return claim(
        quote,
        quote=" ".join(word.text for word in (*tail, *head)),
        passages=(all_[one].passage.id, all_[other].passage.id),
        start=tail[0].start,
        end=head[-1].end,
    )


def _without_not(transcript: Transcript) -> Iterator[tuple[str, Claim]]:
    """ "We should not launch" cut to "launch …", or with its "not" taken out."""
    for line in lines(transcript):
        for at, token in enumerate(line.tokens):
            end = line.sentence_at(at).last
            if token in {"not", "cannot", "never"} and end - at > 4:
                cut = Sentence(line, at + 1, end)
                yield "cut behind a not", claim(cut)
                first = max(line.sentence_at(at).first, at - 3)
                dropped = " ".join(line.tokens[first:at] + line.tokens[at + 1 : end])
                yield "without its not", claim(Sentence(line, first, end), quote=dropped)


def test_it_admits_none_of_the_fabrications() -> None:
    transcript = sample()
    planted = list(fabrications(transcript))
    assert len(planted) >= 200
    admitted, dropped = admit([one for _, one in planted], transcript)
    names = {id(one): kind for kind, one in planted}
    assert [names[id(one.claim)] for one in admitted] == []
    assert dropped == len(planted)


def test_it_admits_every_true_quote() -> None:
    transcript = sample()
    true = [claim(said) for said in quotes(transcript)]
    admitted, dropped = admit(true, transcript)
    assert (len(admitted), dropped) == (len(true), 0)
    assert [one.evidence[0].words for one in admitted] == [said.quote for said in quotes(transcript)]


def test_it_fills_in_the_words_and_the_time_from_the_transcript() -> None:
    transcript = sample()
    said = next(s for s in quotes(transcript) if len(s.tokens) >= 6)
    passage = said.line.passage
    shouted = claim(said, quote=f"  “{said.quote.upper()}!!” ", start=passage.start, end=passage.end)
    proof = check(shouted, transcript)
    assert proof is not None
    assert (proof.words, proof.start, proof.end) == (said.quote, said.span.start, said.span.end)


def test_it_forgives_the_rounding_of_times_and_no_more() -> None:
    transcript = sample()
    said = quotes(transcript)[0]
    assert check(claim(said, start=said.span.start + TOLERANCE, end=said.span.end - TOLERANCE), transcript) is not None
    assert check(claim(said, start=said.span.start + TOLERANCE + 1), transcript) is None


def test_it_proves_the_question_too() -> None:
    transcript = meeting(*TALK).transcript
    asked, answer = read(transcript.passages[0], 0).sentences[1], read(transcript.passages[1], 1).sentences[0]
    both = claim(answer, passages=("p2", "p1"), facts={ASKED: asked.quote})
    ((one,), dropped) = admit([both], transcript)
    assert dropped == 0
    assert [(proof.speaker, proof.passage) for proof in one.evidence] == [("Maya", "p2"), ("Gordon", "p1")]


@pytest.mark.parametrize(
    "said",
    [
        "I do not for one moment think | we should launch on Monday.",
        "Nobody in this room said that | we should launch on Monday.",
        "There is no reason at all why | we should launch on Monday.",
        "That goes wrong unless by then | we should launch on Monday.",
        "It is never under any of these terms that | we should launch on Monday.",
        "I can't with what we have seen today say | we should launch on Monday.",
    ],
)
def test_it_refuses_words_cut_off_from_what_denies_them_further_on(said: str) -> None:
    before, _, quote = said.partition("| ")
    line = read(meeting(("Maya", before + quote)).transcript.passages[0], 0)
    first = len(before.split())
    assert cut_from_negation(Sentence(line, first, len(line.tokens)))
    assert check(claim(Sentence(line, first, len(line.tokens))), meeting(("Maya", before + quote)).transcript) is None


@pytest.mark.parametrize(
    "said",
    [
        "No, with all that we know | we should launch on Monday.",
        "I do not have all of the figures yet but | we should launch on Monday.",
        "We cannot wait for it much longer, so | we should launch on Monday.",
    ],
)
def test_it_lets_a_clause_stand_that_nothing_denies(said: str) -> None:
    before, _, quote = said.partition("| ")
    line = read(meeting(("Maya", before + quote)).transcript.passages[0], 0)
    assert not cut_from_negation(Sentence(line, len(before.split()), len(line.tokens)))


@pytest.mark.parametrize("quote", ["launch on Monday before the test has passed", "think that the risk is worth it"])
def test_it_refuses_words_cut_off_from_their_not(quote: str) -> None:
    transcript = meeting(*TALK).transcript
    passage = transcript.passages[3]
    whole = Sentence(read(passage, 3), 0, 3)
    assert check(claim(whole, quote=quote, start=passage.start, end=passage.end), transcript) is None


def test_it_may_quote_a_short_passage_whole() -> None:
    transcript = meeting(("Tom", "Shall we?"), ("Maya", "Yes, Monday.")).transcript
    assert check(claim(read(transcript.passages[1], 1).sentences[0]), transcript) is not None
