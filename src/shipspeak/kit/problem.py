"""Every error of the web side is an RFC 9457 problem: on every path, 404, 405 and 422 included.

A browser gets the same sentence as a page. What nobody planned for says so and nothing more: its text may hold content.
"""

import logging
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from shipspeak.base import ShipSpeakError

log = logging.getLogger(__name__)

ErrorPage = Callable[[int, str, str, str], str]
"""(status, title, sentence, path that was asked for) -> HTML."""


def response(
    page: ErrorPage,
    request: Request,
    status: int,
    code: str,
    sentence: str,
    again: int = ShipSpeakError.retry_after,
    **more: Any,  # noqa: ANN401 -- extension members of a problem are free
) -> Response:
    """One error, as whoever asks wants it."""
    title = HTTPStatus(status).phrase
    # What a protocol wants on each of its answers, its door leaves in `request.state.headers`.
    headers = {"cache-control": "no-store", **getattr(request.state, "headers", {})}
    if request.method in {"POST", "PUT", "PATCH"}:
        # What was refused may not have been read to its end, and then nothing more can come on this connection.
        headers["connection"] = "close"
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        headers["retry-after"] = str(again)
    if "text/html" in request.headers.get("accept", ""):
        return Response(page(status, title, sentence, request.url.path), status, headers, "text/html")
    body = {"type": f"/problems/{code}", "title": title, "status": status, "detail": sentence, **more}
    return Response(msgspec.json.encode(body), status, headers, "application/problem+json")


def of(page: ErrorPage, request: Request, error: ShipSpeakError) -> Response:
    """An expected error."""
    return response(page, request, error.status, error.code, str(error), error.retry_after)


def install(app: FastAPI, page: ErrorPage) -> None:
    """Answer every error of `app` with a problem, or with `page` where a browser asks for HTML."""
    answer = partial(response, page)

    async def expected(request: Request, error: Exception) -> Response:
        assert isinstance(error, ShipSpeakError)
        return of(page, request, error)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        status = HTTPStatus(error.status_code)
        sentences = {
            HTTPStatus.NOT_FOUND: "There is nothing at this address.",
            HTTPStatus.METHOD_NOT_ALLOWED: "This address does not do that.",
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "More was sent than this address takes.",
        }
        code = status.phrase.lower().replace(" ", "-")
        return answer(request, status, code, sentences.get(status, str(error.detail)))

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        # Where and what kind, never the value that was sent: it may be content.
        errors = [
            {"pointer": "/" + "/".join(map(str, fault["loc"])), "detail": fault["msg"]} for fault in error.errors()
        ]
        return answer(request, 422, "invalid-request", "Some of what was sent does not fit.", errors=errors)

    async def unexpected(request: Request, error: Exception) -> Response:
        trace = uuid4().hex
        log.error(
            "unexpected error", extra={"trace": trace, "kind": type(error).__qualname__, "path": request.url.path}
        )
        sentence = (
            f"Something went wrong that nobody planned for. If it happens again, report it with this number: {trace}."
        )
        return answer(request, 500, "unexpected", sentence, trace_id=trace)

    app.add_exception_handler(ShipSpeakError, expected)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unexpected)
