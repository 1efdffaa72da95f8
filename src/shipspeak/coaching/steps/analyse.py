"""analyse: metrics with their intervals, claims with their quotes."""

import asyncio

from shipspeak.coaching.analysis import findings
from shipspeak.coaching.model import Choice, Findings, Heard, Kind
from shipspeak.coaching.tools import Tools
from shipspeak.speech import Transcript


async def judge(tools: Tools, heard: Heard, choice: Choice, transcript: Transcript, kind: Kind) -> Findings:  # noqa: ARG001
    """What can be said, and nothing that cannot be shown."""
    return await asyncio.to_thread(findings, heard.census, choice.plan, transcript, choice.focal, kind, heard.rough)
