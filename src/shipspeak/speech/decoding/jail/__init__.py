"""What runs in the locked child: PyAV and the standard library, nothing else of ShipSpeak.

The parent starts it by folder (see `shipspeak.speech.decoding.warden`), so these modules import each other by relative
name and never the room around them: numpy alone would double the time a child needs to start.
"""
