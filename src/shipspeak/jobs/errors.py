"""What ends a run, or a worker's hold on it."""

from shipspeak.base import ShipSpeakError


class LeaseLost(ShipSpeakError):
    """Another worker has taken this run over; what this one had in hand is dropped."""

    status = 409


class GaveUp(ShipSpeakError):
    """The analysis was tried {attempts} times and each time ended without a reason. Please start it again."""

    status = 500


class Unexpected(ShipSpeakError):
    """The analysis met an error that nobody planned for, {attempts} times. Please report it, and start it again."""

    status = 500
