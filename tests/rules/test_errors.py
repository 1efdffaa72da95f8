"""House rule 6: an error is a class with a sentence and a status."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import shipspeak
from shipspeak.base import ShipSpeakError, sentence
from shipspeak.base.errors import code_of
from shipspeak.jobs import Problem
from shipspeak.speech.captions.errors import BadCaptionLine, NotATranscript, TranscriptTooLarge
from shipspeak.speech.errors import NotARecording, TooHard, TooLong, TooShort, UnknownCodec


def errors(kind: type[ShipSpeakError] = ShipSpeakError) -> Iterator[type[ShipSpeakError]]:
    for module in pkgutil.walk_packages(shipspeak.__path__, "shipspeak."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    stack = kind.__subclasses__()
    while stack:
        error = stack.pop()
        stack += error.__subclasses__()
        if error.__module__.startswith("shipspeak."):
            yield error


@pytest.mark.parametrize("error", sorted(set(errors()), key=lambda e: e.__qualname__), ids=lambda e: e.__name__)
def test_it_has_a_sentence_that_a_person_can_act_on(error: type[ShipSpeakError]) -> None:
    said = " ".join((error.__doc__ or "").split())
    assert error.__doc__ is not ShipSpeakError.__doc__
    assert len(said) > 30
    assert re.search(r"[.)}]$", said), said
    assert 400 <= error.status <= 599
    assert 1 <= error.exit_code <= 125


def test_it_fills_in_its_facts() -> None:
    class FarTooLong(ShipSpeakError):
        """It is {hours} hours long."""

    assert str(FarTooLong(hours=6)) == "It is 6 hours long."
    assert FarTooLong(hours=6).code == "far-too-long"


@pytest.mark.parametrize(
    "error",
    [
        BadCaptionLine(line=3, problem="has a time that is none", fix="Write it like [00:01:02]"),
        BadCaptionLine(line="(entry 3)", problem="has a time that is no number", fix="Write seconds"),
        NotARecording(what="a zip archive"),
        NotARecording(),
        NotATranscript(what="a web page or XML"),
        TooHard(what="time"),
        TooLong(length="5 hours", limit="4 hours"),
        TooShort(seconds=2, least=10),
        TranscriptTooLarge(limit="100,000 words"),
        UnknownCodec(codec="wmav9"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_it_says_the_same_after_it_was_kept(error: ShipSpeakError) -> None:
    kept = Problem.of(error)
    assert sentence(kept.code, kept.facts) == str(error)
    assert "{" not in str(error)


def test_a_sentence_whose_facts_were_not_kept_has_no_holes() -> None:
    for error in set(errors()):
        assert "{" not in sentence(code_of(error), {}), error
        assert "{" not in sentence(code_of(error), {"line": 3}), error
