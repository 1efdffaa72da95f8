"""ShipSpeak coaches product managers from recordings of their own meetings."""

import os

__version__ = "0.1.0"

# What we stand on may not talk about us either: onnxruntime 1.32 reports its use to its maker, with a number for the
# machine, unless this is set before it is loaded; huggingface_hub would look for newer weights than those we verified.
# tests/story/test_nothing_leaves.py ends whatever opens a way out.
os.environ |= {"ORT_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_OFFLINE": "1"}
