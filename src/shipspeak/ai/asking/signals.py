"""What one question to a provider looks like from outside: a span and two histograms, by the names of OpenTelemetry's
semantic conventions for generative AI clients. Figures, and words of ours: never a word that was asked or answered.

Without an SDK in the process they go nowhere; whoever sets one up gets them all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from opentelemetry import metrics, trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from shipspeak.ai.catalogue import Target
from shipspeak.ai.model import Ask, Reply, Transcribe

_TRACER = trace.get_tracer("shipspeak.ai")
_METER = metrics.get_meter("shipspeak.ai")
_DURATION = _METER.create_histogram(
    "gen_ai.client.operation.duration",
    unit="s",
    description="From the question until the last word of its answer.",
    explicit_bucket_boundaries_advisory=[0.01 * 2**step for step in range(14)],
)
_TOKENS = _METER.create_histogram(
    "gen_ai.client.token.usage",
    unit="{token}",
    description="Tokens of a question and of its answer, as the provider counts them.",
    explicit_bucket_boundaries_advisory=[4**step for step in range(14)],
)


def operation(ask: Ask) -> str:
    return "transcribe" if isinstance(ask, Transcribe) else "chat"


class Seen:
    """What came of the question, told before its span ends."""

    def __init__(self, span: Span, attributes: dict[str, str]) -> None:
        self._span = span
        self.attributes = attributes

    def answered(self, reply: Reply) -> None:
        if reply.usage is None:
            return
        for kind, count in (("input", reply.usage.input_tokens), ("output", reply.usage.output_tokens)):
            self._span.set_attribute(f"gen_ai.usage.{kind}_tokens", count)
            _TOKENS.record(count, {**self.attributes, "gen_ai.token.type": kind})

    def failed(self, error: str) -> None:
        """`error`: a code or a class, never a text."""
        self.attributes["error.type"] = error
        self._span.set_attribute("error.type", error)
        self._span.set_status(Status(StatusCode.ERROR))


@contextmanager
def watched(ask: Ask, target: Target) -> Iterator[Seen]:
    """One attempt. An exception is told by its class alone: its text may quote what was asked."""
    attributes = {
        "gen_ai.operation.name": operation(ask),
        "gen_ai.provider.name": target.model.provider,
        "gen_ai.request.model": target.name,
    }
    name = f"{attributes['gen_ai.operation.name']} {target.name}"
    began = monotonic()
    with _TRACER.start_as_current_span(
        name, kind=SpanKind.CLIENT, attributes=attributes, record_exception=False, set_status_on_exception=False
    ) as span:
        seen = Seen(span, attributes)
        try:
            yield seen
        except BaseException as error:
            seen.failed(type(error).__qualname__)
            raise
        finally:
            _DURATION.record(monotonic() - began, attributes)
