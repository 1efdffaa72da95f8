"""Words that a provider writes down: text for money, times and speakers from this machine."""

from shipspeak.coaching.paid.align import Timed, timed
from shipspeak.coaching.paid.apart import keep
from shipspeak.coaching.paid.both import both, buy
from shipspeak.coaching.paid.bought import Bought
from shipspeak.coaching.paid.price import Price, price
from shipspeak.coaching.paid.quote import ASK, FEATURES, JUDGE, TRANSCRIBE, agreed, most_usd, postponed
from shipspeak.coaching.paid.sent import Counted, Sent
from shipspeak.coaching.paid.sent import load as sent_before
from shipspeak.coaching.paid.writing import Asked, GaveUp, Paid

__all__ = [
    "ASK",
    "FEATURES",
    "JUDGE",
    "TRANSCRIBE",
    "Asked",
    "Bought",
    "Counted",
    "GaveUp",
    "Paid",
    "Price",
    "Sent",
    "Timed",
    "agreed",
    "both",
    "buy",
    "keep",
    "most_usd",
    "postponed",
    "price",
    "sent_before",
    "timed",
]
