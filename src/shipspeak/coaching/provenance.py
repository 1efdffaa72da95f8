"""How a report was made: what each step took, who wrote the words, what left the machine and what it cost."""

from dataclasses import dataclass

from shipspeak.ai import Left
from shipspeak.coaching.terms import Terms
from shipspeak.speech import Engine


@dataclass(frozen=True, slots=True)
class Part:
    """What one step of the flow took, when it was done; a remembered step is not done again, and keeps its figures."""

    stage: str
    """"hear", "choose", "transcribe" …; the same name as often as it was done."""
    seconds: float
    """By the clock on the wall."""
    usd: float = 0.0
    """What others were paid for it; nobody, for what this machine does itself."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """How this report was made."""

    version: str
    engine: Engine
    hearing: str
    preset: str
    seed: int
    cost_usd: float
    seconds_sent: float
    """Seconds of audio that left this machine; 0 offline."""
    coach: str
    schema: int = 1
    parts: tuple[Part, ...] = ()
    """In the order of the flow."""
    terms: Terms | None = None
    """What was agreed, where the person wished for a better engine."""
    gave_up: str = ""
    """Why the engine on this machine wrote the words although a provider had agreed to: the end of a sentence."""
    anchored: float | None = None
    """Share of a provider's words whose times come from the rough words of this machine, 0…1; the others were spread
    over the speech between them. None: the engine tells its own times."""
    others_ms: int = 0
    """Of the sound that left this machine, what others spoke in: milliseconds by the turns that were heard."""
    others_words: int = 0
    """Of the words that left it to be judged, what others said."""
    left: tuple[Left, ...] = ()
    """What left this machine for this meeting since it is here, earlier reports included, as the ledger says."""
