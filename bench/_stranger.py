"""One paid meeting over a server that nobody here wrote: does the whole way hold, and does the ledger say what went?

aimock answers from fixtures: every clip says the same sentence, and no usage is told for a clip, so it counts as long
as it was. What aimock has in its journal is held against the ledger.
"""

import asyncio
import json
import urllib.request
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from time import perf_counter

from bench._aimock import NotHere, aimock
from bench._paid import House, Kept
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.sampling import Preset

KEY = "sk-bench-0123456789"
"""As `House.of` puts it on the ring; aimock lets nobody else in."""
SAYS = "I think we should move the launch."
TOKENS_IN, TOKENS_OUT = 6_000, 30
JUDGED = {"content": '{"cards": []}', "usage": {"prompt_tokens": TOKENS_IN, "completion_tokens": TOKENS_OUT}}
FIXTURES = [
    {"match": {"endpoint": "transcription"}, "response": {"transcription": {"text": SAYS}}},
    {"match": {"model": "gpt-6.1-terra"}, "response": JUDGED},
]
CLIPS, QUESTIONS = "/v1/audio/transcriptions", "/v1/responses"


async def over_aimock(database: Database, folder: Path, path: Path, seed: int, me: str | None) -> bool:
    """`me`: the voice that is coached. Whether it held; also where there is no npm, which is said."""
    try:
        async with aimock(FIXTURES, folder, keys=KEY) as url:
            return await _told(replace(await House.of(database, folder, path, seed), me=me), url)
    except NotHere as why:
        print(f"\n  over aimock: left out, {why}")
        return True


async def _told(house: House, url: str) -> bool:
    house.url = url
    async with house.open() as at:
        began = perf_counter()
        report = await at.report(Kept(), Preset.BALANCED)
        seconds = perf_counter() - began
        heard = await asyncio.to_thread(_journal, url)
        async with at.database.tenant(DEFAULT_ORG) as tx:
            rows = await tx.fetch(
                "select feature like '%.judge' as judged, outcome, cost_usd, sent_audio_ms, input_tokens, output_tokens"
                " from ai_attempt where meeting_id = $1",
                at.tools.meeting,
            )
        cost = sum((one.cost_usd for one in await at.left()), Decimal(0))
    clips, questions = heard[CLIPS], heard[QUESTIONS]
    judged = [row for row in rows if row["judged"]]
    exact = (
        {row["outcome"] for row in rows} == {"answered"}
        and (len(rows) - len(judged), len(judged)) == (clips, questions)
        and {(row["input_tokens"], row["output_tokens"]) for row in judged} <= {(TOKENS_IN, TOKENS_OUT)}
        and sum(row["cost_usd"] for row in rows) == cost
    )
    sound = sum(row["sent_audio_ms"] for row in rows) / 1000
    paid = not report.made.gave_up and bool(clips) and report.made.engine.name.startswith("gpt-transcribe")
    print(
        f"\n  over aimock, which nobody here wrote: {seconds:.1f} s, ${cost}; {clips} clips ({sound:.0f} s of sound), "
        f"{questions} questions; paid: {'yes' if paid else report.made.gave_up or 'no'}; "
        f"ledger as its journal: {'yes' if exact else 'NO'}"
    )
    return exact and paid


def _journal(url: str) -> Counter[str]:
    """How many requests to each path were answered."""
    request = urllib.request.Request(f"{url.removesuffix('/v1')}/__aimock/journal")
    request.add_header("authorization", f"Bearer {KEY}")
    with urllib.request.urlopen(request) as told:
        entries = json.load(told)
    return Counter(entry["path"] for entry in entries if entry["response"]["status"] == 200)
