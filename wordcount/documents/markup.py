"""Read XML as a stream of tags and text. Entities are never declared, so they cannot grow."""

from collections.abc import Iterable, Mapping
from typing import Protocol
from xml.parsers import expat

from wordcount.errors import BrokenFile


class Handler(Protocol):
    """What is told of each tag and text. A name is "namespace}name", or "name" without one."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, text: str) -> None: ...


def parse_xml(blocks: Iterable[bytes], handler: Handler) -> None:
    """Call `handler` for the tags and texts of a document. Raises BrokenFile.

    Neither DTDs nor external entities are loaded.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    parser.EntityDeclHandler = _refuse
    try:
        for block in blocks:
            parser.Parse(block)
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as exc:  # or an unknown encoding
        raise BrokenFile from exc


def _refuse(*declaration: object) -> None:
    raise BrokenFile
