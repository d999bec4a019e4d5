"""Read the sitemaps and feeds of new corpora."""

import logging
import time
from tempfile import SpooledTemporaryFile
from typing import IO

import db
import settings
from background.page import FAULTS_OF_THIS_MACHINE
from corpora import following, making, sources
from corpora.charging import charge_documents
from corpora.making import MAX_LEFT_OUT, LeftOut, NewDocument
from corpora.sources import Source
from jobs import host_of
from wordcount.address_lists import AddressList, Entry
from wordcount.contained import CountingPool, PoolClosed
from wordcount.errors import (
    EmptyList,
    InternalError,
    NotAList,
    PageError,
    ServerBusy,
    TooLongList,
)
from wordcount.fetching.address import check_address, parse_address
from wordcount.fetching.fetch import FetchedPage
from wordcount.fetching.fetcher import Fetcher
from wordcount.fetching.response import LIST_TYPES
from wordcount.messages import N_

IN_MEMORY = 64 * 1024  # bytes of a list; a larger one is kept on disk
MAX_LISTS = 200  # sitemaps of one index
PAUSE = 0.5  # seconds until a busy server is asked again
DEADLINE = 60.0  # seconds for all lists of a source
MAX_DEPTH = 2  # an index within an index

logger = logging.getLogger(__name__)


def read_next(pool: CountingPool, fetcher: Fetcher) -> bool:
    """Read the source of the next waiting corpus; return whether there was one."""
    source = sources.claim()
    if source is None:
        return False
    try:
        use(source, SourceReader(source, pool, fetcher).read())
    except PageError as error:
        sources.fail(source, error)
    except (PoolClosed, *FAULTS_OF_THIS_MACHINE):
        raise
    except Exception:
        logger.exception("Reading the source of corpus %s failed", source.id)
        sources.fail(source, InternalError())
    return True


def use(source: Source, found: "SourceReader") -> None:
    """Add the documents that were found to a new corpus, or update a watched one.

    Raises QuotaExceeded if its client's quota has no room for them.
    """
    if not source.is_new:
        limit = settings.current().CORPUS_LIMIT
        is_whole = source.kind == "sitemap" and found.kind != "feed" and not found.errors
        following.follow(source.id, found.documents, limit, is_whole=is_whole)
        return
    with db.database.atomic() as transaction:
        charge_documents(source.id, len(found.documents), found.left_out)
        if not making.start(source.id, found.documents, found.left_out):
            transaction.rollback()  # another worker has read it, or it was stopped
        elif found.title:
            sources.name(source, found.title)


class SourceReader:
    """Collects the addresses in a sitemap and its parts, or in a feed."""

    def __init__(self, source: Source, pool: CountingPool, fetcher: Fetcher) -> None:
        self.documents: list[NewDocument] = []
        self.left_out: list[LeftOut] = []
        self.title: str | None = None
        self.kind: str | None = None  # of the last list
        self._source, self._pool, self._fetcher = source, pool, fetcher
        self._config = settings.current()
        self._lists: set[str] = set()  # addresses of lists that were read
        self._known: set[str] = set()  # addresses of documents
        self._deadline = time.monotonic() + DEADLINE
        self.errors: list[PageError] = []

    def read(self) -> "SourceReader":
        """Read the source. Raises PageError if it is unusable or has too many addresses."""
        self._read(self._source.url, self._fetch(self._source.url), MAX_DEPTH)
        if not self.documents:
            raise self.errors[0] if self.errors else EmptyList()
        return self

    def _read(self, url: str, found: AddressList, depth: int) -> None:
        self.title, self.kind = self.title or found.title, found.kind
        if found.kind == "page":
            self._read_parts(self._lists_of_site(url, found), depth - 1)
        elif found.kind == "index":
            self._read_parts([entry.url for entry in found.entries], depth - 1)
        else:
            for line, entry in enumerate(found.entries, start=1):
                self._add(entry, line)

    def _lists_of_site(self, url: str, page: AddressList) -> list[str]:
        """Return the feed that a page declares, or the sitemaps in the robots.txt of its site."""
        if self._source.kind == "feed":
            return [entry.url for entry in page.entries[:1]]
        site = parse_address(url, self._config.FETCH_ALLOW)
        robots = self._fetcher.robots_of(site)
        return [*robots.sitemaps] or [f"{site.scheme}://{site.authority}/sitemap.xml"]

    def _read_parts(self, urls: list[str], depth: int) -> None:
        """Read the lists of an index, except those that cannot be read."""
        if depth < 0 or len(urls) > MAX_LISTS:
            raise NotAList(
                N_("That sitemap index lists more than %(most)s sitemaps, or another index."),
                most=MAX_LISTS,
            )
        for line, url in enumerate(urls, start=1):
            if url in self._lists:
                continue
            try:
                found = self._fetch(url)
            except PageError as error:
                self.errors.append(error)
                self._leave_out(LeftOut(line, url, str(error)))
            else:
                self._read(url, found, depth)

    def _fetch(self, url: str) -> AddressList:
        self._lists.add(url)
        if time.monotonic() > self._deadline or len(self._lists) > MAX_LISTS:
            raise TooLongList(N_("That sitemap takes too long to read. Send one of its parts."))
        sources.renew(self._source.id)
        db.release()  # hold no connection while waiting for a server or a child
        with SpooledTemporaryFile(IN_MEMORY) as body:
            page = self._fetch_in_turn(url, body)
            return self._pool.run(
                lambda process: process.read_list(body, page.content_type, page.url)
            )

    def _fetch_in_turn(self, url: str, body: IO[bytes]) -> FetchedPage:
        """Fetch a list once its server has a free connection. Raises PageError."""
        while True:
            try:
                return self._fetcher.fetch(url, body, types=LIST_TYPES)
            except ServerBusy as error:
                if error.was_asked or time.monotonic() > self._deadline:
                    raise
            time.sleep(PAUSE)
            sources.renew(self._source.id)
            db.release()

    def _leave_out(self, entry: LeftOut) -> None:
        if len(self.left_out) < MAX_LEFT_OUT:
            self.left_out.append(entry)

    def _add(self, entry: Entry, line: int) -> None:
        try:
            url = check_address(entry.url, self._config.FETCH_ALLOW)
        except PageError as error:
            self._leave_out(LeftOut(line, entry.url, str(error)))
            return
        if url in self._known:
            return
        self._known.add(url)
        if len(self._known) > self._config.CORPUS_LIMIT:
            raise TooLongList.beyond(self._config.CORPUS_LIMIT)
        self.documents.append(
            NewDocument(url, host_of(url), published=entry.published, modified_at=entry.modified_at)
        )
