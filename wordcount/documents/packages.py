"""Recognize a document that is a zip of parts, by what is inside."""

import posixpath
from collections.abc import Callable

from wordcount.errors import NoText, UnsupportedFile
from wordcount.page.page import Page

from . import docx, epub, odt
from .archive import Archive

Reader = Callable[[Archive], Page]

MEDIA_TYPE = "mimetype"  # an entry of EPUB, of OpenDocument, and of HWPX
LONGEST_MEDIA_TYPE = 200  # bytes
CONTENT_TYPES = "[Content_Types].xml"  # an entry of Office Open XML
READERS: dict[bytes, Reader] = {epub.MEDIA_TYPE: epub.read_epub, odt.MEDIA_TYPE: odt.read_odt}
# Entries of spreadsheets, presentations, books of Apple, programs, …
OTHER_DOCUMENTS = ("Index/Document.iwa", "Index.zip", "META-INF/MANIFEST.MF", "AndroidManifest.xml")


def read_package(archive: Archive, read: Reader) -> Page:
    """Return what `read` reads. Raises PageError, NoText if there is no text."""
    page = read(archive)
    if not page.text:
        raise NoText
    return page


def is_package(archive: Archive) -> bool:
    """Return whether this is a document and no mere zip of files, by the names of its entries."""
    names = (MEDIA_TYPE, CONTENT_TYPES, epub.CONTAINER, *OTHER_DOCUMENTS)
    return any(name in archive for name in names)


def find_reader(archive: Archive) -> Reader | None:
    """Return what reads the document in `archive`, None if that is a mere zip of files.

    Raises UnsupportedFile for a document of another kind.
    """
    if MEDIA_TYPE in archive:
        media_type = archive.read(MEDIA_TYPE, LONGEST_MEDIA_TYPE).strip()
        if media_type not in READERS:
            raise UnsupportedFile
        return READERS[media_type]
    if CONTENT_TYPES in archive:
        if posixpath.dirname(docx.find_main(archive)) != "word":
            raise UnsupportedFile
        return docx.read_docx
    if epub.CONTAINER in archive:
        return epub.read_epub
    if any(name in archive for name in OTHER_DOCUMENTS):
        raise UnsupportedFile
    return None
