"""Later, once, in the caller's transaction; remembered steps."""

from shipspeak.jobs.actions import (
    asked_for,
    enqueue,
    enqueue_again,
    latest,
    let_in,
    outlook,
    remembered,
    say_length,
    seconds_spent,
    why_failed,
)
from shipspeak.jobs.board import CHANNEL
from shipspeak.jobs.errors import GaveUp, LeaseLost, Overgrown, TooMuchMemory, Unexpected
from shipspeak.jobs.fair import Limits
from shipspeak.jobs.journey import Journey, Keep
from shipspeak.jobs.memory import resident, volunteer
from shipspeak.jobs.model import How, Job, Outlook, Problem, Run
from shipspeak.jobs.shed import Bounds, DiskNearlyFull, QueueFull, YourQueueFull, refuse_full
from shipspeak.jobs.speed import Size
from shipspeak.jobs.task import Task
from shipspeak.jobs.worker import Pace, run_worker

__all__ = [
    "CHANNEL",
    "Bounds",
    "DiskNearlyFull",
    "GaveUp",
    "How",
    "Job",
    "Journey",
    "Keep",
    "LeaseLost",
    "Limits",
    "Outlook",
    "Overgrown",
    "Pace",
    "Problem",
    "QueueFull",
    "Run",
    "Size",
    "Task",
    "TooMuchMemory",
    "Unexpected",
    "YourQueueFull",
    "asked_for",
    "enqueue",
    "enqueue_again",
    "latest",
    "let_in",
    "outlook",
    "refuse_full",
    "remembered",
    "resident",
    "run_worker",
    "say_length",
    "seconds_spent",
    "volunteer",
    "why_failed",
]
