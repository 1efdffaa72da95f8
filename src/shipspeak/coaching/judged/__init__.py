"""Coaching by a model that cannot invent. It picks sentences and writes within a small vocabulary; what it claims
passes the rules' own gate (`evidence`), and no figure, quote, name, score or mark is ever its.
"""

from shipspeak.coaching.judged.coach import FEATURE, write
from shipspeak.coaching.judged.prompt import NEWEST, Prompt, prompt
from shipspeak.coaching.judged.scripted import ScriptedAsker
from shipspeak.coaching.judged.sheet import Sheet, lay_out

__all__ = ["FEATURE", "NEWEST", "Prompt", "ScriptedAsker", "Sheet", "lay_out", "prompt", "write"]
