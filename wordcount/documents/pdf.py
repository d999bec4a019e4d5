"""The text of a PDF, read by PDFium, the engine of Chromium, in the order in which it is drawn."""

import contextlib
import threading
from collections.abc import Iterator
from ctypes import c_ushort
from typing import Any

from wordcount.errors import BrokenFile, EncryptedFile, NoText
from wordcount.messages import N_
from wordcount.page.page import Page

from .glyphs import Glyphs, combine
from .hangul import join_hangul
from .legibility import is_legible
from .lines import MAX_TEXT, LineCollector
from .wrapping import join_broken_words, join_lines

SIGNATURE = b"%PDF-"
LOCKED = (4, 5)  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY
DRAWN_FORM = 2  # FORMTYPE_XFA_FULL: a program draws the pages; others show "Please wait"
# FPDF_ANNOT_FREETEXT and FPDF_ANNOT_WIDGET: notes and form fields, whose text is on the page.
TEXT_ANNOTATIONS = (3, 20)
MAX_ANNOTATIONS = 1_000  # of a page that are looked at

UNREADABLE = N_(
    "The fonts of that PDF do not say which letters they show, so its text cannot be read. "
    "A program for text recognition (OCR) can read it."
)
DRAWN_BY_PROGRAM = N_(
    "That PDF is a form that only Adobe's programs can show. Print it as a PDF, and count that one."
)
MADE_BY_OFFICE = ("Microsoft Word - ", "Microsoft PowerPoint - ")

lock = threading.Lock()  # PDFium is not made for several threads


def read_pdf(body: bytes) -> Page:
    """Return the text of a PDF, with one line per paragraph, and with broken words joined.

    Raises EncryptedFile, BrokenFile, NoText and TooLarge.
    """
    import pypdfium2  # takes a fifth of a second, which other files need not wait for

    with lock:
        try:
            with pypdfium2.PdfDocument(body) as document:
                return _read(document, pypdfium2.raw)
        except pypdfium2.PdfiumError as exc:
            is_locked = getattr(exc, "err_code", None) in LOCKED
            raise (EncryptedFile if is_locked else BrokenFile) from exc


def _read(document: Any, raw: Any) -> Page:
    lines = LineCollector(MAX_TEXT)
    pages = 0
    for index in range(len(document)):
        with _open_page(document, raw, index) as glyphs:
            if glyphs:
                pages += 1
                for paragraph in join_lines(list(glyphs.lines())):
                    lines.add(paragraph + "\n")
    if not pages:
        raise BrokenFile
    text = join_hangul(join_broken_words(lines.text()))
    if document.get_formtype() == DRAWN_FORM and "Adobe" in text[:2_000]:
        raise NoText(DRAWN_BY_PROGRAM)
    if not text:
        raise NoText
    if not is_legible(text):
        raise NoText(UNREADABLE)
    return Page(_title(document), _language(document, raw), text)


@contextlib.contextmanager
def _open_page(document: Any, raw: Any, index: int) -> Iterator[Glyphs | None]:
    """Yield the characters on a page, with those of annotations; None if it is broken."""
    page = raw.FPDF_LoadPage(document, index)
    if page and _has_text_annotations(raw, page):
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        raw.FPDF_ClosePage(page)
        page = raw.FPDF_LoadPage(document, index)
    text = raw.FPDFText_LoadPage(page) if page else None
    try:
        yield Glyphs(raw, page, text) if text else None
    finally:
        if text:
            raw.FPDFText_ClosePage(text)
        if page:
            raw.FPDF_ClosePage(page)


def _has_text_annotations(raw: Any, page: Any) -> bool:
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MAX_ANNOTATIONS)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if annotation:
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            raw.FPDFPage_CloseAnnot(annotation)
            if kind in TEXT_ANNOTATIONS:
                return True
    return False


def _title(document: Any) -> str | None:
    title = " ".join(document.get_metadata_value("Title").replace("\0", "").split())
    for program in MADE_BY_OFFICE:
        title = title.removeprefix(program)
    return title or None


def _language(document: Any, raw: Any) -> str | None:
    """Return the language that the catalog declares (ISO 32000-2, section 14.9.2)."""
    size = raw.FPDFCatalog_GetLanguage(document, None, 0)  # bytes, with those of a final NUL
    buffer = (c_ushort * (size // 2 + 1))()
    raw.FPDFCatalog_GetLanguage(document, buffer, size)
    return combine("".join(map(chr, buffer[: size // 2]))).strip() or None
