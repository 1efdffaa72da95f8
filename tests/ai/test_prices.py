"""What a use costs, and what is known of the models: as the provider's page says, and never nothing."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from genai_prices import Usage as Listed
from genai_prices import calc_price
from hypothesis import given
from hypothesis import strategies as st

from shipspeak.ai.catalogue import Catalogue
from shipspeak.ai.errors import CatalogueUnusable, NoPrice, UnknownModel
from shipspeak.ai.estimate import decoded, encoded, estimate
from shipspeak.ai.model import Respond, Usage, money
from shipspeak.ai.prices import PriceBook
from tests.ai.desk import COACH, OWN

CATALOGUE = Catalogue.read()
PRICES = PriceBook(CATALOGUE)
LUNA, EAR = CATALOGUE.target("gpt-6-luna"), CATALOGUE.target("gpt-transcribe")
assert PRICES.cost(EAR, Usage(audio_ms=1)) > 0  # loads the list: half a second that no property test waits for
counts = st.integers(0, 500_000)


@given(counts, counts, counts, counts)
def test_a_cached_token_never_costs_more_than_a_fresh_one(fresh: int, cached: int, written: int, out: int) -> None:
    """Bifrost #904, Langfuse #5568, #10592, #12306, Cloudflare/ai #550: cached tokens charged twice, or dearer."""
    total = fresh + cached + written
    plain = PRICES.cost(LUNA, Usage(total, 0, 0, out))
    assert PRICES.cost(LUNA, Usage(total, cached, 0, out)) <= plain
    assert PRICES.cost(LUNA, Usage(total, cached, written, out)) <= PRICES.cost(LUNA, Usage(total, 0, total, out))


@given(st.integers(1, 300_000), st.integers(0, 150_000), counts)
def test_a_price_per_token_is_what_the_list_says(total: int, cached: int, out: int) -> None:
    usage = Usage(total, min(cached, total), 0, out)
    listed = calc_price(
        Listed(input_tokens=total, cache_read_tokens=usage.cached_tokens, output_tokens=out),
        "gpt-6-luna",
        provider_id="openai",
    )
    assert PRICES.cost(LUNA, usage) == money(listed.total_price)


@given(counts, st.integers(-5, 900_000), st.integers(-5, 900_000), counts)
def test_an_answer_that_contradicts_itself_is_charged_once(total: int, cached: int, written: int, out: int) -> None:
    cost = PRICES.cost(LUNA, Usage(total, cached, written, out))
    assert cost <= PRICES.cost(LUNA, Usage(total, 0, total, out))
    assert cost > 0 or total == out == 0


@pytest.mark.parametrize("usage", [Usage(input_tokens=500), Usage(output_tokens=1)])
def test_a_price_of_nothing_is_an_error(usage: Usage) -> None:
    """litellm PR#36914: 43 of 55 per-second models billed $0."""
    with pytest.raises(NoPrice, match="gpt-transcribe"):
        PRICES.cost(EAR, usage)


def test_the_prices_are_those_of_the_providers_page() -> None:
    assert PRICES.cost(EAR, Usage(audio_ms=60_000)) == Decimal("0.0045")
    assert PRICES.cost(LUNA, Usage(12_000, 0, 0, 2_000)) == Decimal("0.0022")
    assert PRICES.cost(LUNA, Usage(12_000, 8_000, 0, 2_000)) == Decimal("0.00148")
    assert PRICES.cost(LUNA, Usage(12_000, 0, 0, 2_000), "batch") == Decimal("0.0011")
    assert PRICES.cost(LUNA, Usage(12_000, 0, 0, 2_000), "never-heard-of") == Decimal("0.0044")


def test_a_clip_that_is_billed_as_if_it_were_longer_costs_that_much(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('[models."gpt-transcribe"]\nprovider = "openai"\ncan = "transcribe"\nleast_s = 10\n')
    mine = Catalogue.read(file)
    prices, ear = PriceBook(mine), mine.target("gpt-transcribe")
    assert prices.cost(ear, Usage(audio_ms=3_000)) == PRICES.cost(EAR, Usage(audio_ms=10_000))
    assert prices.cost(ear, Usage(audio_ms=60_000)) == Decimal("0.0045")


@given(st.text(max_size=2_000), st.text(max_size=300))
def test_what_is_reserved_covers_any_answer(content: str, instructions: str) -> None:
    ask = Respond(instructions=instructions, content=content, schema="{}", name="a", version="1")
    most = estimate(ask, LUNA)
    # One token for three bytes is more than real text has; one for a character is what the worst language has.
    used = Usage(len(content + instructions) // 4, 0, 0, ask.most_tokens)
    assert PRICES.cost(LUNA, used) <= PRICES.cost(LUNA, most.usage)
    assert decoded(encoded(ask)) == ask
    assert content not in repr(ask) or len(content) < 10


# -- models


def test_an_installation_may_add_and_change(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(OWN + '[models."gpt-6-luna"]\nprovider = "openai"\ncan = "respond"\nsunset = 2027-01-01\n')
    mine = Catalogue.read(file)
    assert [target.name for target in mine.targets(COACH and Catalogue.read().target("gpt-6-luna").model.can)][
        -1
    ] == "spare"
    assert mine.models["gpt-6-luna"].sunset == date(2027, 1, 1)
    assert mine.models["gpt-6-luna"].most_tokens == 272_000
    assert PriceBook(mine).cost(mine.target("spare"), Usage(1_000_000, 500_000, 0, 1_000_000)) == Decimal("2.55")


@pytest.mark.parametrize(
    "own",
    [
        "[",
        '[routes]\nrespond = ["unheard"]',
        '[models.x]\nprovider = "unheard"\ncan = "respond"',
        '[models.x]\nprovider = "openai"\ncan = "fly"',
        '[models.x]\nprovider = "openai"\ncan = "respond"\nprice = { input = "1" }',
        '[models.x]\nprovider = "openai"\ncan = "respond"\ncolour = "red"',
    ],
)
def test_a_description_that_cannot_be_used_is_said_to_be_so(own: str, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(own)
    with pytest.raises(CatalogueUnusable, match=r"own\.toml"):
        Catalogue.read(file)


def test_it_knows_no_model_by_guessing() -> None:
    with pytest.raises(UnknownModel, match="gpt-7"):
        CATALOGUE.target("gpt-7")
