"""Taking in uploaded files: in memory, as much as a file and a request may hold, the rest is let go by."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

# So many files of the largest size may come in one request.
FULL_FILES = 2


class BoundedUploadHandler(FileUploadHandler):
    """Keeps uploads in memory up to `UPLOAD_MAX_BYTES` a file; a larger one arrives with its true size and no content.

    Nothing is written to a temporary folder, which may be full before the request can be answered.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._left = settings.UPLOAD_MAX_BYTES * FULL_FILES

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin the next file of the request."""
        super().new_file(*args, **kwargs)
        self._content = BytesIO()
        self._over = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece, or from the limit on let go of the whole file."""
        self._over = self._over or start + len(raw_data) > settings.UPLOAD_MAX_BYTES or len(raw_data) > self._left
        if self._over:
            self._left += len(self._content.getbuffer())
            self._content = BytesIO()
            return
        self._left -= len(raw_data)
        self._content.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file, with the size that was sent."""
        self._content.seek(0)
        return InMemoryUploadedFile(
            file=self._content,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
