"""A form with files, sealed while it arrives: no byte of a recording touches the disk readable.

Frameworks spool uploads to temporary files in the clear, so the form is parsed as a stream here.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from email.message import Message

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from shipspeak.base import ShipSpeakError
from shipspeak.coaching.model import Upload
from shipspeak.coaching.titles import kept_name
from shipspeak.outside import SealedWriter

MOST_BYTES = 4 * 1024**3
"""Of one meeting: four hours of 48 kHz stereo WAV are 2.8 GB."""

MOST_FILES = 20
MOST_FIELDS = 40
MOST_FIELD = 10_000
BATCH = 1024 * 1024
"""Bytes handed to a thread at once for sealing."""


class UploadTooLarge(ShipSpeakError):
    """The files are larger than {gigabytes} GB together. Save the recording as MP3 or M4A and upload that."""

    status = 413
    exit_code = 65


class TooManyFiles(ShipSpeakError):
    """A meeting takes at most {most} files: one recording for each person, and a transcript."""

    status = 413
    exit_code = 65


class TooManyFields(ShipSpeakError):
    """This form has more than {most} fields, which no upload needs. Use the form on the first page, or send the fields
    that docs/reference/openapi.json names.
    """

    status = 413
    exit_code = 65


class UploadBroken(ShipSpeakError):
    """The upload stopped before its end. Nothing was kept; upload the file again."""

    status = 400
    exit_code = 65


class NothingUploaded(ShipSpeakError):
    """No file came with the form. Choose a recording or a transcript first."""

    status = 422
    exit_code = 65


@dataclass(slots=True)
class Form:
    fields: dict[str, str] = field(default_factory=dict)
    uploads: list[Upload] = field(default_factory=list)


class Intake:
    """Parses one multipart body; `writer(index)` gives the sealed writer of each file."""

    def __init__(self, content_type: str, writer: Callable[[int], SealedWriter]) -> None:
        kind, options = parse_options_header(content_type)
        if kind != b"multipart/form-data" or b"boundary" not in options:
            raise NothingUploaded
        self._writer = writer
        self._form = Form()
        self._headers, self._name, self._value = Message(), b"", b""
        self._part = ""
        self._filename: str | None = None
        self._text = bytearray()
        self._open: SealedWriter | None = None
        self._size = 0
        self._ended = False
        try:
            self._parser = MultipartParser(
                options[b"boundary"],
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._header_name,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header_end,
                    "on_headers_finished": self._headers_finished,
                    "on_part_data": self._data,
                    "on_part_end": self._end,
                    "on_end": self._finish,
                },
            )
        except FormParserError:
            raise UploadBroken from None

    async def take(self, body: AsyncIterator[bytes]) -> Form:
        """All of the body. On any error what was written is removed again. Raises UploadBroken and its siblings,
        DiskFull.
        """
        try:
            batch = bytearray()
            async for chunk in body:
                batch += chunk
                if len(batch) >= BATCH:
                    await asyncio.to_thread(self._feed, bytes(batch))
                    batch.clear()
            await asyncio.to_thread(self._feed, bytes(batch))
            self._whole()
        except (FormParserError, ClientDisconnect):
            self._abandon()
            raise UploadBroken from None
        except BaseException:
            self._abandon()
            raise
        if not self._form.uploads:
            raise NothingUploaded
        return self._form

    @staticmethod
    def bear(coming: int | None) -> None:
        """Before a byte is taken: is it too much? `coming`: bytes announced. Raises UploadTooLarge."""
        if coming is not None and coming > MOST_BYTES + MOST_FIELDS * MOST_FIELD:
            raise UploadTooLarge(gigabytes=MOST_BYTES // 1024**3)

    def _feed(self, batch: bytes) -> None:
        self._size += len(batch)
        if self._size > MOST_BYTES:
            raise UploadTooLarge(gigabytes=MOST_BYTES // 1024**3)
        self._parser.write(batch)

    def _whole(self) -> None:
        if not self._ended:
            raise UploadBroken

    def _begin(self) -> None:
        self._headers, self._name, self._value = Message(), b"", b""
        self._text = bytearray()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        # One character for each byte, as parse_options_header takes and gives them; what they mean is decided below.
        self._headers[self._name.decode("latin-1")] = self._value.decode("latin-1")
        self._name = self._value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", ""))
        self._part = options.get(b"name", b"").decode("utf-8", "replace")
        filename = options.get(b"filename")
        # A form sent without a choice of file carries a part with an empty file name.
        self._filename = None if filename is None else filename.decode("utf-8", "replace")
        if self._filename:
            if len(self._form.uploads) == MOST_FILES:
                raise TooManyFiles(most=MOST_FILES)
            self._open = self._writer(len(self._form.uploads))
            self._open.__enter__()

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._open is not None:
            self._open.write(memoryview(data)[start:end])
        elif len(self._text) + end - start <= MOST_FIELD:
            self._text += data[start:end]

    def _end(self) -> None:
        if self._open is not None:
            self._open.__exit__(None, None, None)
            assert self._filename is not None
            self._form.uploads.append(Upload(kept_name(self._filename), self._open.stored))
            self._open = None
        elif self._filename is None:
            if len(self._form.fields) == MOST_FIELDS:
                raise TooManyFields(most=MOST_FIELDS)
            self._form.fields[self._part] = self._text.decode("utf-8", "replace")

    def _finish(self) -> None:
        self._ended = True

    def _abandon(self) -> None:
        if self._open is not None:
            self._open.abandon()
        for index in range(len(self._form.uploads)):
            self._writer(index).abandon()
