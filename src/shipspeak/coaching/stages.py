"""The arrows of the flow in the words that a person sees."""

from shipspeak.coaching.model import Wishes

STAGES = {
    "upload": "Reading the files",
    "hear": "Hearing the whole meeting",
    "choose": "Choosing what matters",
    "transcribe": "Writing down what was chosen",
    "ask": "Writing down what you asked for",
    "analyse": "Looking for moments",
    "report": "Writing the report",
}
"""In order."""


def stages_of(wishes: Wishes) -> dict[str, str]:
    """Those that this meeting goes through."""
    return {name: words for name, words in STAGES.items() if name != "ask" or wishes.asked}
