"""Coaching by a model that cannot invent. It picks sentences and writes within a small vocabulary; what it claims
passes the rules' own gate (`evidence`), and no figure, quote, name, score or mark is ever its.
"""

from shipspeak.coaching.judged.coach import FEATURE, write
from shipspeak.coaching.judged.form import ADDABLE, TEXTS
from shipspeak.coaching.judged.prompt import NEWEST, Prompt, Recorded, prompt, recorded
from shipspeak.coaching.judged.scripted import ScriptedAsker
from shipspeak.coaching.judged.sheet import Sheet, lay_out

__all__ = [
    "ADDABLE",
    "FEATURE",
    "NEWEST",
    "TEXTS",
    "Prompt",
    "Recorded",
    "ScriptedAsker",
    "Sheet",
    "lay_out",
    "prompt",
    "recorded",
    "write",
]
