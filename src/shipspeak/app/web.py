"""The web application: rooms' doors, errors as problems, static files, and who may come in at all."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

from fastapi import FastAPI, Request, Response
from starlette.routing import Route
from starlette.types import ASGIApp

import shipspeak
from shipspeak import accounts
from shipspeak.app.parts import app_url, books, door, storage
from shipspeak.app.rooms import ROOMS
from shipspeak.base import Settings, keep_loaded, set_up_log
from shipspeak.coaching.desk import Desk
from shipspeak.coaching.report import PAGES
from shipspeak.coaching.views import error as error_page
from shipspeak.coaching.waiting import Waiting
from shipspeak.costs.views import PAGES as COSTS_PAGES
from shipspeak.database import DEFAULT_ORG, connect
from shipspeak.kit import problem
from shipspeak.kit.bodies import Bodies
from shipspeak.kit.headers import SECURITY, Headers
from shipspeak.kit.hosts import Hosts
from shipspeak.kit.page import SERVED_POLICY, Shelf
from shipspeak.kit.page.assets import FOREVER
from shipspeak.quality.views import PAGES as QUALITY_PAGES
from shipspeak.vault import local_secret

LOCAL_NAMES = ["127.0.0.1", "localhost", "[::1]"]
"""Names this machine goes by. Any other in the Host header is another site that points its name here."""


def create() -> ASGIApp:
    """What each web process runs."""
    settings = Settings.read()
    set_up_log(level=(settings.log or "info").upper())
    app = FastAPI(
        title="ShipSpeak",
        version=shipspeak.__version__,
        summary="Coaches product managers from recordings of their own meetings.",
        lifespan=_lifespan(settings),
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
    )
    problem.install(app, error_page)
    accounts.install(app, local_secret(settings.key_file))
    for room in ROOMS:
        for router in (room.api, room.pages):
            if router is not None:
                app.include_router(router)
    app.router.routes.append(
        Route("/static/{path:path}", _static({**PAGES.shelves, **QUALITY_PAGES.shelves, **COSTS_PAGES.shelves}))
    )
    app.router.routes.append(Route("/health", _health))
    app.add_middleware(Bodies)
    guarded = Hosts(app, LOCAL_NAMES, partial(problem.of, error_page))
    # Around all of it: what the framework answers by itself, when everything else has failed, carries them too.
    return Headers(guarded, (*SECURITY, ("content-security-policy", SERVED_POLICY)))


def _lifespan(settings: Settings) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        url = app_url(settings)
        files, shelf = storage(settings)
        waiting = Waiting()
        async with await connect(url) as database:
            app.state.desk = Desk(
                database, files, shelf, waiting, door(settings), books(settings, database), settings.others_stay
            )
            listening = asyncio.create_task(waiting.run(url))
            keep_loaded()
            yield
            listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listening

    return lifespan


def _static(shelves: Mapping[str, Shelf]) -> Callable[[Request], Awaitable[Response]]:
    async def static(request: Request) -> Response:
        """Public: styles and scripts hold nothing of anybody."""
        asset = next((found for shelf in shelves.values() if (found := shelf.find(request.url.path))), None)
        if asset is None:
            return Response(status_code=404)
        return Response(asset.body, 200, {"cache-control": FOREVER}, asset.media_type)

    return static


async def _health(request: Request) -> Response:
    """Public: is this process up, and does its database answer? Says nothing else."""
    desk: Desk = request.app.state.desk
    async with desk.database.tenant(DEFAULT_ORG) as tx:
        await tx.fetchval("select 1")
    return Response('{"status":"ok"}', media_type="application/json")
