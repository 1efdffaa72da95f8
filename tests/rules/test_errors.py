"""House rule 6: an error is a class with a sentence and a status."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import shipspeak
from shipspeak.base import ShipSpeakError


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
    sentence = " ".join((error.__doc__ or "").split())
    assert error.__doc__ is not ShipSpeakError.__doc__
    assert len(sentence) > 30
    assert re.search(r"[.)}]$", sentence), sentence
    assert 400 <= error.status <= 599
    assert 1 <= error.exit_code <= 125


def test_it_fills_in_its_facts() -> None:
    class TooLong(ShipSpeakError):
        """It is {hours} hours long."""

    assert str(TooLong(hours=6)) == "It is 6 hours long."
    assert TooLong(hours=6).code == "too-long"
