"""The child is really locked in: it tries, and fails."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from shipspeak.speech import decoding, isolation
from shipspeak.speech.decoding.jail.bpf import AARCH64, X86_64, Architecture, program

JAIL = Path(decoding.__file__).parent

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a filter for system calls")


@linux
def test_it_cannot_open_files_or_sockets_or_start_anything() -> None:
    found = isolation()
    assert found.complete, found.possible
    assert {"open a file", "open a socket", "start a process", "run a program", "make memory executable"} <= {
        *found.refused
    }


@linux
def test_it_names_the_locks_that_hold() -> None:
    assert {"cpu", "memory", "files", "write", "privileges", "orphan", "calls"} <= {*isolation().held}


@linux
def test_it_would_notice_if_nothing_held() -> None:
    """The same attempts without the lock: most succeed, so that their failure above means something."""
    code = "import json, sys; sys.path.insert(0, sys.argv[1]); from jail.probe import attempt; "
    code += "print(json.dumps(attempt()))"
    done = subprocess.run([sys.executable, "-I", "-c", code, str(JAIL)], capture_output=True, check=True, text=True)
    tried = json.loads(done.stdout)
    assert [name for name, succeeded in tried.items() if not succeeded] in ([], ["raise its limits"])


NUMBER, ARCHITECTURE, PROTECTION = 0, 4, 32
ALLOW = 0x7FFF0000


@pytest.mark.parametrize("architecture", [X86_64, AARCH64], ids=["x86_64", "aarch64"])
def test_its_filter_lets_through_what_is_listed_and_no_more(architecture: Architecture) -> None:
    passed = {number for number in range(600) if _verdict(architecture, number) == ALLOW}
    assert passed == {*architecture.allowed, *architecture.not_executable}


@pytest.mark.parametrize("architecture", [X86_64, AARCH64], ids=["x86_64", "aarch64"])
def test_its_filter_refuses_executable_memory(architecture: Architecture) -> None:
    for number in architecture.not_executable:
        assert _verdict(architecture, number, protection=3) == ALLOW
        assert _verdict(architecture, number, protection=5) != ALLOW


def test_its_filter_refuses_the_calls_of_another_architecture() -> None:
    assert _verdict(X86_64, 0, audit=0x40000003) != ALLOW
    assert _verdict(X86_64, 0x40000000) != ALLOW


def test_its_two_lists_name_the_same_number_of_calls() -> None:
    assert len(X86_64.allowed) == len(AARCH64.allowed)


def _verdict(architecture: Architecture, number: int, *, protection: int = 0, audit: int | None = None) -> int:
    """What the kernel's interpreter would answer: the five instructions that the program uses."""
    code = program(architecture)
    lines = [
        (int.from_bytes(code[at : at + 2], sys.byteorder), code[at + 2], code[at + 3], code[at + 4 : at + 8])
        for at in range(0, len(code), 8)
    ]
    data = {NUMBER: number, ARCHITECTURE: architecture.audit if audit is None else audit, PROTECTION: protection}
    at = loaded = 0
    while True:
        operation, if_true, if_false, raw = lines[at]
        operand = int.from_bytes(raw, sys.byteorder)
        at += 1
        if operation == 0x20:
            loaded = data[operand]
        elif operation == 0x06:
            return operand
        else:
            assert operation in (0x15, 0x45)
            holds = loaded == operand if operation == 0x15 else bool(loaded & operand)
            at += if_true if holds else if_false


def test_it_runs_on_a_machine_the_filter_knows() -> None:
    assert os.uname().machine.lower() in {"x86_64", "amd64", "aarch64", "arm64"}
