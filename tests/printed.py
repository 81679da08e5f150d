"""Words on the pages of a PDF, as a reader selects them."""

from pathlib import Path

import pypdfium2


def words(path: Path) -> str:
    """Return everything printed, page after page, without blanks and ends of lines."""
    document = pypdfium2.PdfDocument(path)
    try:
        return "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    finally:
        document.close()
