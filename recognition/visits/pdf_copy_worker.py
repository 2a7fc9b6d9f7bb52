"""Writes the pages of the PDF on its standard input anew on its standard output; run as a script.

A process of its own, because a malicious file may make the reader of PDFs run for ever or fall over. Pages alone are
carried over: no scripts, attachments, forms or bookmarks of the file.
"""

import resource
import sys
from io import BytesIO

UNREADABLE, TOO_MANY = 11, 13
MOST_PAGES = 300
MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 20


def main() -> int:
    """Return 0 with the copy written, UNREADABLE (also for a locked file), or TOO_MANY pages."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    import pypdfium2

    try:
        source = pypdfium2.PdfDocument(sys.stdin.buffer.read())
        if len(source) > MOST_PAGES:
            return TOO_MANY
        copy = pypdfium2.PdfDocument.new()
        copy.import_pages(source)
        target = BytesIO()
        copy.save(target)
    except (pypdfium2.PdfiumError, MemoryError, ValueError, OSError):
        return UNREADABLE
    sys.stdout.buffer.write(target.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main())
