"""What the command line ends with, as in sysexits.h, so that scripts can tell what to try again."""

EXITS = {
    0: "done",
    1: "a check found something",
    64: "the command was called in a way it does not know",
    65: "the recording or transcript cannot be used; the sentence says why",
    66: "a file or meeting is not there",
    69: "something needed is missing or taken: Python, the network, the port",
    70: "something went wrong that nobody planned for",
    73: "a file or folder cannot be written, or the disk is full",
    74: "stored data cannot be read",
    75: "not now: it is running already, or not ready yet",
    77: "not allowed",
    78: "a setting does not fit",
    130: "stopped by Ctrl-C",
}
