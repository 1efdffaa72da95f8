"""Read what a provider answered: only what we use of it. Pure; bad input is BadAnswer, whatever it is."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shipspeak.ai.deciding.classify import Kind
from shipspeak.ai.model import Ending, Reply, Usage

Count = Annotated[int, Meta(ge=0, le=10**9)]


class BadAnswer(Exception):
    """An answer of 2xx that is none."""

    def __init__(self, kind: Kind = Kind.GARBLED, status: int | None = None, code: str | None = None) -> None:
        self.kind, self.status, self.code = kind, status, code
        super().__init__(code or kind)


class _Details(msgspec.Struct):
    cached_tokens: Count = 0
    cache_write_tokens: Count = 0


class _Usage(msgspec.Struct):
    input_tokens: Count = 0
    output_tokens: Count = 0
    input_tokens_details: _Details | None = None
    seconds: Annotated[float, Meta(ge=0, le=10**6)] = 0.0


class _Transcription(msgspec.Struct):
    text: str
    usage: _Usage | None = None


class _Part(msgspec.Struct):
    type: str = ""
    text: str = ""
    refusal: str = ""


class _Item(msgspec.Struct):
    type: str = ""
    content: list[_Part] | None = None


class _Reason(msgspec.Struct):
    reason: str = ""


class _Error(msgspec.Struct):
    code: str | None = None


class _Response(msgspec.Struct):
    status: str
    output: list[_Item]
    usage: _Usage | None = None
    service_tier: str | None = None
    incomplete_details: _Reason | None = None
    error: _Error | None = None


def transcription(body: bytes) -> Reply:
    """Of `/audio/transcriptions`. Raises BadAnswer."""
    read = _decoded(body, _Transcription)
    return Reply(read.text, usage=_usage(read.usage))


def response(body: bytes) -> Reply:
    """Of `/responses`. Raises BadAnswer."""
    read = _decoded(body, _Response)
    if read.status == "failed":
        raise BadAnswer(Kind.STATUS, 500, read.error.code if read.error else None)
    parts = [part for item in read.output if item.type == "message" for part in item.content or ()]
    text = "".join(part.text for part in parts if part.type == "output_text")
    if any(part.type == "refusal" for part in parts):
        ending = Ending.REFUSED
    elif read.status == "incomplete":
        cut = read.incomplete_details is not None and read.incomplete_details.reason == "max_output_tokens"
        ending = Ending.TRUNCATED if cut else Ending.REFUSED  # the other reason is a content filter
    elif read.status == "completed":
        ending = Ending.COMPLETE
    else:
        raise BadAnswer
    return Reply(text, ending, _usage(read.usage), read.service_tier)


def _usage(said: _Usage | None) -> Usage | None:
    """None where nothing is said: every question uses something."""
    if said is None:
        return None
    details = said.input_tokens_details or _Details()
    usage = Usage(
        said.input_tokens,
        details.cached_tokens,
        details.cache_write_tokens,
        said.output_tokens,
        round(said.seconds * 1000),
    )
    return None if usage == Usage() else usage


def _decoded(body: bytes, kind: type[Any]) -> Any:  # noqa: ANN401 -- `kind` says it
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise BadAnswer from None
