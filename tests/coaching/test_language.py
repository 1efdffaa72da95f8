import pytest

from shipspeak.coaching.language.answers import Opening, advice, opening
from shipspeak.coaching.language.cues import cue
from shipspeak.coaching.language.lines import Line, read
from shipspeak.coaching.language.questions import is_open, is_question
from shipspeak.coaching.language.talk import Talk, listen
from shipspeak.coaching.language.tokens import is_backchannel, is_filler, tokens
from shipspeak.speech import Passage, Word
from tests.coaching.spoken import WORD, Said, meeting


def line(text: str, gaps: dict[int, int] | None = None) -> Line:
    """`gaps`: milliseconds of silence before the word of that index."""
    at, words = 0, []
    for i, word in enumerate(text.split()):
        at += (gaps or {}).get(i, 30)
        words.append(Word(at, at + WORD, word))
        at += WORD
    return read(Passage("p1", "S1", 0, at, tuple(words)), 0)


def talk(*lines: Said | tuple[str, str], timed: bool = True) -> Talk:
    heard = meeting(*lines, timed=timed)
    return listen(heard.census, heard.transcript, "Maya")


def test_it_compares_words_without_case_punctuation_and_hyphens() -> None:
    assert tokens("“Six-week” delay, isn’t it? 3.5% of 1,000!") == (
        *("six", "week", "delay", "isn't", "it", "3.5", "percent", "of", "1,000"),
    )


def test_it_counts_hesitations_and_not_a_listeners_yes() -> None:
    words = line("Um, mm hmm, uh-huh, uh huh, er, the uh").passage.words
    assert [words[i].text for i in range(len(words)) if is_filler(words, i)] == ["Um,", "er,", "uh"]


@pytest.mark.parametrize(("said", "remark"), [("Yeah, okay.", True), ("Mm-hmm.", True), ("Yeah, but no way.", False)])
def test_it_knows_a_listeners_remark(said: str, *, remark: bool) -> None:
    assert is_backchannel(tokens(said)) is remark


def test_it_splits_sentences_at_punctuation() -> None:
    assert [s.quote for s in line("We ship. Do we? Yes, e.g. today.").sentences] == [
        "We ship.",
        "Do we?",
        "Yes, e.g. today.",
    ]


def test_it_splits_sentences_at_pauses_where_an_engine_does_not_punctuate() -> None:
    assert [s.quote for s in line("we ship it now do we", {4: 900}).sentences] == ["we ship it now", "do we"]


def test_it_sees_a_phrase_through_hesitation_and_repetition() -> None:
    hits = list(cue("i would recommend").find(line("Well I I would, um, recommend the second one.")))
    assert [hit.quote for hit in hits] == ["I would, um, recommend"]


def test_it_sees_no_phrase_across_two_sentences() -> None:
    assert not list(cue("we decided to").find(line("That is what we decided. To be clear, no.")))


@pytest.mark.parametrize(
    "said",
    [
        "Should we ship it on Monday?",
        "what do you think about the price",
        "So, Tom, what would have to be true?",
        "We ship on Friday?",
        "Walk me through the numbers.",
        "Why not?",
        "how many people were in the pilot",
    ],
)
def test_it_hears_a_question(said: str) -> None:
    assert is_question(line(said).sentences[0])


@pytest.mark.parametrize(
    "said",
    [
        "What we need is time.",
        "That works for us, right?",
        "Sorry?",
        "What?",
        "I know how much it costs.",
        "Do the design first.",
        "You know?",
    ],
)
def test_it_hears_no_question(said: str) -> None:
    assert not is_question(line(said).sentences[0])


@pytest.mark.parametrize(
    ("said", "wide"),
    [
        ("What would help you most?", True),
        ("Tom, how would you do it?", True),
        ("Tell me about the pilot.", True),
        ("How many people were there?", False),
        ("Is it done?", False),
        ("Which one is it?", False),
        ("Why don't we ask her?", False),
    ],
)
def test_it_tells_open_questions_from_closed_ones(said: str, *, wide: bool) -> None:
    assert is_open(line(said).sentences[0]) is wide


def test_it_joins_a_turn_over_listeners_remarks() -> None:
    heard = talk(
        ("Maya", "We started in January with a list of complaints."),
        Said("Lena", "I remember.", -200),
        ("Maya", "And then we ran a survey."),
        ("Tom", "And what did it say about the price?"),
    )
    assert [(s.speaker, len(s.lines)) for s in heard.stretches] == [("Maya", 2), ("Tom", 1)]


def test_it_takes_one_word_for_an_answer_when_something_was_asked() -> None:
    heard = talk(("Tom", "Is it ready to ship?"), ("Maya", "Yes."), ("Tom", "Then we can start."))
    assert [s.speaker for s in heard.stretches] == ["Tom", "Maya", "Tom"]


def test_it_finds_no_exchange_over_a_long_silence() -> None:
    heard = talk(("Tom", "Should we ship it?"), Said("Maya", "I recommend that we wait.", 9_000))
    assert heard.exchanges == ()


def test_it_finds_no_exchange_where_something_was_not_transcribed() -> None:
    whole = meeting(("Tom", "Should we ship it?"), ("Lena", "I have a view on that."), ("Maya", "I recommend to wait."))
    part = type(whole.transcript)(
        (whole.transcript.passages[0], whole.transcript.passages[2]),
        tuple(whole.transcript.passages[i].span for i in (0, 2)),
        whole.transcript.engine,
    )
    assert listen(whole.census, part, "Maya").exchanges == ()


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Should we ship on Monday?", "I recommend that we wait for the test.", Opening.ANSWER),
        ("Is the pilot finished?", "Yes, it ended on Friday.", Opening.ANSWER),
        ("How many people were in it?", "Twenty thousand people over four weeks.", Opening.ANSWER),
        ("What does it cost to wait?", "It costs us four hundred thousand dollars.", Opening.ANSWER),
        ("Should we ship it?", "It's a question that many of us have.", Opening.UNCLEAR),
        ("Should we ship it?", "Do you mean the whole of it?", Opening.UNCLEAR),
        (
            "Should we ship it?",
            "Let me give some background. " + "We looked at the numbers again and again. " * 7,
            Opening.CONTEXT,
        ),
        ("Should we ship it?", "So many teams were there. " * 12 + "I recommend that we ship.", Opening.CONTEXT),
    ],
)
def test_it_judges_how_an_answer_opens(question: str, answer: str, expected: Opening) -> None:
    assert opening(talk(("Tom", question), ("Maya", answer)).exchanges[0]) is expected


def test_it_counts_the_words_before_a_recommendation() -> None:
    found = advice(talk(("Maya", "The pilot went well. So I would recommend the second one.")).own[0])
    assert found is not None
    assert (found.words_before, found.sentence.quote) == (5, "So I would recommend the second one.")


def test_it_reads_a_long_transcript_in_time_that_grows_with_its_length() -> None:
    heard = talk(*[("Maya" if i % 2 else "Tom", "We looked at the numbers again today.") for i in range(2_000)])
    assert len(heard.stretches) == 2_000
