from datetime import UTC, datetime

import pytest

from shipspeak.coaching.titles import title_of

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
