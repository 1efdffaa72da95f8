"""What a room is made of: its declaration, its checks and holdings, and how errors reach a person."""

from shipspeak.kit.bodies import drop, may_be_long
from shipspeak.kit.check import Check, Finding, Severity
from shipspeak.kit.holding import Holding
from shipspeak.kit.room import Room

__all__ = ["Check", "Finding", "Holding", "Room", "Severity", "drop", "may_be_long"]
