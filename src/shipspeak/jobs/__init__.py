"""Later, once, in the caller's transaction; remembered steps."""

from shipspeak.jobs.actions import enqueue, enqueue_again, seconds_spent
from shipspeak.jobs.errors import GaveUp, LeaseLost, Unexpected
from shipspeak.jobs.journey import Journey, Keep
from shipspeak.jobs.model import Job, Problem, Run, Task
from shipspeak.jobs.worker import Pace, run_worker

__all__ = [
    "GaveUp",
    "Job",
    "Journey",
    "Keep",
    "LeaseLost",
    "Pace",
    "Problem",
    "Run",
    "Task",
    "Unexpected",
    "enqueue",
    "enqueue_again",
    "run_worker",
    "seconds_spent",
]
