"""The world and its twins: where files lie (a folder, S3, memory)."""

from shipspeak.outside.files import FileMissing, Files, files_at, memory_files
from shipspeak.outside.sealed import SealedReader, SealedWriter, Stored

__all__ = [
    "FileMissing",
    "Files",
    "SealedReader",
    "SealedWriter",
    "Stored",
    "files_at",
    "memory_files",
]
