"""Ask a model for better cards; what it says is proven, repaired once, or left out. There is always a report."""

from dataclasses import dataclass, replace
from time import monotonic

import msgspec

from shipspeak.ai import Answer, BudgetSpent, Caller, Ending, Misconfigured, NoKey, NotAskable, NotNow, Parked, Respond
from shipspeak.base import in_thread
from shipspeak.coaching.author import Author
from shipspeak.coaching.consistent import beside
from shipspeak.coaching.focus import card, choose, count
from shipspeak.coaching.judged.form import schema
from shipspeak.coaching.judged.prompt import Prompt
from shipspeak.coaching.judged.reading import Reading, judged
from shipspeak.coaching.judged.sheet import Sheet
from shipspeak.coaching.model import Findings, Focus
from shipspeak.coaching.terms import NO_MONEY
from shipspeak.coaching.tools import Asker

FEATURE = "coaching.judge"
MOST_TOKENS = 2_500
"""Of an answer: six cards are about 1,200."""
WITHIN_S = 40.0
"""Seconds for the question and its repair; a report does not wait longer for better words."""
LEAST_S = 5.0
"""With less time left nothing is repaired."""
MOST_SHOWN = 8_000
"""Characters of an answer that are shown to the model again."""

ENDED = {
    Ending.REFUSED: "There was no answer. The sentences are a record of a meeting; describe what was done in them.",
    Ending.TRUNCATED: "The answer was cut off. Write only the given cards, and shorter.",
}
WHY = {
    BudgetSpent: "the budget did not allow it",
    Parked: NO_MONEY,
    NotNow: "no model answered in time",
    NotAskable: "the provider did not take the question",
    NoKey: "no key is left that the provider takes: see ./ship ai keys",
    Misconfigured: "no model can be asked as things are set up",
}
USELESS = "its answer could not be used"


@dataclass(slots=True)
class Talk:
    """What was asked, and what came of it."""

    asker: Asker
    caller: Caller
    ask: Respond
    until: float
    asked: int = 0
    remembered: int = 0
    """Of what was asked: what had been answered before."""
    usd: float = 0.0
    model: str | None = None

    async def hear(self, more: str = "") -> Answer:
        """Raises as `Asker.ask`."""
        question = msgspec.structs.replace(self.ask, content=self.ask.content + more)
        self.asked += 1
        answer = await self.asker.ask(self.caller, question, within_s=max(1.0, self.until - monotonic()))
        self.usd += float(answer.cost_usd)
        self.remembered += answer.remembered
        self.model = answer.model
        return answer


async def write(
    asker: Asker,
    caller: Caller,
    sheet: Sheet,
    findings: Findings,
    prompt: Prompt,
    names: tuple[str, ...] = (),
    *,
    again: int = 0,
) -> Findings:
    """The same findings with the model's cards: its advice for what the rules show, and what only it saw where there
    is room; what happened is told by code alone. Where it says nothing of use the rules' cards stay as they are, and
    the findings say why. Where the answer that is remembered is of no use, who asks `again` gets another one.

    `names` do not leave the machine. Raises KeyDestroyed when the meeting was deleted meanwhile.
    """
    if not sheet.shown:
        return findings
    ask = Respond(
        instructions=prompt.instructions,
        content=sheet.content,
        schema=schema(),
        name="coaching_cards",
        version=prompt.version,
        most_tokens=MOST_TOKENS,
        withhold=names,
    )
    talk = Talk(asker, caller, ask, monotonic() + WITHIN_S)
    reading, why = await _heard(talk, sheet, prompt)
    cards, written = _cards(sheet, reading, findings)
    if again and not written and talk.remembered == talk.asked:
        anew = msgspec.structs.replace(ask, version=f"{prompt.version}.again-{again}")
        talk = Talk(asker, caller, anew, monotonic() + WITHIN_S)
        reading, why = await _heard(talk, sheet, prompt)
        cards, written = _cards(sheet, reading, findings)
    author = Author(
        model=talk.model if written else None,
        prompt=prompt.name,
        written=written,
        dropped=reading.dropped,
        replaced=reading.replaced,
        asked=talk.asked,
        usd=talk.usd,
        why="" if written else why or USELESS,
    )
    return replace(findings, focus=cards, author=author)


async def _heard(talk: Talk, sheet: Sheet, prompt: Prompt) -> tuple[Reading, str]:
    """The answer, asked for once more where something is wrong with it; and why there is none."""
    reading = Reading(readable=False)
    try:
        answer = await talk.hear()
        reading = await in_thread(_read, answer, sheet, prompt)
        if reading.wrong and talk.until - monotonic() > LEAST_S:
            answer = await talk.hear(_repair(answer.text, reading))
            reading = _better(reading, await in_thread(_read, answer, sheet, prompt))
    except (BudgetSpent, Parked, NotNow, NotAskable, Misconfigured) as error:
        return reading, _why(error)
    return reading, ""


def _why(error: Exception) -> str:
    return next((why for kind, why in WHY.items() if isinstance(error, kind)), USELESS)


def _read(answer: Answer, sheet: Sheet, prompt: Prompt) -> Reading:
    if answer.ending is not Ending.COMPLETE:
        return Reading(wrong=(ENDED[answer.ending],), readable=False)
    return judged(answer.text, sheet, prompt)


def _repair(said: str, reading: Reading) -> str:
    """After the question, so that all before it is the same and comes from the provider's cache."""
    told = {"your answer": said[:MOST_SHOWN], "what is wrong with it": reading.wrong, "now": "Answer again, all of it."}
    return "\n" + msgspec.json.encode(told).decode()


def _better(first: Reading, second: Reading) -> Reading:
    """The second answer, with what stood in the first and is missing from it."""
    if not second.readable:
        return first
    had = [new.one for new in second.cards]
    return replace(second, cards=(*second.cards, *(old for old in first.cards if old.one not in had)))


def _cards(sheet: Sheet, reading: Reading, findings: Findings) -> tuple[tuple[Focus, ...], int]:
    """The cards, and how many are in the model's words. What the rules show is shown, whatever the model says."""
    kind, times = sheet.scene.kind, count(sheet.found)
    cards, written = list(findings.focus), 0
    for at, one in enumerate(sheet.chosen):
        mine = next((told for told in reading.cards if told.one == one), None)
        if mine is not None and mine.own:
            cards[at] = card(one, kind, times[one.claim.pattern], mine.words)
            written += 1
    seen = [told for told in reading.cards if told.one not in sheet.chosen]
    fits = beside([told.one for told in seen], sheet.found, findings.metrics, sheet.scene.own)
    for one in choose(fits, sheet.held, sheet.chosen):
        mine = next(told for told in seen if told.one == one)
        cards.append(replace(card(one, kind, words=mine.words), seen_by="model"))
        written += 1
    return tuple(cards), written
