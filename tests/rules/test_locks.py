"""Lock files carry hashes and no index address."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "lock", sorted(ROOT.glob("requirements*.lock")) + sorted(ROOT.glob("src/**/*.lock")), ids=lambda p: p.name
)
def test_it_pins_by_hash_and_names_no_server(lock: Path) -> None:
    text = lock.read_text()
    pins = re.findall(
        r"^[a-z0-9][\w.\[\]-]*==.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)*", text, re.MULTILINE | re.IGNORECASE
    )
    assert pins
    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []
    assert "://" not in text
    assert "index-url" not in re.sub(r"#.*", "", text)
