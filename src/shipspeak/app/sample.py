"""The sample meeting, taken in at the first start."""

from shipspeak.app.parts import app_url, storage
from shipspeak.base import Settings
from shipspeak.coaching.desk import Desk
from shipspeak.coaching.sample import take
from shipspeak.coaching.waiting import Waiting
from shipspeak.database import DEFAULT_ORG, connect


async def take_sample(settings: Settings) -> None:
    """Unless it is there."""
    files, shelf = storage(settings)
    async with await connect(app_url(settings), size=1) as database:
        await take(Desk(database, files, shelf, Waiting()), DEFAULT_ORG)
