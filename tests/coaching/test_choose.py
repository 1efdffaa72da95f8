"""Who is coached: whoever points at a voice gives its id, whatever the file calls its people."""

from typing import cast

import pytest

from shipspeak.coaching.model import Heard, Wishes
from shipspeak.coaching.steps.choose import NotAmongTheVoices, pick
from shipspeak.coaching.tools import Tools
from shipspeak.sampling import NEWEST
from shipspeak.speech import census_of, read_captions

UNUSED = cast("Tools", None)
CALLED = "S2: We should ship it now.\nS1: Why now?\nAda Ruiz: Because.\n \u00a0: Hm.\n"


@pytest.mark.parametrize(
    ("me", "id"), [("S1", "S1"), ("s2", "S2"), ("S3", "S3"), ("ada", "S3"), (" Ada Ruiz ", "S3"), (None, "S1")]
)
async def test_it_takes_an_id_before_a_name(me: str | None, id: str) -> None:
    heard = Heard(census_of(read_captions(CALLED.encode(), "a.txt")), None)
    assert [voice.name for voice in heard.census.voices][:2] == ["S2", "S1"]
    assert (await pick(UNUSED, heard, Wishes(me=me), NEWEST)).focal == id


async def test_it_says_who_there_is_when_nobody_is_meant() -> None:
    heard = Heard(census_of(read_captions(CALLED.encode(), "a.txt")), None)
    with pytest.raises(NotAmongTheVoices, match="S1 to S3"):
        await pick(UNUSED, heard, Wishes(me="Otto"), NEWEST)
