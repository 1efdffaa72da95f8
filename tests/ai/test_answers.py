"""What is sent shows no name that was withheld; what comes back is read, whatever it is."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.ai.answers import BadAnswer, response, transcription
from shipspeak.ai.minimise import minimise, restored
from shipspeak.ai.model import Ending, Respond
from tests.ai.desk import CLIP


@given(st.lists(st.sampled_from(["Ada", "Ada Lovelace", "Bo", "Ötzi"]), unique=True), st.text(max_size=30))
def test_a_withheld_name_is_nowhere_in_what_is_sent(names: list[str], more: str) -> None:
    content = f"{' and '.join(names)} said {more}"
    ask = replace_content(content, tuple(names))
    hidden, order = minimise(ask)
    assert isinstance(hidden, Respond)
    assert hidden.withhold == ()
    padded = f" {hidden.content} "
    assert not any(f" {name.casefold()} " in padded.casefold() for name in names)
    assert restored(hidden.content, order).casefold() == content.casefold() or "Person" in more


def replace_content(content: str, names: tuple[str, ...]) -> Respond:
    return Respond(instructions="i", content=content, schema="{}", name="n", version="1", withhold=names)


def test_part_of_a_word_is_no_name() -> None:
    hidden, names = minimise(replace_content("Bo took the Bob cut. BO left.", ("Bo",)))
    assert isinstance(hidden, Respond)
    assert hidden.content == "Person 1 took the Bob cut. Person 1 left."
    assert restored("Person 1, Person 2", names) == "Bo, Person 2"


def test_a_clip_shows_no_content() -> None:
    assert repr(CLIP) == "Transcribe(30000 ms, 300 bytes)"


# -- what comes back


@given(st.binary(max_size=300))
def test_no_answer_breaks_the_reader(body: bytes) -> None:
    for read in (response, transcription):
        with suppress(BadAnswer):
            assert read(body).text is not None


def test_it_reads_how_an_answer_ended() -> None:
    def body(status: str, part: str, more: str = "") -> bytes:
        return f'{{"status":"{status}","output":[{{"type":"message","content":[{part}]}}]{more}}}'.encode()

    text = '{"type":"output_text","text":"{}"}'
    assert response(body("completed", text)).ending is Ending.COMPLETE
    assert response(body("completed", '{"type":"refusal","refusal":"no"}')).ending is Ending.REFUSED
    cut = ',"incomplete_details":{"reason":"max_output_tokens"}'
    assert response(body("incomplete", text, cut)).ending is Ending.TRUNCATED
    assert (
        response(body("incomplete", text, ',"incomplete_details":{"reason":"content_filter"}')).ending is Ending.REFUSED
    )
    with pytest.raises(BadAnswer, match="server_error"):
        response(body("failed", text, ',"error":{"code":"server_error","message":"x"}'))
    assert response(body("completed", text, ',"usage":{"input_tokens":0,"output_tokens":0}')).usage is None
