"""The text of an OpenDocument text (ISO/IEC 26300, part 3), such as LibreOffice writes."""

from collections.abc import Mapping

from wordcount.errors import EncryptedFile
from wordcount.page.page import Page

from .archive import Archive
from .lines import MAX_TEXT, LineCollector
from .markup import parse_xml
from .metadata import Metadata

MEDIA_TYPE = b"application/vnd.oasis.opendocument.text"
CONTENT, META, MANIFEST = "content.xml", "meta.xml", "META-INF/manifest.xml"

NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, OFFICE = f"{NAMESPACE}text:1.0}}", f"{NAMESPACE}office:1.0}}"
PARAGRAPHS = frozenset(f"{TEXT}{name}" for name in ("p", "h", "ruby-text"))
SKIPPED = frozenset(
    [f"{OFFICE}annotation", f"{TEXT}tracked-changes", f"{TEXT}note-citation"]
    + [f"{NAMESPACE}svg-compatible:1.0}}{name}" for name in ("title", "desc")]
)
CHARACTERS = {f"{TEXT}s": " ", f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}


def read_odt(archive: Archive) -> Page:
    """Return the text of an OpenDocument text, with its notes where they are. Raises PageError."""
    if MANIFEST in archive and b"encryption-data" in archive.read(MANIFEST):
        raise EncryptedFile
    lines, metadata = LineCollector(MAX_TEXT), Metadata()
    parse_xml(archive.stream(CONTENT), _Reader(lines))
    if META in archive:
        parse_xml(archive.stream(META), metadata)
    return Page(metadata.title, metadata.language, lines.text())


class _Reader:
    """Collects the paragraphs. A frame or a note in one has paragraphs of its own."""

    def __init__(self, lines: LineCollector) -> None:
        self._lines = lines
        self._skipped = 0  # elements that are open, from one that is skipped
        self._paragraphs = 0  # that are open

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._skipped or name in SKIPPED:
            self._skipped += 1
        elif name in PARAGRAPHS:
            self._paragraphs += 1
            self._lines.begin()
        elif name in CHARACTERS:
            self.text(CHARACTERS[name])

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif name in PARAGRAPHS:
            self._paragraphs -= 1
            self._lines.end()

    def text(self, text: str) -> None:
        if self._paragraphs and not self._skipped:
            self._lines.add(text.replace("\n", " ") if text != "\n" else text)
