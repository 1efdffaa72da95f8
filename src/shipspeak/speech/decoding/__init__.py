"""Open any recording without trusting it: a locked child process decodes, in bounded memory and time."""
