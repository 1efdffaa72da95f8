"""What can go wrong with a study."""

from shipspeak.base import ShipSpeakError


class NoMeetings(ShipSpeakError):
    """There are no meetings in {folder}. Name a folder that holds icsi/*.dadb.gz or ami/*.json.gz with *.rttm.gz
    beside them: --data FOLDER.
    """

    status = 404
    exit_code = 66


class NotAMeeting(ShipSpeakError):
    """The meeting {name} cannot be read (at entry {line}). Fetch its file again, or take it out of the folder."""

    status = 422
    exit_code = 65


class UnknownMeeting(ShipSpeakError):
    """There is no meeting {name} among those to be studied. They are {names}."""

    status = 404
    exit_code = 66


class CannotWriteEvaluation(ShipSpeakError):
    """The evaluation cannot be written to {path}. Name a folder of your own with --out."""

    status = 507
    exit_code = 73
