"""The system calls a decoder needs, as a program for the kernel's seccomp filter. Pure.

An allow-list: after its imports a Python process that decodes needs so few calls that naming them is shorter, and
safer with kernels to come, than naming what is forbidden. Everything else answers EPERM instead of killing, so that a
library that probes for something goes on without it. See docs/decisions/0003-decode-in-a-locked-child.md.
"""

import errno
from dataclasses import dataclass
from struct import pack

# linux/bpf_common.h, linux/seccomp.h
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000
_NUMBER, _ARCHITECTURE, _ARGUMENT_2 = 0, 4, 32
_PROT_EXEC = 4


@dataclass(frozen=True)
class Architecture:
    """One kernel interface."""

    audit: int
    """AUDIT_ARCH_* of linux/audit.h."""
    allowed: tuple[int, ...]
    """Numbers of the calls that pass whatever their arguments."""
    not_executable: tuple[int, ...]
    """mmap, mprotect: pass unless the memory is to be executable."""


X86_64 = Architecture(
    audit=0xC000003E,
    # read write close fstat brk rt_sigaction rt_sigprocmask rt_sigreturn sched_yield mremap madvise getpid exit
    # gettimeofday getrusage sigaltstack gettid futex clock_gettime clock_nanosleep exit_group restart_syscall
    # munmap getrandom membarrier
    allowed=(0, 1, 3, 5, 12, 13, 14, 15, 24, 25, 28, 39, 60, 96, 98, 131, 186, 202, 228, 230, 231, 219, 11, 318, 324),
    not_executable=(9, 10),
)
AARCH64 = Architecture(
    audit=0xC00000B7,
    # The same calls by their numbers in asm-generic/unistd.h.
    allowed=(
        *(63, 64, 57, 80, 214, 134, 135, 139, 124, 216, 233, 172, 93),
        *(169, 165, 132, 178, 98, 113, 115, 94, 128, 215, 278, 283),
    ),
    not_executable=(222, 226),
)
BY_MACHINE = {"x86_64": X86_64, "amd64": X86_64, "aarch64": AARCH64, "arm64": AARCH64}
"""By `os.uname().machine`."""


def program(architecture: Architecture) -> bytes:
    """Classic BPF, 8 bytes for each instruction: {u16 code, u8 jump if true, u8 jump if false, u32 operand}.

    A call of another architecture's interface (32-bit or x32 calls on x86_64) is refused like an unknown one.
    """
    lines = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, architecture.audit), (_RETURN, 0, 0, _ERRNO | errno.EPERM)]
    lines.append((_LOAD, 0, 0, _NUMBER))
    for number in architecture.allowed:
        lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    for number in architecture.not_executable:
        # The third argument is the protection; its low half suffices, the flag is bit 2.
        lines += [
            (_EQUAL, 0, 4, number),
            (_LOAD, 0, 0, _ARGUMENT_2),
            (_ANY_BIT, 0, 1, _PROT_EXEC),
            (_RETURN, 0, 0, _ERRNO | errno.EPERM),
            (_RETURN, 0, 0, _ALLOW),
        ]
    lines.append((_RETURN, 0, 0, _ERRNO | errno.EPERM))
    return b"".join(pack("=HBBI", *line) for line in lines)
