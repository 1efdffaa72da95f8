"""From a file's bytes to captions: how it is encoded, which form it has, who reads it."""

from shipspeak.speech.captions.assemble import Captions, assemble
from shipspeak.speech.captions.cue import CUES, LINE, Cue
from shipspeak.speech.captions.errors import BadCaptionLine, EmptyTranscript, NotATranscript, TranscriptTooLarge
from shipspeak.speech.captions.plain import read_plain
from shipspeak.speech.captions.recogniser import read_json
from shipspeak.speech.captions.timed import read_timed

BYTES = 20 * 1024 * 1024
"""Of the file. Four hours of speech are some 0.4 MB as text and 6 MB as JSON with word times."""

_LINES = 1_000_000
_ARROW_WITHIN = 50
"""Lines in which a file with cues shows its first `-->`."""
_BINARY = {
    b"PK\x03\x04": "an office document or an archive",
    b"%PDF": "a PDF",
    b"{\\rtf": "an RTF document",
    b"\xd0\xcf\x11\xe0": "an office document",
    b"\x1f\x8b": "a compressed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}


def read_captions(data: bytes, filename: str) -> Captions:
    """The transcript in `data`. `filename` is only a hint: its ending names the form where the content leaves it
    open. Linear in time and memory. Raises `NotATranscript`, `BadCaptionLine`, `EmptyTranscript`,
    `TranscriptTooLarge`.
    """
    if len(data) > BYTES:
        raise TranscriptTooLarge(limit=f"{BYTES >> 20} MB")
    text = _decode(data)
    if not text.strip():
        raise EmptyTranscript
    cues = _read(text, filename.lower())
    if len(cues) > CUES:
        raise TranscriptTooLarge(limit=f"{CUES:,} entries")
    return assemble(cues)


def _read(text: str, filename: str) -> list[Cue]:
    start = text.lstrip()
    listed = start.startswith("[") and start[1:].lstrip()[:1] in {"{", "]", "["}
    if start.startswith("{") or listed or filename.endswith(".json"):
        return read_json(text)
    if start[:200].lower().startswith(("<!doctype", "<html", "<?xml", "<tt")):
        raise NotATranscript(what="a web page or XML")
    if text.count("\n") + text.count("\r") > _LINES:
        raise TranscriptTooLarge(limit=f"{_LINES:,} lines")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, start=1):
        if len(line) > LINE:
            fix = "Break it into lines"
            raise BadCaptionLine(line=number, problem=f"has more than {LINE:,} characters", fix=fix)
    if start.startswith("WEBVTT") or any("-->" in line for line in lines[:_ARROW_WITHIN]):
        return read_timed(lines)
    if filename.endswith((".vtt", ".srt")):
        raise NotATranscript(what="a text without a single caption time, though its name says it has captions")
    return read_plain(lines)


def _decode(data: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else Windows' Western encoding, which old tools write."""
    for magic, what in _BINARY.items():
        if data.startswith(magic):
            raise NotATranscript(what=what)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
        if text.count("�") > len(text) // 100:
            raise NotATranscript(what="a damaged text file")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    head = text[:65_536]
    odd = sum(head.count(chr(code)) for code in range(32) if code not in {9, 10, 12, 13})
    if odd > len(head) // 200 + 2 or "\0" in head:
        raise NotATranscript(what="a binary file")
    return text
