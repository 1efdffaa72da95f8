"""What of an answer stands. Code looks up the words and the times, and asks the same gate as for the rules' claims."""

from dataclasses import dataclass, replace

from shipspeak.coaching.evidence import Admitted, admit
from shipspeak.coaching.judged.form import ADDABLE, ADVICE, ANSWERS, OF_OTHERS, Card, NotInTheForm, read
from shipspeak.coaching.judged.prompt import Prompt
from shipspeak.coaching.judged.prose import Fault, Said, fault, strange
from shipspeak.coaching.judged.sheet import Sheet
from shipspeak.coaching.language.lines import Sentence
from shipspeak.coaching.rubric.words import CARDS, Words

MOST_NAMED = 8
"""Words that are named to the model as not among its own."""


class NoSuch(Exception):
    """A claim that does not stand; says why, to the model."""


@dataclass(frozen=True)
class Written:
    """A card that stands."""

    one: Admitted
    words: Words
    own: int
    """How many of its texts are the model's: `ADVICE`."""
    replaced: int
    """… and how many are the rules' because the model's did not pass."""


@dataclass(frozen=True)
class Reading:
    """An answer, read."""

    cards: tuple[Written, ...] = ()
    dropped: int = 0
    """Claims that do not stand."""
    wrong: tuple[str, ...] = ()
    """What is wrong with it, in sentences for the model. Never logged: they may hold its words."""
    readable: bool = True

    @property
    def replaced(self) -> int:
        return sum(card.replaced for card in self.cards)


def judged(text: str, sheet: Sheet, prompt: Prompt) -> Reading:
    """Whatever a model wrote. Never raises."""
    try:
        cards = read(text)
    except NotInTheForm as none:
        return Reading(wrong=(str(none),), readable=False)
    said = sheet.said(prompt)
    kept: list[Written] = []
    wrong: list[str] = []
    dropped = 0
    for number, card in enumerate(cards, 1):
        try:
            one = _claimed(card, sheet)
        except NoSuch as why:
            dropped += 1
            wrong.append(f"Card {number}: {why}")
            continue
        if one is not None and all(one != other.one for other in kept):
            written, faults = _written(card, one, said, prompt)
            kept.append(written)
            wrong += [f"Card {number}, {name}: {why}." for name, why in faults]
    return Reading(tuple(kept), dropped, tuple(wrong))


def _claimed(card: Card, sheet: Sheet) -> Admitted | None:
    """The claim that a card makes, proven; None for one that the rules made and that is shown elsewhere."""
    said, asked = _sentence(card.said, sheet), None if card.asked is None else _sentence(card.asked, sheet)
    for one in sheet.found:
        if one.claim.pattern == card.pattern and sheet.place(one) == card.said:
            return one if one in sheet.chosen else None
    if card.pattern not in ADDABLE:
        raise NoSuch("this behaviour cannot be added.")
    if sheet.alone and card.pattern in OF_OTHERS:
        raise NoSuch("what others said is not shown, so this behaviour cannot be added.")
    if card.pattern in ANSWERS and (asked is None or not _answers(said, asked, sheet)):
        raise NoSuch('"asked" must be what somebody else said right before.')
    claim = sheet.scene.claim(card.pattern, said, asked=asked)
    # Whoever spoke: it is claimed of the coached person, and the gate knows who did.
    admitted, _ = admit([replace(claim, speaker=sheet.scene.talk.focal)], sheet.transcript)
    if not admitted:
        raise NoSuch('"said" must be a sentence of "you", and "asked" one of somebody else.')
    return admitted[0]


def _sentence(id: str, sheet: Sheet) -> Sentence:
    found = sheet.sentences.get(id)
    if found is None:
        raise NoSuch("there is no sentence with that id.")
    return found


def _answers(said: Sentence, asked: Sentence, sheet: Sheet) -> bool:
    return any(
        said.line in exchange.reply.lines and asked.line in exchange.prompt.lines
        for exchange in sheet.scene.talk.exchanges
    )


def _written(card: Card, one: Admitted, said: Said, prompt: Prompt) -> tuple[Written, list[tuple[str, str]]]:
    """The model's texts that pass, ours for the others; and which did not, and why. What happened is told by us alone:
    no gate can tell whether another sentence says the same, or the opposite.
    """
    texts: dict[str, str] = {}
    faults: list[tuple[str, str]] = []
    for name in ADVICE:
        text = " ".join(getattr(card, name).split())
        found = fault(text, prompt.words, said, counting=True)
        if found is None:
            texts[name] = text
        else:
            which = f": {', '.join(strange(text, prompt.words)[:MOST_NAMED])}" if found is Fault.WORD else ""
            faults.append((name, found.value + which))
    ours = CARDS[card.pattern]
    words = replace(
        ours,
        matters=texts.get("matters", ours.matters),
        matters_in={} if "matters" in texts else ours.matters_in,
        instead=texts.get("instead", ours.instead),
        practise=texts.get("practise", ours.practise),
    )
    return Written(one, words, len(texts), len(faults)), faults
