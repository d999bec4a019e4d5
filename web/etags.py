"""ETags of answers made of finished results, which only a recount or a new release changes."""

from collections.abc import Sequence
from functools import cache
from hashlib import md5

from flask import Response, request

from db import read
from models import MAX_ID, Result
from settings import ROOT
from web.formats import wanted_format
from web.unusual import version_of
from wordcount.packs import installed_packs

# Everything that an answer is made of, besides its results.
PACKAGES = "capacity corpora jobs reference results views watches web wordcount".split()
SOURCES = (
    *("*.py", *(f"{package}/**/*.py" for package in PACKAGES)),
    *("wordcount/**/*.txt", "templates/**/*.*", "static/**/*.*", "requirements.txt"),
    *("translations/**/*.po", "wordcount/translations/**/*.po"),
)

# What an answer depends on, besides its address. Caches have to ask again before each use.
VARY = ("Accept", "Accept-Language", "Cookie")
CACHE_CONTROL = "private, no-cache"


def not_modified(*ids: int) -> Response | None:
    """Return a 304 if the client has the current answer, without reading the results' words."""
    if not request.if_none_match or max(ids) > MAX_ID:
        return None
    query = Result.select(*Result.without_words()).where(Result.id.in_(ids))
    found = {result.id: result for result in read(query)}
    tag = tag_of([found[id] for id in ids]) if found.keys() >= {*ids} else None
    if tag is None or not request.if_none_match.contains_weak(tag):
        return None
    response = Response(status=304)
    add_headers(response, tag)
    return response


def add_headers(response: Response, tag: str | None = None) -> None:
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.vary.update(VARY)
    if tag is not None:
        response.set_etag(tag, weak=True)


def tag_of(results: Sequence[Result]) -> str | None:
    """Return the ETag of this request's answer, made of `results`, or None if it may change."""
    if not results or not all(result.is_finished for result in results):
        return None
    made_of = [
        (
            result.id,
            result.page_total or result.total,
            *result.rules.values(),
            version_of(result.language),
        )
        for result in results
    ]
    asked = (wanted_format(), request.full_path, *(request.headers.get(name) for name in VARY[1:]))
    tag = repr((release(), made_of, asked, installed_packs()))
    return md5(tag.encode(), usedforsecurity=False).hexdigest()


@cache
def release() -> str:
    """Return a digest of this release, the same on every machine that runs it."""
    digest = md5(usedforsecurity=False)
    for path in sorted(path for pattern in SOURCES for path in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()
