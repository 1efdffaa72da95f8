"""From OpenAI's published description of its API, what we use of it: `python trim.py openapi.json > openai.json`.

Only requests, as what we read of answers is our own business (`ai/deciding/answers.py`): bodies, parameters and every
schema they name, without the prose. Answers are short ones of ours, for a server that plays the description.
"""

import json
import sys
from pathlib import Path
from typing import Any

USED = {
    ("/responses", "post"): {
        "status": "completed",
        "output": [{"type": "message", "content": [{"type": "output_text", "text": '{"score": 3}'}]}],
        "usage": {"input_tokens": 120, "output_tokens": 9},
    },
    ("/audio/transcriptions", "post"): {"text": "we ship on friday", "usage": {"type": "duration", "seconds": 30}},
    ("/files", "post"): {"id": "file-1"},
    ("/files/{file_id}/content", "get"): {},
    ("/batches", "post"): {"id": "batch_1", "status": "validating"},
    ("/batches/{batch_id}", "get"): {"id": "batch_1", "status": "completed"},
    ("/batches/{batch_id}/cancel", "post"): {"id": "batch_1", "status": "cancelling"},
    ("/organization/costs", "get"): {"object": "page", "data": [], "has_more": False},
}
PROSE = {"description", "title", "summary", "example", "examples", "externalDocs", "deprecated"}


def trimmed(whole: dict[str, Any]) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for (path, method), answer in USED.items():
        said = whole["paths"][path][method]
        kept = {key: bare(said[key]) for key in ("operationId", "parameters", "requestBody") if key in said}
        answers = {"200": {"description": "ours", "content": {"application/json": {"example": answer}}}}
        paths.setdefault(path, {})[method] = kept | {"responses": answers}
    schemas: dict[str, Any] = {}
    todo = named(paths)
    while todo:
        name = todo.pop()
        schemas[name] = bare(whole["components"]["schemas"][name])
        todo |= named(schemas[name]) - schemas.keys()
    about = {key: whole["info"][key] for key in ("title", "version", "license")}
    return {
        "openapi": whole["openapi"],
        "info": about,
        "servers": [{"url": "/v1"}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"key": []}],
    }


def bare(node: Any) -> Any:
    """Without prose and without what tools of others read in it; a property may be called like one of them."""
    if isinstance(node, list):
        return [bare(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        key: {name: bare(one) for name, one in value.items()} if key == "properties" else bare(value)
        for key, value in node.items()
        if key not in PROSE and not key.startswith("x-")
    }


def named(node: Any) -> set[str]:
    """The schemas that are referred to."""
    if isinstance(node, list):
        return set().union(*(named(one) for one in node)) if node else set()
    if not isinstance(node, dict):
        return set()
    own = {node["$ref"].rpartition("/")[2]} if isinstance(node.get("$ref"), str) else set()
    return own.union(*(named(one) for one in node.values()))


if __name__ == "__main__":
    json.dump(trimmed(json.loads(Path(sys.argv[1]).read_text())), sys.stdout, separators=(",", ":"))
