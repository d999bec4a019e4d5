"""The text of a book in EPUB 2 or 3: its pages in reading order (EPUB 3.3, sections 4 and 5)."""

import posixpath
from collections.abc import Mapping
from urllib.parse import unquote

from wordcount.errors import BrokenFile, EncryptedFile
from wordcount.page.page import Page, parse_page

from .archive import Archive
from .lines import MAX_TEXT, LineCollector
from .markup import parse_xml
from .metadata import Metadata

MEDIA_TYPE = b"application/epub+zip"  # the content of the entry "mimetype"
CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
PACKAGE = "http://www.idpf.org/2007/opf}"
PACKAGE_TYPE = "application/oebps-package+xml"
PAGE_TYPES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")


def read_epub(archive: Archive) -> Page:
    """Return the text of a book. Raises PageError."""
    container = _Container()
    parse_xml(archive.stream(CONTAINER), container)
    if not container.packages:
        raise BrokenFile
    package = _Package(container.packages[0])
    parse_xml(archive.stream(package.name), package)
    if set(package.pages) & _encrypted(archive):
        raise EncryptedFile
    pages = [name for name in package.pages if name in archive]
    if not pages:
        raise BrokenFile
    lines = LineCollector(MAX_TEXT)
    for name in pages:
        lines.add(parse_page(archive.read(name), package.types[name]).text + "\n")
    return Page(package.title, package.language, lines.text())


def _encrypted(archive: Archive) -> set[str]:
    """Return the names of what is encrypted. That may be fonts only, in books without a lock."""
    encryption = _Encryption()
    if ENCRYPTION in archive:
        parse_xml(archive.stream(ENCRYPTION), encryption)
    return encryption.names


class _Container:
    """The names of package documents (section 4.2.6.3)."""

    def __init__(self) -> None:
        self.packages: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        is_package = attributes.get("media-type", PACKAGE_TYPE) == PACKAGE_TYPE
        if name.endswith("}rootfile") and is_package and "full-path" in attributes:
            self.packages.append(attributes["full-path"])

    def end(self, name: str) -> None: ...
    def text(self, text: str) -> None: ...


class _Package(Metadata):
    """The pages in reading order, once each, and their media types (section 5)."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.types: dict[str, str] = {}
        self._items: dict[str, str] = {}
        self._order: dict[str, None] = {}

    @property
    def pages(self) -> list[str]:
        names = filter(None, map(self._items.get, self._order))
        return [name for name in names if self.types[name] in PAGE_TYPES]

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        super().start(name, attributes)
        if name == f"{PACKAGE}item" and "href" in attributes:
            target = _resolve(self.name, attributes["href"])
            self._items[attributes.get("id", "")] = target
            self.types[target] = attributes.get("media-type", "")
        elif name == f"{PACKAGE}itemref":
            self._order[attributes.get("idref", "")] = None


class _Encryption:
    """The names of encrypted entries (section 4.2.6.3.3)."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name.endswith("}CipherReference"):
            self.names.add(_resolve("", attributes.get("URI", "")))

    def end(self, name: str) -> None: ...
    def text(self, text: str) -> None: ...


def _resolve(base: str, reference: str) -> str:
    """Return the name of the entry that `reference`, in the document `base`, points to."""
    path = unquote(reference.partition("#")[0])
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), path)).lstrip("/")
