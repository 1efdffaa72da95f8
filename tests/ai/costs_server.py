"""OpenAI's report of costs as its reference describes it: an admin key, buckets of a day, a page at a time."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

DAY_S = 24 * 3600


@asynccontextmanager
async def costs_server(
    days: Mapping[date, Decimal], key: str, *, page: int = 3, currency: str = "usd", asked: list[str] | None = None
) -> AsyncIterator[str]:
    """Its address. Each day's cost comes as two results, as it does where costs are grouped."""

    def answer(path: str, authorization: str) -> tuple[int, object]:
        if authorization != f"Bearer {key}":
            return 401, {"error": {"message": "no", "code": "invalid_api_key", "type": "invalid_request_error"}}
        query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        first, last = int(query["start_time"]), int(query["end_time"])
        starts = list(range(first, last, DAY_S))
        begin = int(query.get("page", "0"))
        buckets = [_bucket(start, days, currency) for start in starts[begin : begin + page]]
        more = begin + page < len(starts)
        next_page = str(begin + page) if more else None
        return 200, {"object": "page", "data": buckets, "has_more": more, "next_page": next_page}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
        path = first.split(" ")[1]
        if asked is not None:
            asked.append(path)
        status, said = answer(path, headers.get("authorization", ""))
        body = json.dumps(said).encode()
        writer.write(
            f"HTTP/1.1 {status} Said\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n"
            "connection: close\r\n\r\n".encode()
            + body
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    finally:
        server.close()


def _bucket(start: int, days: Mapping[date, Decimal], currency: str) -> object:
    day = datetime.fromtimestamp(start, UTC).date()
    assert datetime.combine(day, time(), UTC).timestamp() == start, "buckets begin at midnight UTC"
    cost = days.get(day)
    halves = [] if cost is None else [float(cost) / 4, float(cost) * 3 / 4]
    return {
        "object": "bucket",
        "start_time": start,
        "end_time": start + DAY_S,
        "results": [
            {
                "object": "organization.costs.result",
                "amount": {"value": half, "currency": currency},
                "line_item": None,
                "project_id": None,
            }
            for half in halves
        ],
    }
