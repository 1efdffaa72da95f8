"""The story: upload, hear, choose, transcribe, analyse, report (`flow.py`)."""

from shipspeak.coaching.metrics import measure
from shipspeak.coaching.model import Basis, Kind, Metric

__all__ = ["Basis", "Kind", "Metric", "measure"]
