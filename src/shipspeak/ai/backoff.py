"""When to try again, and whether at all. Pure."""

from dataclasses import dataclass

BASE_S = 0.5
CAP_S = 20.0
MOST_TRIES = 4
"""Of one model for one question."""

SHARE = 0.1
"""Retries that may be added to calls: when everything fails, a provider sees a tenth more, not four times as much
(Google, Site Reliability Engineering, "Handling Overload")."""
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


@dataclass(frozen=True, slots=True)
class RetryBudget:
    """How many retries are left for a provider."""

    left: float = SAVED

    def called(self) -> "RetryBudget":
        return RetryBudget(min(SAVED, self.left + SHARE))

    def retried(self) -> "RetryBudget | None":
        """None: no retry now."""
        return RetryBudget(self.left - 1) if self.left >= 1 else None
