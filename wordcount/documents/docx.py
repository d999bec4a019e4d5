"""The text of a Word document (ECMA-376, Office Open XML): what its author sees on the page.

Deleted and hidden text, comments, headers and footers are left out, as in Word's own count; foot-
and endnotes follow the text.
"""

import posixpath
from collections.abc import Mapping

from wordcount.page.page import Page

from .archive import Archive
from .lines import MAX_TEXT, LineCollector
from .markup import parse_xml
from .metadata import Metadata

RELATIONS = "_rels/.rels"
CORE = "docProps/core.xml"
# The ends of types of relations, which differ between the transitional and the strict format.
MAIN, NOTES = "/officeDocument", ("/footnotes", "/endnotes")

WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
MATH = (
    "http://schemas.openxmlformats.org/officeDocument/2006/math}",
    "http://purl.oclc.org/ooxml/officeDocument/math}",
)
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006}"

# Moved text is also where it was moved to, and a fallback repeats what precedes it.
SKIPPED = frozenset(
    [f"{COMPATIBILITY}Fallback"] + [space + name for space in WORD for name in ("del", "moveFrom")]
)
TEXT = frozenset(space + "t" for space in (*WORD, *MATH))
PARAGRAPHS = frozenset(space + name for space in WORD for name in ("p", "rt"))
RUNS = frozenset(f"{space}r" for space in WORD)
HIDDEN = frozenset(f"{space}vanish" for space in WORD)
VALUES = tuple(f"{space}val" for space in WORD)
FALSE = ("0", "false", "off")
CHARACTERS = {
    space + name: text
    for space in WORD
    for name, text in {
        **{"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "sym": " "},
        **{"noBreakHyphen": "-", "softHyphen": "\u00ad"},
    }.items()
}


def read_docx(archive: Archive) -> Page:
    """Return the text of a Word document. Raises PageError."""
    main = find_main(archive)
    folder, name = posixpath.split(main)
    related = _relations(archive, f"{folder}/_rels/{name}.rels")
    notes = [target for kind, target in related if kind.endswith(NOTES)]
    lines = LineCollector(MAX_TEXT)
    # A file may name a part many times, to have it counted as often.
    for part in dict.fromkeys([main, *(posixpath.join(folder, note) for note in notes)]):
        if part == main or part in archive:
            parse_xml(archive.stream(part), _Reader(lines))
    metadata = Metadata()
    if CORE in archive:
        parse_xml(archive.stream(CORE), metadata)
    return Page(metadata.title, metadata.language, lines.text())


def find_main(archive: Archive) -> str:
    """Return the name of the part with the text, "word/document.xml" in most documents."""
    found = [target for kind, target in _relations(archive, RELATIONS) if kind.endswith(MAIN)]
    return found[0] if found else "word/document.xml"


def _relations(archive: Archive, name: str) -> list[tuple[str, str]]:
    relations = _Relations()
    if name in archive:
        parse_xml(archive.stream(name), relations)
    return relations.found


class _Relations:
    """The types and targets of relations (ECMA-376, part 2, section 9.3)."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if attributes.get("TargetMode") != "External" and "Target" in attributes:
            self.found.append((attributes.get("Type", ""), attributes["Target"].lstrip("/")))

    def end(self, name: str) -> None: ...
    def text(self, text: str) -> None: ...


class _Reader:
    """Collects the lines of one part. Text boxes are paragraphs inside of paragraphs."""

    def __init__(self, lines: LineCollector) -> None:
        self._lines = lines
        self._skipped = 0  # elements that are open, from one that is skipped
        self._runs: list[bool] = []  # those that are open, and whether each is hidden
        self._is_text = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._skipped or name in SKIPPED:
            self._skipped += 1
        elif name in TEXT:
            self._is_text = True
        elif name in PARAGRAPHS:
            self._lines.begin()
        elif name in RUNS:
            self._runs.append(False)
        elif name in HIDDEN and self._runs:
            value = next((attributes[name] for name in VALUES if name in attributes), "")
            self._runs[-1] = value not in FALSE
        elif name in CHARACTERS and self._runs:
            self._add(CHARACTERS[name])

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif name in TEXT:
            self._is_text = False
        elif name in PARAGRAPHS:
            self._lines.end()
        elif name in RUNS and self._runs:
            self._runs.pop()

    def text(self, text: str) -> None:
        if self._is_text and not self._skipped:
            self._add(text)

    def _add(self, text: str) -> None:
        if not any(self._runs):
            self._lines.add(text)
