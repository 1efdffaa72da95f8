"""Words that a provider writes down: text for money, times and speakers from this machine."""

from shipspeak.coaching.paid.align import Timed, timed
from shipspeak.coaching.paid.apart import write_for
from shipspeak.coaching.paid.bought import Bought
from shipspeak.coaching.paid.quote import ASK, FEATURES, JUDGE, TRANSCRIBE, agreed, most_usd, words_usd
from shipspeak.coaching.paid.sent import Counted, Sent
from shipspeak.coaching.paid.sent import load as sent_before
from shipspeak.coaching.paid.writing import GaveUp, Paid, write

__all__ = [
    "ASK",
    "FEATURES",
    "JUDGE",
    "TRANSCRIBE",
    "Bought",
    "Counted",
    "GaveUp",
    "Paid",
    "Sent",
    "Timed",
    "agreed",
    "most_usd",
    "sent_before",
    "timed",
    "words_usd",
    "write",
    "write_for",
]
