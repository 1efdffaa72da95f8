"""When to try again, and whether at all. Pure."""

from dataclasses import dataclass

BASE_S = 0.5
CAP_S = 20.0
MOST_TRIES = 4
"""Of one model for one question."""

SHARE, PER_S = 0.2, 1.0
"""Retries that may be added to calls: a fifth of them, and one a second, which matters to whoever calls seldom (the
defaults of Finagle and Linkerd are a fifth and ten a second). When everything fails, a provider sees a fifth more, not
four times as much; where one call in five fails, each is asked again.
"""
SAVED = 10.0
"""Retries that a quiet time saves up."""


def pause(tries: int, retry_after_s: float | None, random: float) -> float:
    """Seconds before the next try, after `tries` of them failed; `random` in [0, 1).

    Full jitter (AWS, "Exponential Backoff and Jitter"): anything up to the step, so that those who failed together do
    not come back together. What the provider asks for is waited in full, with a tenth on top for the same reason.
    """
    step = min(CAP_S, BASE_S * 2.0 ** min(tries - 1, 30))
    if retry_after_s is not None and retry_after_s >= 0:
        return retry_after_s + random * max(0.1 * retry_after_s, BASE_S)
    return random * step


def after(wait_s: float, random: float) -> float:
    """Seconds until those who wait for the same moment come, one by one; `random` in [0, 1)."""
    return wait_s + random * BASE_S


@dataclass(frozen=True, slots=True)
class RetryBudget:
    """How many retries are left for a provider. Times are monotonic seconds."""

    left: float = SAVED
    at: float = 0.0

    def called(self, now: float) -> "RetryBudget":
        filled = self._filled(now)
        return RetryBudget(min(SAVED, filled.left + SHARE), filled.at)

    def retried(self, now: float) -> "RetryBudget | None":
        """None: no retry now."""
        filled = self._filled(now)
        return RetryBudget(filled.left - 1, filled.at) if filled.left >= 1 else None

    def opens_in(self, now: float) -> float:
        """Seconds until there is one, if nobody else takes it; 0: now."""
        return max(0.0, (1 - self._filled(now).left) / PER_S)

    def _filled(self, now: float) -> "RetryBudget":
        return RetryBudget(min(SAVED, self.left + max(0.0, now - self.at) * PER_S), max(now, self.at))
