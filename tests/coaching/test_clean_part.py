"""Of a question only the part that reads clean is quoted, where that part still is the question."""

import pytest

from shipspeak.coaching.language.lines import read
from shipspeak.coaching.rubric.scene import clean_part
from shipspeak.speech import Passage, Word


def said(text: str) -> str:
    """What is quoted of it; a word that ends in * is one that the engine was not sure of."""
    words = tuple(
        Word(350 * at, 350 * at + 300, word.replace("*", ""), 0.4 if "*" in word else 0.95)
        for at, word in enumerate(text.split())
    )
    line = read(Passage("p1", "S1", 0, words[-1].end, words), 0)
    return clean_part(line.sentences[0]).quote


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Do you recommend that we go live in Lundy* or not?", "Do you recommend that we go live"),
        ("Now the poor* request, what does it cost us?", "what does it cost us?"),
        ("Do you recommend that we go live on Monday or not?", "Do you recommend that we go live on Monday or not?"),
        # Too little would be left of it, or no question.
        ("Do you Lundy* that we go live on Monday or not?", "Do you Lundy that we go live on Monday or not?"),
        ("I wonder whether that would hold* for us?", "I wonder whether that would hold for us?"),
        # The mishearing of such a word seldom changes what is said.
        ("Do we stop because* of that?", "Do we stop because of that?"),
    ],
)
def test_it_quotes_what_reads_clean(text: str, quoted: str) -> None:
    assert said(text) == quoted
