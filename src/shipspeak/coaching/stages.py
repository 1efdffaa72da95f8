"""The arrows of the flow in the words that a person sees."""

from shipspeak.coaching.model import Wishes
from shipspeak.coaching.terms import Where

STAGES = {
    "upload": "Reading the files",
    "hear": "Hearing the whole meeting",
    "agree": "Agreeing on the price",
    "rough": "Writing down roughly what you say, here",
    "choose": "Choosing what matters",
    "transcribe": "Writing down what was chosen",
    "ask": "Writing down what you asked for",
    "analyse": "Looking for moments",
    "report": "Writing the report",
}
"""In order."""


def stages_of(wishes: Wishes) -> dict[str, str]:
    """Those that this meeting goes through."""
    left_out = {"ask"} if not wishes.asked else set()
    if wishes.words is Where.HERE:
        left_out |= {"agree", "rough"}
    return {name: words for name, words in STAGES.items() if name not in left_out}
