"""Does the file hold as many bytes as it says, or more? For formats whose duration libavformat takes from the file's
size, and for those of which it reads the first of two.
"""

from .trouble import Readable, boxes


def cut_short(recording: Readable, container: str) -> bool:
    """True only where the file itself says that bytes are missing at its end."""
    check = _CHECKS.get(container)
    return check is not None and check(recording)


def goes_on(recording: Readable, container: str) -> bool:
    """Whether another recording stands behind this one's end, as where two files were copied into one."""
    if container == "wav":
        end = 8 + int.from_bytes(recording.peek(4, 4), "little")
        return recording.peek(end + end % 2, 4) == b"RIFF"
    return container == "mov" and sum(name == b"ftyp" for name, _, _ in boxes(recording)) > 1


def _wav(recording: Readable) -> bool:
    """The RIFF size counts what follows it. 0 and nearly 2^32 mean "unknown": writers that could not go back."""
    head = recording.peek(0, 8)
    size = int.from_bytes(head[4:8], "little")
    return head[:4] == b"RIFF" and 0 < size < 0xFFFFFF00 and recording.size + 1 < size + 8


def _w64(recording: Readable) -> bool:
    return recording.size + 7 < int.from_bytes(recording.peek(16, 8), "little") < 1 << 62


def _mp3(recording: Readable) -> bool:
    """The Xing or Info frame that encoders put first counts the bytes of sound, if the second of its flags is set."""
    head = recording.peek(0, 10)
    start = 0
    if head[:3] == b"ID3":
        start = 10 + sum((byte & 127) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    frame = recording.peek(start, 256)
    at = max(frame.find(b"Xing"), frame.find(b"Info"))
    if at < 0:
        return False
    flags = int.from_bytes(frame[at + 4 : at + 8], "big")
    field = at + 8 + (4 if flags & 1 else 0)
    return bool(flags & 2) and recording.size < start + int.from_bytes(frame[field : field + 4], "big")


def _ogg(recording: Readable) -> bool:
    """The last page (at most 65,307 bytes, RFC 3533 §6) says in its table of segments how long it is."""
    tail = recording.peek(max(0, recording.size - 65_307), 65_307)
    page = tail[tail.rfind(b"OggS") :]
    if page[:4] != b"OggS" or len(page) < 27:
        return True
    table = page[27 : 27 + page[26]]
    return len(page) < 27 + page[26] + sum(table)


_CHECKS = {"wav": _wav, "w64": _w64, "mp3": _mp3, "ogg": _ogg}
