"""At the door: is it you, and may you?

`./ship up` prints one address that carries this machine's key; opening it leaves a cookie. Without it, any program
and any other account of this machine could read the meetings through the port.
"""

from hmac import compare_digest
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import RedirectResponse

from shipspeak.accounts.model import Actor, Permission, Role, may
from shipspeak.base import ShipSpeakError
from shipspeak.database import DEFAULT_ORG

COOKIE = "shipspeak"
YEAR = 365 * 24 * 3600

router = APIRouter(include_in_schema=False)


class NotSignedIn(ShipSpeakError):
    """Open the address that ./ship up printed: it carries your key. For the API, send it as a bearer token."""

    status = 401
    exit_code = 77


class NotAllowed(ShipSpeakError):
    """You may not do this here. Ask whoever looks after this installation."""

    status = 403
    exit_code = 77


class OtherSite(ShipSpeakError):
    """This was asked for by a page of another site, so it was not done. Open ShipSpeak and try again."""

    status = 403
    exit_code = 77


def install(app: FastAPI, key: str) -> None:
    """Let whoever shows `key` in."""
    app.state.key = key
    app.include_router(router)


@router.get("/enter/{key}")
async def enter(request: Request, key: str) -> RedirectResponse:
    """Public: this is the way in; a wrong key is refused."""
    if not compare_digest(key.encode(), request.app.state.key.encode()):
        raise NotSignedIn
    answer = RedirectResponse("/", 303)
    answer.set_cookie(COOKIE, key, max_age=YEAR, httponly=True, samesite="strict", secure=request.url.scheme == "https")
    return answer


def Allow(permission: Permission) -> object:  # noqa: N802 -- reads as a type in a signature: Annotated[Actor, Allow(…)]
    """The caller, if they may. `MayRead` and its siblings below are what signatures name."""

    async def guard(request: Request) -> Actor:
        bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
        shown = bearer or request.cookies.get(COOKIE, "")
        if not compare_digest(shown.encode(), request.app.state.key.encode()):
            raise NotSignedIn
        # A cookie comes along with what other sites ask for; browsers say whose idea it was.
        site = request.headers.get("sec-fetch-site", "same-origin")
        if not bearer and request.method not in {"GET", "HEAD"} and site not in {"same-origin", "none"}:
            raise OtherSite
        actor = Actor(DEFAULT_ORG, Role.COACHED)
        if not may(actor, permission):
            raise NotAllowed
        return actor

    guard.permission = permission  # type: ignore[attr-defined]  # tests/rules/test_routes.py reads it
    return Depends(guard)


MayRead = Annotated[Actor, Allow(Permission.READ_MEETING)]
MayUpload = Annotated[Actor, Allow(Permission.UPLOAD_MEETING)]
MayChange = Annotated[Actor, Allow(Permission.CHANGE_MEETING)]
MayDelete = Annotated[Actor, Allow(Permission.DELETE_MEETING)]
MaySeeCosts = Annotated[Actor, Allow(Permission.SEE_COSTS)]
