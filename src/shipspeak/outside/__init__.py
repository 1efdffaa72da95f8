"""The world and its twins: where files lie (a folder, S3, memory)."""

from shipspeak.outside.files import FileMissing, Files, files_at, memory_files
from shipspeak.outside.sealed import SealedAppender, SealedReader, SealedWriter, Stored

__all__ = [
    "FileMissing",
    "Files",
    "SealedAppender",
    "SealedReader",
    "SealedWriter",
    "Stored",
    "files_at",
    "memory_files",
]
