"""What OpenTelemetry's own SDK receives of a question."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from opentelemetry import metrics, trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import Histogram, InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from shipspeak.ai.asking.signals import watched
from shipspeak.ai.deciding import backoff
from shipspeak.database import Database
from tests.ai.desk import BUSY, COACH, SECRET, WELL, Desk, desk

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def sdk() -> tuple[InMemorySpanExporter, InMemoryMetricReader]:
    """A process sets its SDK up once; what it then holds goes nowhere."""
    spans, read = InMemorySpanExporter(), InMemoryMetricReader()
    tracing = TracerProvider()
    tracing.add_span_processor(SimpleSpanProcessor(spans))
    trace.set_tracer_provider(tracing)
    metrics.set_meter_provider(MeterProvider(metric_readers=[read]))
    return spans, read


@pytest.fixture
def spans(sdk: tuple[InMemorySpanExporter, InMemoryMetricReader]) -> InMemorySpanExporter:
    sdk[0].clear()
    return sdk[0]


@pytest.fixture
async def at(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(backoff, "BASE_S", 0.001)
    async with desk(database, tmp_path) as made:
        yield made


async def test_each_attempt_is_a_span_that_holds_no_word(at: Desk, spans: InMemorySpanExporter) -> None:
    at.openai.go_on_with([BUSY, WELL])
    await at.gateway.ask(at.caller, COACH)
    failed, answered = spans.get_finished_spans()
    assert answered.name == "chat gpt-6.1-terra"
    assert answered.attributes == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-6.1-terra",
        "gen_ai.usage.input_tokens": 100,
        "gen_ai.usage.output_tokens": 10,
    }
    assert answered.status.status_code is StatusCode.UNSET
    assert failed.status.status_code is StatusCode.ERROR
    assert (failed.attributes or {})["error.type"] == "server_is_overloaded"
    told = "".join(span.to_json() for span in (failed, answered))
    for secret in (COACH.content, COACH.instructions, WELL.text, SECRET):
        assert secret not in told


async def test_a_failure_of_ours_is_told_by_its_class_alone(at: Desk, spans: InMemorySpanExporter) -> None:
    (target, *_) = at.gateway._targets(COACH)
    with pytest.raises(ValueError, match="Friday"), watched(COACH, target):
        raise ValueError(COACH.content)
    (span,) = spans.get_finished_spans()
    assert (span.attributes or {})["error.type"] == "ValueError"
    assert COACH.content not in span.to_json()


async def test_durations_and_tokens_are_counted(
    at: Desk, sdk: tuple[InMemorySpanExporter, InMemoryMetricReader]
) -> None:
    before = dict(_counts(sdk[1]))
    await at.gateway.ask(at.caller, COACH)
    after = dict(_counts(sdk[1]))
    grown = {key: after[key] - before.get(key, 0) for key in after if after[key] != before.get(key, 0)}
    assert grown == {
        ("gen_ai.client.operation.duration", ""): 1,
        ("gen_ai.client.token.usage", "input"): 1,
        ("gen_ai.client.token.usage", "output"): 1,
    }


def _counts(read: InMemoryMetricReader) -> Iterator[tuple[tuple[str, str], int]]:
    """How often each was recorded of what went well, by name and kind of token."""
    data = read.get_metrics_data()
    for resource in data.resource_metrics if data else ():
        for metric in (metric for scope in resource.scope_metrics for metric in scope.metrics):
            assert isinstance(metric.data, Histogram)
            for point in metric.data.data_points:
                attributes = point.attributes or {}
                if "error.type" not in attributes:
                    yield (metric.name, str(attributes.get("gen_ai.token.type", ""))), point.count
