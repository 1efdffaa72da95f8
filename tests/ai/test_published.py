"""What we send is what OpenAI publishes that it takes: asked of its description, and of Prism, which plays it."""

import json
from collections.abc import Mapping
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

import jsonschema
import msgspec
import pytest

from bench._openai import FakeOpenAI, Heard
from shipspeak.ai.deciding.classify import Kind
from shipspeak.ai.model import Ask, Reply, Respond, Transcribe
from shipspeak.ai.providers.openai_provider import OpenAIProvider
from shipspeak.ai.providers.provider import Failed
from tests.ai.desk import CLIP, COACH
from tests.ai.servers import PUBLISHED, prism

DESCRIPTION: Mapping[str, Any] = json.loads(PUBLISHED.read_text())
ASKS = [
    CLIP,
    msgspec.structs.replace(CLIP, prompt="Um, uh, I mean", keywords=("ARR", "churn"), languages=("en",)),
    COACH,
    msgspec.structs.replace(COACH, content="Ünïcode “quotes” 好" * 100, most_tokens=4000),
]


def body(heard: Heard) -> dict[str, Any]:
    """JSON, or the fields of a form: those that end in [] are lists, a file is its bytes."""
    kind = heard.headers["content-type"]
    if kind.startswith("application/json"):
        return dict(json.loads(heard.body))
    form: Message = BytesParser(policy=HTTP).parsebytes(f"content-type: {kind}\r\n\r\n".encode() + heard.body)
    fields: dict[str, Any] = {}
    for part in form.get_payload():
        assert isinstance(part, Message)
        name = str(part.get_param("name", header="content-disposition"))
        value = part.get_payload(decode=True)
        text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
        if name.endswith("[]"):
            fields.setdefault(name.removesuffix("[]"), []).append(text)
        else:
            fields[name] = text
    return fields


def properties(schema: Mapping[str, Any]) -> set[str]:
    """Of an object that is put together of several."""
    if "$ref" in schema:
        return properties(DESCRIPTION["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    return set(schema.get("properties", {})).union(*(properties(part) for part in schema.get("allOf", ())))


def check(path: str, sent: Mapping[str, Any]) -> None:
    """Raises jsonschema.ValidationError; also for a property that the description does not name."""
    (media,) = DESCRIPTION["paths"][path]["post"]["requestBody"]["content"].values()
    jsonschema.Draft202012Validator(DESCRIPTION | media["schema"]).validate(sent)
    unknown = set(sent) - properties(media["schema"])
    if unknown:
        raise jsonschema.ValidationError(f"not described: {unknown}")


@pytest.mark.parametrize("ask", ASKS, ids=repr)
async def test_every_request_is_as_published(ask: Ask) -> None:
    async with FakeOpenAI([Reply("{}")]) as fake:
        provider = OpenAIProvider(fake.url)
        await provider.send(ask, "gpt-transcribe" if isinstance(ask, Transcribe) else "gpt-6-luna", "sk-some-key", 5)
        await provider.close()
    (heard,) = fake.heard
    check(heard.path.removeprefix("/v1"), body(heard))


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("/responses", {"input": 3}),
        ("/responses", {"max_output_tokens": 3}),
        ("/responses", {"max_tokens": 100}),
        ("/responses", {"text": {"format": {"type": "json_schema", "name": "x"}}}),
        ("/audio/transcriptions", {"keywords": "ARR"}),
        ("/audio/transcriptions", {"response_format": "xml"}),
        ("/audio/transcriptions", {"timestamps": True}),
    ],
)
def test_what_is_not_as_published_is_found(path: str, wrong: Mapping[str, Any]) -> None:
    right = {"model": "gpt-6-luna", "input": "x"} if path == "/responses" else {"model": "gpt-transcribe", "file": "x"}
    check(path, right)
    with pytest.raises(jsonschema.ValidationError):
        check(path, right | wrong)


@pytest.mark.engine
async def test_a_server_that_plays_the_description_takes_what_we_send() -> None:
    async with prism() as url:
        provider = OpenAIProvider(url)
        for ask in ASKS:
            reply = await provider.send(ask, "gpt-6-luna", "sk-some-key", 30)
            assert reply.usage is not None
        too_few: Respond = msgspec.structs.replace(COACH, most_tokens=3)
        with pytest.raises(Failed) as refused:  # and looks at it
            await provider.send(too_few, "gpt-6-luna", "sk-some-key", 30)
        await provider.close()
    assert (refused.value.fault.kind, refused.value.fault.status) == (Kind.STATUS, 422)
