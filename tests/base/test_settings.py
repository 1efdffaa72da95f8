from pathlib import Path

import pytest

from shipspeak.base import Settings, ShipSpeakError


def test_it_reads_what_is_set_and_leaves_the_rest() -> None:
    settings = Settings.read({"SHIPSPEAK_PORT": "8000", "SHIPSPEAK_HOME": "/x", "DATABASE_URL": "postgresql://h/d"})
    assert settings.port == 8000
    assert settings.home == Path("/x")
    assert settings.database_url == "postgresql://h/d"
    assert settings.web_workers == 1
    assert settings.weights_folder == Path("/x/weights")


def test_it_takes_an_empty_variable_for_unset() -> None:
    assert Settings.read({"SHIPSPEAK_FILES": ""}).files is None


@pytest.mark.parametrize(("name", "value"), [("PORT", "high"), ("PORT", "70000"), ("WEB_WORKERS", "0")])
def test_it_names_the_setting_and_not_its_value(name: str, value: str) -> None:
    with pytest.raises(ShipSpeakError) as refused:
        Settings.read({f"SHIPSPEAK_{name}": value})
    assert str(refused.value).startswith(f"SHIPSPEAK_{name} does not fit: ")
    assert refused.value.exit_code == 78
    assert value not in str(refused.value).replace("`int`", "") or value == "0"
