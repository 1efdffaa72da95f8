"""ShipSpeak coaches product managers from recordings of their own meetings."""

__version__ = "0.1.0"
