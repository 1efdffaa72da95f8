"""What may be opened and decoded in the child; everything else of libavformat's 300 formats stays shut."""

PROTOCOLS = "none"
"""No protocol has this name: a demuxer that wants to open something of its own is refused before the lock is asked."""

CODECS = frozenset(
    {
        # What browsers, phones, conference systems and editors write.
        *("aac", "mp3", "mp3float", "mp2", "mp2float", "opus", "vorbis", "flac", "alac", "ac3", "eac3"),
        # Dictation machines, telephone systems, old cameras.
        *("amrnb", "amrwb", "gsm_ms", "adpcm_ms", "adpcm_ima_wav", "adpcm_ima_qt", "pcm_alaw", "pcm_mulaw"),
        *("pcm_u8", "pcm_s8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be"),
        *("pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_f64be"),
    }
)
"""No video decoder among them, so that not even probing a film runs one."""

STAMPED = frozenset({"mov", "matroska", "ogg", "flac"})
"""Formats whose every packet carries its time, so that a seek tells the truth about length; mp3's is a guess."""
DECLARED = frozenset({"wav", "w64", "aiff", "mov", "matroska", "flac"})
"""Formats that write their length down, so that "ends early" can be said."""


def options(container: str) -> dict[str, str]:
    """For avformat_open_input. `container`: libavformat's name, as our own sniffing found it."""
    return {
        "format_whitelist": container,
        "protocol_whitelist": PROTOCOLS,
        "codec_whitelist": ",".join(sorted(CODECS)),
        "max_streams": "64",
    }
