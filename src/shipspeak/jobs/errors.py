"""What ends a run, or a worker's hold on it."""

from shipspeak.base import ShipSpeakError


class LeaseLost(ShipSpeakError):
    """Another worker has taken this run over; what this one had in hand is dropped."""

    status = 409


class MadeWay(ShipSpeakError):
    """Somebody waits, and for this one nobody does: it goes on afterwards, with what it remembers."""

    status = 503


class GaveUp(ShipSpeakError):
    """The analysis was tried {attempts} times and each time ended without a reason. Please start it again."""

    status = 500


class Unexpected(ShipSpeakError):
    """The analysis met an error that nobody planned for, {attempts} times. Please report it, and start it again."""

    status = 500


class TooMuchMemory(ShipSpeakError):
    """The analysis of this recording needed more than the {limit_mb} MB that one meeting may take. Cut it into shorter
    parts and upload each, or let whoever looks after this installation raise SHIPSPEAK_MEETING_MEMORY.
    """

    status = 500


class Overgrown(ShipSpeakError):
    """This worker has taken more memory than one meeting may, has given its meeting back and ends, to be started
    again small.
    """

    status = 503
    exit_code = 75
