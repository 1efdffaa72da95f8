"""Render the sample meeting: `python -m sample.render`; see that script, truth and sound agree: `--check`.

Rendering needs flite (Debian and Ubuntu: `apt-get install flite`) and takes half a minute; checking needs nothing.
Same script, same flite, same bytes: the only randomness is the room's noise, and that is seeded.
"""

import argparse
import hashlib
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

from sample.script import RATE, read
from sample.truth import captions, truth

HERE = Path(__file__).parent
SCRIPT = HERE / "script.toml"
AUDIO = HERE / "product-review.m4a"
CAPTIONS = HERE / "product-review.vtt"
TRUTH = HERE / "truth.json"


def render() -> None:
    """Write the sound, the captions and the truth beside the script. Raises OSError where flite is not installed."""
    from sample.sound import encode, perform  # noqa: PLC0415 -- heavy: only where used

    script = read(SCRIPT)
    lines, mix = perform(script)
    encode(mix, AUDIO)
    CAPTIONS.write_text(captions(lines), encoding="utf-8")
    found = truth(script, lines, len(mix) * 1000 // RATE) | {"sha256": _hashes(HERE)}
    TRUTH.write_text(_one_item_a_line(found), encoding="utf-8")


def differences(folder: Path = HERE) -> list[str]:
    """What does not agree between script, truth, captions and sound in `folder`; empty when all is well."""
    script = read(folder / SCRIPT.name)
    told = json.loads((folder / TRUTH.name).read_text(encoding="utf-8"))
    found = [
        f"{name} is not the one that truth.json was written for"
        for name, sha256 in _hashes(folder).items()
        if sha256 != told["sha256"].get(name)
    ]
    spoken = [(line["speaker"], line["text"]) for line in told["lines"]]
    if spoken != [(line.who, line.text) for line in script.lines]:
        found.append("script.toml and truth.json have different lines")
    length = _length(folder / AUDIO.name)
    if abs(length - told["duration"]) > 100:  # a codec pads to whole frames of 64 ms
        found.append(f"the sound lasts {length} ms, truth.json says {told['duration']}")
    return found


def _length(path: Path) -> int:
    """Milliseconds, as the container says."""
    import av  # noqa: PLC0415 -- heavy: only where used

    with av.open(str(path)) as box:
        return round((box.duration or 0) / 1000)


def _hashes(folder: Path) -> dict[str, str]:
    names = (SCRIPT.name, AUDIO.name, CAPTIONS.name)
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def _one_item_a_line(found: dict[str, Any]) -> str:
    """JSON that a person can read and git can diff."""
    dump = partial(json.dumps, ensure_ascii=False)
    fields = []
    for key, value in found.items():
        if isinstance(value, list):
            fields.append(f'"{key}": [\n' + ",\n".join(f"  {dump(item)}" for item in value) + "\n]")
        elif isinstance(value, dict):
            items = (f"  {dump(name)}: {dump(item)}" for name, item in value.items())
            fields.append(f'"{key}": {{\n' + ",\n".join(items) + "\n}")
        else:
            fields.append(f'"{key}": {dump(value)}')
    return "{\n" + ",\n".join(fields) + "\n}\n"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m sample.render", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="render nothing; say whether the files agree")
    if parser.parse_args(arguments).check:
        found = differences()
        print("\n".join(found) or "Script, captions, truth and sound agree.")
        return len(found) > 0
    try:
        render()
    except OSError as error:
        if "flite" not in str(error):
            raise
        print(
            "Rendering needs flite: apt-get install flite. (The rendered files are in the repository.)", file=sys.stderr
        )
        return 69
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
