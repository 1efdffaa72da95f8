"""analyse: metrics with their intervals, claims with their quotes."""

from shipspeak.base import in_thread
from shipspeak.coaching.analysis import findings
from shipspeak.coaching.model import Choice, Findings, Heard, Kind, Written
from shipspeak.coaching.tools import Tools


async def judge(tools: Tools, heard: Heard, choice: Choice, words: Written, kind: Kind) -> Findings:  # noqa: ARG001
    """What can be said, and nothing that cannot be shown."""
    return await in_thread(_judge, heard, choice, words, kind)


def _judge(heard: Heard, choice: Choice, words: Written, kind: Kind) -> Findings:
    return findings(heard.census, choice.plan, words.chosen, choice.focal, kind, heard.rough, whole=words.whole)
