"""Draws the first page of the PDF on its standard input as a JPEG on its standard output; run as a script.

A process of its own, because a malicious file may make the reader of PDFs run for ever or fall over. It says
with its exit code what the file is.
"""

import resource
import sys
from io import BytesIO

LOCKED, UNREADABLE, NOT_DRAWN = 10, 11, 12
LONGEST_SIDE = 1000
MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 8
WRONG_PASSWORD = 4


def main() -> int:
    """Return 0 with a picture written, LOCKED, UNREADABLE, or NOT_DRAWN for a PDF whose page could not be drawn."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        return LOCKED if error.err_code == WRONG_PASSWORD else UNREADABLE
    if not pages:
        return UNREADABLE
    try:
        page = document[0]
        # However large the page says it is, the picture is not.
        picture = page.render(scale=min(LONGEST_SIDE / max(*page.get_size(), 1), 4)).to_pil()
    except (pypdfium2.PdfiumError, MemoryError, ValueError, OSError):
        return NOT_DRAWN
    target = BytesIO()
    picture.convert("RGB").save(target, "JPEG", quality=80, optimize=True)
    sys.stdout.buffer.write(target.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main())
