from datetime import UTC, datetime

import pytest

from shipspeak.coaching.titles import kept_name, title_of

TODAY = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("files", "title"),
    [
        (["Q3 review.mp4"], "Q3 review"),
        (["call.m4a", "call_transcript.vtt"], "call"),
        (["notes.vtt"], "notes"),
        (["Roadmap - Ana.wav", "Roadmap - Ben.wav", "Roadmap - Ben.vtt"], "Roadmap"),
        (["Anna.wav", "Ben.wav", "Chloé.wav"], "Meeting of 22 Nov 2026"),
        (["Anna.wav", "Anton.wav"], "Meeting of 22 Nov 2026"),
    ],
)
def test_it_takes_its_title_from_its_files(files: list[str], title: str) -> None:
    assert title_of(" ", files, TODAY) == title


def test_what_a_person_wrote_counts() -> None:
    assert title_of(" Launch ", ["a.wav"], TODAY) == "Launch"


def test_of_a_long_name_its_beginning_and_its_ending_are_kept() -> None:
    name = kept_name(f"Product review of the onboarding{' and more' * 30}.vtt")
    assert name.startswith("Product review of the onboarding")
    assert name.endswith(".vtt")
    assert len(name) == 200
    assert kept_name(f"a.{'b' * 400}") == f"a.{'b' * 19}"
    assert kept_name("a" * 196 + ".wav") == "a" * 196 + ".wav"
