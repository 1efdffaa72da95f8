"""./ship bench streaming: what it brings that a judgement comes as it is written.

A server of ours writes a recorded judgement at a model's pace, whole or piece by piece, or stands still in the middle.
"""

import asyncio
import time
from dataclasses import dataclass

from bench._openai import FakeOpenAI, Heard
from shipspeak.ai.model import Reply, Respond, Usage
from shipspeak.ai.openai_provider import OpenAIProvider
from shipspeak.ai.provider import Failed
from shipspeak.coaching.judged import recorded
from shipspeak.coaching.judged.coach import WITHIN_S

FIRST_S, TOKENS_S = 0.8, 100.0
"""ASSUMED, as no model could be reached: seconds before the first token; tokens a second, of four characters each."""
ASK = Respond(instructions="i", content="c", schema="{}", name="n", version="v")


class Paced(FakeOpenAI):
    """Takes exactly as long as it is told."""

    async def _think(self, heard: Heard) -> None:  # noqa: ARG002 -- as in `FakeOpenAI`
        await asyncio.sleep(self.takes_s)


@dataclass(frozen=True)
class Took:
    seconds: float
    said: str


async def ask(text: str, *, streams: bool, stops_after: int | None = None) -> Took:
    pieces = len(text) // 4
    reply = Reply(text, usage=Usage(input_tokens=6_000, output_tokens=pieces))
    writing = 0.0 if streams else 2 * WITHIN_S if stops_after else pieces / TOKENS_S
    wait = FIRST_S + writing
    async with Paced([reply], wait, streams=streams, tokens_s=TOKENS_S, stops_after=stops_after) as fake:
        provider, began = OpenAIProvider(fake.url), time.monotonic()
        try:
            await provider.send(ASK, "m", "sk", WITHIN_S)
            said = "answered"
        except Failed as failed:
            said = f"given up ({failed.fault.name})"
        took = Took(time.monotonic() - began, said)
        await provider.close()
    return took


def main() -> None:
    text = bytes(recorded().careful[0][0]).decode()
    mark = '"pattern"'
    share = text.index(mark, text.index(mark) + 1) / len(text)
    print(f"a recorded judgement: {len(text) // 4} tokens; its first card is whole after {share:.0%} of them")
    asyncio.run(ask("{}", streams=True))  # what is loaded once is loaded
    for stops in (None, 100):
        for streams in (False, True):
            took = asyncio.run(ask(text, streams=streams, stops_after=stops))
            how, what = "as it is written" if streams else "whole", "stands still in the middle" if stops else "answers"
            print(f"{what:<28} {how:<18} {took.said:<22} {took.seconds:5.1f} s")


if __name__ == "__main__":
    main()
