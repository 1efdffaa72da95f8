"""What an attempt sends, and what it may use at most: what is reserved for it."""

from dataclasses import dataclass

import msgspec

from shipspeak.ai.catalogue import Target
from shipspeak.ai.errors import TooMuch
from shipspeak.ai.model import Ask, Sent, Transcribe, Usage

BYTES_PER_TOKEN = 3
"""English has 4.2 characters to a token and German 3.3; a letter of Chinese is one token of three bytes. So a third of
the bytes is seldom less than what is billed, and about 1.4 times what English is."""
_DECODER: msgspec.msgpack.Decoder[Ask] = msgspec.msgpack.Decoder(Ask)
FRAME_TOKENS = 200
"""What a provider adds around the schema and the roles."""
ROUNDING_MS = 1_000
"""By which a provider may round a clip."""
LENGTH_ODD, TOKENS_ODD = "length-odd", "tokens-odd"
"""In the ledger: an answer whose usage is not believed."""


@dataclass(frozen=True, slots=True)
class Estimate:
    sent: Sent
    usage: Usage
    """The most that will be billed; tokens that may be written to a cache are counted as written, which is dearer."""

    def why_not(self, said: Usage, least_ms: int) -> str | None:
        """Why that cannot be what was used; None: it can. A token is a byte at least. `least_ms`: of any clip."""
        sent_ms, into, out = self.sent.audio_ms, self.sent.bytes, self.usage.output_tokens
        if not sent_ms - ROUNDING_MS <= said.audio_ms <= max(sent_ms, least_ms) + ROUNDING_MS:
            return LENGTH_ODD
        if said.input_tokens > into + FRAME_TOKENS or said.output_tokens > out + FRAME_TOKENS:
            return TOKENS_ODD
        return None


def estimate(ask: Ask, target: Target) -> Estimate:
    """Raises TooMuch: what does not fit is not sent, as its refusal would come after the wait."""
    most = target.model
    if isinstance(ask, Transcribe):
        hints = " ".join((ask.prompt, *ask.keywords))
        words = sum(len(one.split()) for one in ask.keywords)
        sent = Sent(len(ask.audio) + len(hints.encode()), words, ask.audio_ms)
        if len(ask.audio) > most.most_bytes:
            raise TooMuch(model=target.name, what=f"{len(ask.audio):,} of {most.most_bytes:,} bytes")
        if ask.audio_ms > most.most_s * 1000:
            raise TooMuch(model=target.name, what=f"{ask.audio_ms // 1000:,} of {most.most_s:,} seconds")
        return Estimate(sent, Usage(audio_ms=ask.audio_ms))
    text = len(ask.instructions.encode()) + len(ask.content.encode()) + len(ask.schema.encode())
    words = len(ask.content.split())
    tokens = FRAME_TOKENS + -(-text // BYTES_PER_TOKEN)
    if tokens + ask.most_tokens > most.most_tokens:
        raise TooMuch(model=target.name, what=f"{tokens + ask.most_tokens:,} of {most.most_tokens:,} tokens")
    return Estimate(
        Sent(text, words, 0), Usage(input_tokens=tokens, cache_write_tokens=tokens, output_tokens=ask.most_tokens)
    )


def encoded(ask: Ask) -> bytes:
    """The question as bytes: to seal, and to tell whether two are the same."""
    return msgspec.msgpack.encode(ask)


def decoded(data: bytes) -> Ask:
    return _DECODER.decode(data)
