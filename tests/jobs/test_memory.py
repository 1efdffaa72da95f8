import os
import subprocess
import sys

from shipspeak.jobs import resident

MB = 2**20


def test_it_weighs_what_children_take_too() -> None:
    before = resident()
    take = f"held = bytearray(b'x' * {100 * MB}); print(flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", take], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin
        assert child.stdout
        child.stdout.readline()
        assert 95 * MB < resident() - before < 200 * MB
        assert resident(child.pid) > 95 * MB
        child.stdin.close()
    assert resident() - before < 50 * MB
    assert resident(child.pid) == 0


def test_it_asks_the_kernel_to_end_it_first() -> None:
    script = "from shipspeak.jobs import volunteer; volunteer(); print(open('/proc/self/oom_score_adj').read())"
    environment = os.environ | {"PYTHONPATH": "src"}
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment)
    assert int(said.stdout) == 500
