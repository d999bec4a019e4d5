"""Read a file of any supported kind: by its first bytes, by what a zip has inside, by its name."""

from wordcount.errors import BrokenFile, EncryptedFile, NotText, SeveralFiles, UnsupportedFile
from wordcount.media_type import parse_content_type
from wordcount.messages import N_
from wordcount.page.encoding import declared_encoding, decode, guess_encoding
from wordcount.page.page import Page, parse_page
from wordcount.page.sniffing import find_type

from . import pdf
from .archive import SIGNATURES as ZIP
from .archive import Archive
from .names import DOCUMENT_ENDINGS, PAGE_TYPES, ending
from .packages import find_reader, read_package
from .zips import documents_in

PDF_TYPES = ("application/pdf", "application/x-pdf")

# A compound file: a Word document before 2007, one with a password, or one of Hangul (HWP 5).
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
NESTED = N_("That zip contains another zip. Unpack the inner one, and count its files.")
OLD_FORMAT = N_(
    "That file is a document in an older format (.doc or .hwp, for example). "
    "Save it as .docx or PDF, and count that one."
)


def read_document(body: bytes, content_type: str | None, *, find_main: bool = False) -> Page:
    """Parse a page like `parse_page`, or a PDF, DOCX, EPUB or ODT. Raises PageError."""
    media_type = parse_content_type(content_type)
    if media_type is not None and media_type.essence in PDF_TYPES:
        return pdf.read_pdf(body)
    return _read_known(body) or parse_page(body, content_type, find_main=find_main)


def read_file(body: bytes, name: str | None = None, *, find_main: bool = False) -> Page:
    """Read a file whose kind its first bytes say, or else its name. Raises PageError.

    Without a name, whatever begins like a page is one, and all else is plain text.
    """
    if page := _read_known(body):
        return page
    if name is None:
        kind = find_type(decode(body, declared_encoding(body, None) or guess_encoding(body)))
    elif (end := ending(name)) in DOCUMENT_ENDINGS:
        raise BrokenFile
    else:
        kind = PAGE_TYPES.get(end, "text/plain")
    try:
        return parse_page(body, kind, find_main=find_main)
    except NotText as exc:
        raise UnsupportedFile from exc


def _read_known(body: bytes) -> Page | None:
    """Read a document that its first bytes declare; None if they do not."""
    if body[:1024].lstrip(b"\xef\xbb\xbf\0\t\n\f\r ").startswith(pdf.SIGNATURE):
        return pdf.read_pdf(body)
    if body.startswith(COMPOUND_FILE):
        raise EncryptedFile if LOCKED_PACKAGE in body else UnsupportedFile(OLD_FORMAT)
    if not body.startswith(ZIP):
        return None
    archive = Archive(body)
    if reader := find_reader(archive):
        return read_package(archive, reader)
    return _read_only_file(body)


def _read_only_file(body: bytes) -> Page:
    """Read the only file of a zip. Raises SeveralFiles if there are more."""
    files = documents_in(body, "")
    name, inner = next(files, (None, None))
    if name is None or inner is None:
        raise UnsupportedFile
    if next(files, None):
        raise SeveralFiles
    if isinstance(inner, Exception):
        raise inner
    if inner.startswith(ZIP) and find_reader(Archive(inner)) is None:
        raise UnsupportedFile(NESTED)
    return read_file(inner, name)
