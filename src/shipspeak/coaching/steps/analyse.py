"""analyse: metrics with their intervals, claims with their quotes."""

import asyncio

from shipspeak.coaching.analysis import findings
from shipspeak.coaching.model import Choice, Findings, Kind
from shipspeak.coaching.tools import Tools
from shipspeak.speech import Census, Transcript


async def judge(tools: Tools, census: Census, choice: Choice, transcript: Transcript, kind: Kind) -> Findings:  # noqa: ARG001
    """What can be said, and nothing that cannot be shown."""
    return await asyncio.to_thread(findings, census, choice.plan, transcript, choice.focal, kind)
