"""Who may have a better engine, and how often it is asked: pages and actions against the real database."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import pytest

from shipspeak.accounts.model import Actor, Role
from shipspeak.ai import Way
from shipspeak.ai.books import Books
from shipspeak.ai.catalogue import Catalogue
from shipspeak.ai.keys import key_queries
from shipspeak.ai.keys.keyring import add, revoke, weigh
from shipspeak.ai.model import PLATFORM, KeyState
from shipspeak.app.models import Models
from shipspeak.base import Settings
from shipspeak.coaching import actions, pages, queries, tus
from shipspeak.coaching.desk import Desk, allowed, wishes_of
from shipspeak.coaching.model import Cover, Meeting, State, Wishes
from shipspeak.coaching.shelf import Shelf
from shipspeak.coaching.tasks import Bench
from shipspeak.coaching.terms import Terms, Where
from shipspeak.coaching.waiting import Waiting
from shipspeak.database import DEFAULT_ORG, Database
from shipspeak.outside import memory_files
from shipspeak.sampling import Preset
from shipspeak.vault import FileKeystore, Place, Vault

pytestmark = pytest.mark.engine

SOMEBODY = Actor(DEFAULT_ORG, Role.COACHED)
NOW = datetime.now(UTC)
ASKED = "Where should the words be written down?"


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Desk:
    shelf = Shelf(Vault(FileKeystore(tmp_path / "keys")))
    return Desk(database, memory_files(), shelf, Waiting(), None, Books(database, Catalogue.read()))


async def key(desk: Desk) -> None:
    async with desk.database.tenant(PLATFORM) as tx:
        await add(tx, desk.shelf.vault, "main", "openai", "sk-planted-0123456789", None)


async def test_the_form_asks_where_only_while_there_is_a_key(desk: Desk) -> None:
    assert ASKED not in await pages.index(SOMEBODY, desk)
    await key(desk)
    html = await pages.index(SOMEBODY, desk)
    assert ASKED in html
    assert "gpt-transcribe" in html
    async with desk.database.tenant(PLATFORM) as tx:
        await revoke(tx, desk.shelf.vault, "main")
    assert ASKED not in await pages.index(SOMEBODY, desk)


async def test_where_the_only_key_is_refused_the_form_says_what_to_do_and_a_revoked_one_is_forgotten(
    desk: Desk,
) -> None:
    said = "No key can be used at present, so this machine writes the words"
    await key(desk)
    assert said not in await pages.index(SOMEBODY, desk)
    async with desk.database.tenant(PLATFORM) as tx:
        (held, _), *_ = await key_queries.sealed(tx)
        await key_queries.change(tx, held.id, state=KeyState.REFUSED)
    html = await pages.index(SOMEBODY, desk)
    assert ASKED not in html
    assert said in html
    assert "./ship ai keys weigh NAME 1" in html
    async with desk.database.tenant(PLATFORM) as tx:
        await weigh(tx, "main", 1)
    html = await pages.index(SOMEBODY, desk)
    assert ASKED in html
    assert said not in html
    async with desk.database.tenant(PLATFORM) as tx:
        await revoke(tx, desk.shelf.vault, "main")
    assert said not in await pages.index(SOMEBODY, desk)


async def test_the_worker_opens_a_gateway_when_a_key_comes_and_one_for_all_meetings(desk: Desk, tmp_path: Path) -> None:
    async with Models(Settings(home=tmp_path), desk.database, desk.shelf.vault) as models:
        assert await models.at_hand() is None
        await key(desk)
        first, second = await models.at_hand(), await models.at_hand()
        assert first is not None
        assert second is not None
        assert first.asker is second.asker
        async with desk.database.tenant(PLATFORM) as tx:
            await revoke(tx, desk.shelf.vault, "main")
        assert await models.at_hand() is None


async def test_the_form_asks_whether_others_are_to_stay_unless_the_installation_says_so(desk: Desk) -> None:
    await key(desk)
    box = '<input type="checkbox" name="alone" value="yes"'
    html = await pages.index(SOMEBODY, desk)
    assert f"{box}>" in html
    assert "It costs some quality" in html
    assert f"{box} checked disabled>" in await pages.index(SOMEBODY, replace(desk, others_stay=True))


def test_what_the_installation_keeps_here_no_wish_lets_go(desk: Desk) -> None:
    wishes, cover = Wishes(words=Where.PROVIDER), Cover("t", (), {}, "salt")
    meeting = Meeting(uuid4(), DEFAULT_ORG, NOW, State.WORKING, wishes, cover, None, None, None, 0, 0, 0)
    loose = Bench(desk.database, desk.files, desk.shelf, None, None)  # type: ignore[arg-type]  # nothing is heard
    assert loose.allowed(meeting) == meeting
    assert replace(loose, others_stay=True).allowed(meeting).wishes == replace(wishes, alone=True)


async def test_every_field_of_the_form_is_taken_however_it_is_sent(desk: Desk) -> None:
    """With scripts the form comes as JSON once its files are there: a field that is not known there is lost."""
    await key(desk)
    html = await pages.index(SOMEBODY, desk)
    form = html[html.index('<form class="drop"') : html.index("</form>")]
    names = set(re.findall(r'<(?:input|select)[^>]* name="(\w+)"', form)) - {"file", "token"}
    assert {"words", "alone", "preset", "compare"} <= names <= set(tus.WishesOfDraft.model_fields)


def test_it_reads_from_the_form_who_is_to_write() -> None:
    assert wishes_of({"words": "provider"}) == Wishes(words=Where.PROVIDER)
    asked = {alone: wishes_of({"words": "provider", "alone": alone}).alone for alone in ("yes", "true", "false", "")}
    assert asked == {"yes": True, "true": True, "false": False, "": False}
    assert wishes_of({"words": "everybody"}) == Wishes(preset=Preset.FULL)


async def test_asking_for_a_provider_costs_no_more_than_is_usual_and_once_more_is_another_wish(desk: Desk) -> None:
    id = uuid4()
    desk.shelf.vault.admit(DEFAULT_ORG, id)
    async with desk.database.tenant(DEFAULT_ORG) as tx:
        await actions.accept(tx, desk.shelf, id, "t", (), wishes_of({}))

    async def say(words: Where) -> Wishes:
        await pages.say_words(id, SOMEBODY, desk, words)
        async with desk.database.tenant(DEFAULT_ORG) as tx:
            return (await actions.read(tx, desk.shelf, UUID(str(id)))).wishes

    assert await say(Where.PROVIDER) == Wishes(words=Where.PROVIDER)
    assert await say(Where.PROVIDER) == Wishes(words=Where.PROVIDER, again=1)
    assert await say(Where.HERE) == Wishes(words=Where.HERE, again=1, preset=Preset.FULL)
    await pages.say_words(id, SOMEBODY, desk, Where.PROVIDER, "yes")
    async with desk.database.tenant(DEFAULT_ORG) as tx:
        assert (await actions.read(tx, desk.shelf, id)).wishes.alone


async def test_where_the_installation_keeps_others_here_a_meeting_says_so(desk: Desk) -> None:
    """A box that is disabled is not sent; and what such a meeting put aside was withdrawn instead of asked again."""
    strict, id = replace(desk, others_stay=True), uuid4()
    desk.shelf.vault.admit(DEFAULT_ORG, id)
    async with desk.database.tenant(DEFAULT_ORG) as tx:
        await actions.accept(tx, desk.shelf, id, "t", (), allowed(strict, wishes_of({"words": "provider"})))
        assert await actions.may_still_ask(tx, desk.shelf, id, others_stay=True) is not False, "it is worked on"
    await pages.say_words(id, SOMEBODY, strict, Where.PROVIDER)
    async with desk.database.tenant(DEFAULT_ORG) as tx:
        assert (await actions.read(tx, desk.shelf, id)).wishes == Wishes(words=Where.PROVIDER, alone=True, again=1)


async def test_while_it_is_worked_on_the_page_says_the_price_as_soon_as_it_is_agreed(desk: Desk) -> None:
    id, vault = uuid4(), desk.shelf.vault
    vault.admit(DEFAULT_ORG, id)
    terms = Terms(
        Way.AS_ASKED, Preset.BALANCED, "", ("gpt-transcribe",), usual_usd=Decimal("0.0449"), words_usd=Decimal("0.0987")
    )
    place = Place(DEFAULT_ORG, id, "step", "result", "agree.1")
    sealed = vault.seal(msgspec.json.encode((0.1, terms)), place)
    async with desk.database.tenant(DEFAULT_ORG) as tx:
        await actions.accept(tx, desk.shelf, id, "t", (), wishes_of({"words": "provider"}))

    async def told(stage: str) -> str:
        async with desk.database.tenant(DEFAULT_ORG) as tx:
            await queries.say_progress(tx, id, stage, 0, 0)
        return await pages.live(id, SOMEBODY, desk)

    price = "gpt-transcribe writes the words down: usually about $0.045, never more than $0.099"
    assert price not in await told("rough"), "nothing was agreed on yet"
    async with desk.database.tenant(DEFAULT_ORG) as tx:
        await tx.execute(
            "insert into step (org_id, run_id, name, result, attempt, started_at, seconds)"
            " select org_id, id, 'agree.1', $2, 1, now(), 0.1 from run where meeting_id = $1",
            id,
            sealed,
        )
    assert price not in await told("hear"), "that is of an earlier wish"
    for stage in ("rough", "transcribe", "report"):
        assert price in await told(stage)
