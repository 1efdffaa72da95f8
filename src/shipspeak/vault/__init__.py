"""Sealed bytes: nothing of a meeting lies readable on a disk, and destroying one key destroys it everywhere."""

from shipspeak.vault.keystore import FileKeystore, KeyDestroyed, Keystore, MemoryKeystore
from shipspeak.vault.local import local_secret
from shipspeak.vault.seal import Place, SealBroken, Vault

__all__ = ["FileKeystore", "KeyDestroyed", "Keystore", "MemoryKeystore", "Place", "SealBroken", "Vault", "local_secret"]
