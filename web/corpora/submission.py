"""Check the source of a new corpus: a list of addresses, a sitemap, a feed, or files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from flask import current_app, request
from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import FileStorage

from corpora.making import MAX_NAME, LeftOut, NewDocument, size_of
from jobs import host_of
from jobs.uploads import File
from web.corpora.files import unpack
from web.fields import string_field
from wordcount import clean_text
from wordcount.address_lists import ListEntry, parse_row, parse_written
from wordcount.errors import EmptyList, InvalidURL, PageError, TooLongList
from wordcount.fetching.address import check_address
from wordcount.page.encoding import declared_encoding, decode, guess_encoding

FIELDS = ("name", "urls", "list", "sitemap", "feed", "files", "leave_out", "token")
SOURCES = ("urls", "list", "sitemap", "feed", "files")
MAX_ENTRY = 2_200  # bytes or characters of a list per entry: an address, a tag and a date
MAX_SHOWN = 200_000  # bytes of an uploaded list that is shown in the field if it is refused
LEAST_LIMIT = 100  # entries
ONE_SOURCE = lazy_gettext(
    "Send one of these: addresses (urls), a file with a list of them (list), a sitemap, a feed, or"
    " files."
)
NO_ENTRY = lazy_gettext(
    "An entry is an address, or an object with the key url, and optionally tag and date."
)


@dataclass(frozen=True)
class CorpusRequest:
    """A new corpus, of `documents` or of the list at `source_url`.

    `problems` are unusable lines, and `repeated` those with the address of an earlier line. If
    there are `files`, they are those of `documents`.
    """

    name: str
    source: str
    source_url: str | None = None
    documents: Sequence[NewDocument] = ()
    problems: Sequence[LeftOut] = ()
    repeated: Sequence[LeftOut] = ()
    files: Sequence[File] = ()

    @property
    def size(self) -> int:
        """An upper bound of the bytes that the corpus itself takes."""
        files = sum(len(file.body) for file in self.files)
        return files + size_of(len(self.documents), self.left_out)

    @property
    def left_out(self) -> Sequence[LeftOut]:
        """The lines and files that are no documents."""
        return [*self.problems, *self.repeated]


def check_corpus_fields(fields: dict[str, object]) -> CorpusRequest:
    """Return the corpus that these fields ask for. Raises PageError if it cannot be made."""
    given = [name for name in SOURCES if fields.get(name)]
    if len(given) != 1:
        raise (InvalidURL if given else EmptyList)(str(ONE_SOURCE))
    [source] = given
    name, value = clean_name(string_field(fields, "name")), fields[source]
    if source == "files":
        return corpus_of_files(name, request.files.getlist("files"))
    if source in ("sitemap", "feed"):
        if not isinstance(value, str):
            raise InvalidURL
        url = check_address(value.strip(), current_app.config["FETCH_ALLOW"])
        return CorpusRequest(name or url[:MAX_NAME], source, url)
    checked = _Checked(current_app.config["CORPUS_LIMIT"])
    for entry in entries_of(value, checked.limit):
        checked.add(entry)
    if not checked.documents and not checked.problems:
        raise EmptyList
    return CorpusRequest(
        name or name_of(checked.documents),
        "urls",
        documents=checked.documents,
        problems=checked.problems,
        repeated=checked.repeated,
    )


def corpus_of_files(name: str, uploads: Sequence[FileStorage]) -> CorpusRequest:
    """Return a private corpus of uploaded files and those inside zips. Raises PageError."""
    files, problems = unpack(uploads, current_app.config["CORPUS_LIMIT"])
    if not files and not problems:
        raise EmptyList(gettext("The request contains no file."))
    documents = [NewDocument(name=file.name) for file in files]
    first = files[0].name if files else ""
    name = name or (f"{first} (+{len(files) - 1})" if len(files) > 1 else first)
    return CorpusRequest(name, "files", documents=documents, problems=problems, files=files)


@dataclass
class _Checked:
    """The entries of a list: usable, unusable and repeated ones."""

    limit: int
    documents: list[NewDocument] = field(default_factory=list)
    problems: list[LeftOut] = field(default_factory=list)
    repeated: list[LeftOut] = field(default_factory=list)
    _lines: dict[str, int] = field(default_factory=dict)

    def add(self, entry: ListEntry) -> None:
        """Check an entry. Raises TooLongList if there are more than `limit`."""
        if len(self.documents) + len(self.problems) + len(self.repeated) == self.limit:
            raise TooLongList.beyond(self.limit)
        try:
            if entry.problem:
                raise InvalidURL(entry.problem)
            url = check_address(entry.url, current_app.config["FETCH_ALLOW"])
        except PageError as error:
            self.problems.append(LeftOut(entry.line, entry.url, str(error)))
            return
        if url in self._lines:
            self.repeated.append(
                LeftOut(
                    entry.line,
                    entry.url,
                    gettext("Line %(line)s has the same address.", line=self._lines[url]),
                )
            )
            return
        self._lines[url] = entry.line
        tag = clean_text(entry.tag) if entry.tag else None
        document = NewDocument(url, host_of(url), tag=tag, published=entry.published)
        self.documents.append(document)


def entries_of(value: object, limit: int) -> Iterable[ListEntry]:
    """Return the entries of a list in JSON, a field or a file, at most `limit` + 1."""
    if isinstance(value, list):
        return [entry_of(each, line) for line, each in enumerate(islice(value, limit + 1), start=1)]
    most = max(limit, LEAST_LIMIT) * MAX_ENTRY
    if isinstance(value, FileStorage):
        value = read_text(value, most)
    if not isinstance(value, str):
        raise EmptyList
    check_length(value, most)
    return parse_written(value, limit)


def read_text(file: FileStorage, most: int) -> str:
    body = file.read(most + 1)
    check_length(body, most)
    return decode(body, declared_encoding(body, None) or guess_encoding(body))


def text_of(file: object) -> str:
    """Return the text of a refused list to show in the field, or "" if it is too long."""
    if not isinstance(file, FileStorage):
        return ""
    file.seek(0)
    try:
        return clean_text(read_text(file, MAX_SHOWN))
    except TooLongList:
        return ""


def check_length(text: str | bytes, most: int) -> None:
    if len(text) > most:
        raise TooLongList


def entry_of(value: object, line: int) -> ListEntry:
    """Return an entry from JSON: a string, or an object with url, tag and date."""
    values = value if isinstance(value, dict) else {"url": value}
    url, tag, date = (values.get(name) or "" for name in ("url", "tag", "date"))
    if not isinstance(url, str) or not isinstance(tag, str) or not isinstance(date, str):
        return ListEntry(line, "", problem=str(NO_ENTRY))
    return parse_row(line, url.strip(), tag.strip(), date.strip())


def clean_name(name: str) -> str:
    return " ".join(name[: 4 * MAX_NAME].split())[:MAX_NAME]


def name_of(documents: Sequence[NewDocument]) -> str:
    """Return a name for a list without one: its first host, and the number of others."""
    hosts = {document.host: None for document in documents}
    first = next(iter(hosts), None) or ""
    return f"{first} (+{len(hosts) - 1})" if len(hosts) > 1 else first
