"""The story: upload, hear, choose, transcribe, analyse, report (`flow.py`)."""
