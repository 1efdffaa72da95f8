"""analyse: metrics with their intervals, claims with their quotes."""

import asyncio

from shipspeak.coaching.analysis import findings
from shipspeak.coaching.model import Choice, Findings, Kind, Written
from shipspeak.coaching.tools import Tools
from shipspeak.speech import Census


async def judge(tools: Tools, census: Census, choice: Choice, words: Written, kind: Kind) -> Findings:  # noqa: ARG001
    """What can be said, and nothing that cannot be shown."""
    return await asyncio.to_thread(findings, census, choice.plan, words.chosen, choice.focal, kind, words.whole)
