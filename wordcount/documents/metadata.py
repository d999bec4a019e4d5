"""Title and language, as most formats name them: by Dublin Core (DCMI Metadata Terms)."""

from collections.abc import Mapping

DUBLIN_CORE = "http://purl.org/dc/elements/1.1/}"
MAX_PIECES = 100  # of a text, at most; the parser passes on long ones in pieces


class Metadata:
    """Reads the first title and language of an XML document."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}
        self._name = ""
        self._text: list[str] = []

    @property
    def title(self) -> str | None:
        return self._found.get("title") or None

    @property
    def language(self) -> str | None:
        return self._found.get("language") or None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name.startswith(DUBLIN_CORE):
            self._name, self._text = name.removeprefix(DUBLIN_CORE), []

    def end(self, name: str) -> None:
        if name == DUBLIN_CORE + self._name:
            self._found.setdefault(self._name, " ".join("".join(self._text).split()))
            self._name = ""

    def text(self, text: str) -> None:
        if self._name in ("title", "language") and len(self._text) < MAX_PIECES:
            self._text.append(text)
