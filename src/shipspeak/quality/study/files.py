"""The evaluation as files: JSON (all of it), CSV (one line for each figure), and the page."""

import csv
import io
from pathlib import Path
from typing import Any

import msgspec

from shipspeak.quality.study.errors import CannotWriteEvaluation
from shipspeak.quality.study.outcome import Quality, Study
from shipspeak.quality.study.page import page


def as_json(study: Study) -> bytes:
    """Numbers with six places: more is chance, and would make every run a new file."""
    return msgspec.json.format(msgspec.json.encode(_rounded(msgspec.to_builtins(study))), indent=1) + b"\n"


def as_csv(study: Study) -> str:
    """`quality` of the JSON, a line each."""
    text = io.StringIO()
    rows = csv.DictWriter(text, Quality.__struct_fields__, lineterminator="\n")
    rows.writeheader()
    rows.writerows(_rounded(msgspec.to_builtins(one)) for one in study.quality)
    return text.getvalue()


def write(study: Study, folder: Path) -> list[Path]:
    """evaluation.html, .json and .csv in `folder`, made where it is missing. Raises CannotWriteEvaluation."""
    contents = {
        "evaluation.html": page(study).encode(),
        "evaluation.json": as_json(study),
        "evaluation.csv": as_csv(study).encode(),
    }
    return [save(folder, name, content) for name, content in contents.items()]


def save(folder: Path, name: str, content: bytes) -> Path:
    """One file in `folder`, made where it is missing. Raises CannotWriteEvaluation."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    except OSError:
        raise CannotWriteEvaluation(path=folder) from None
    return folder / name


def _rounded(value: Any) -> Any:  # noqa: ANN401 -- whatever JSON may hold
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list) else value
