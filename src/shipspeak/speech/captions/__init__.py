"""Transcripts that come as files: WebVTT, SRT, plain text, JSON of the usual recognisers.

Why own code and not webvtt-py or pysrt: docs/decisions/0005-transcripts-as-input.md.
"""

from shipspeak.speech.captions.assemble import Captions, census_of, transcript_of
from shipspeak.speech.captions.errors import (
    BadCaptionLine,
    EmptyTranscript,
    NotATranscript,
    TooManyNames,
    TranscriptTooLarge,
    TranscriptTooLong,
)
from shipspeak.speech.captions.read import read_captions

__all__ = [
    "BadCaptionLine",
    "Captions",
    "EmptyTranscript",
    "NotATranscript",
    "TooManyNames",
    "TranscriptTooLarge",
    "TranscriptTooLong",
    "census_of",
    "read_captions",
    "transcript_of",
]
