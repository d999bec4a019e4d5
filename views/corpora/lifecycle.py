"""Corpora: make one of many addresses, see how far it is, stop it, delete it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from corpora import Corpus, changing, following
from corpora.making import LeftOut
from views.corpora.overview import CorpusOverviewPage
from web import formats, watcher
from web.corpora.addresses import remember_own
from web.corpora.admission import admit_corpus, readmit
from web.corpora.facts import CorpusFacts, summary
from web.corpora.lookup import corpus_or_404, own_corpus_or_403
from web.corpora.submission import FIELDS, check_corpus_fields, text_of
from web.fields import read_fields
from web.limits import check_limits, serialize_large_request
from web.respond import Page, respond
from web.tokens import hash_token, new_token
from wordcount.errors import PageError

MAX_CHANGE = 1_000  # bytes of a request
STRINGS = 70_000  # of JSON: an object with url, tag and date for each of 10,000 addresses
COLUMNS = ("id", "name", "status", "total", "done", "failed", "created_at")
CHANGES = {"stop": changing.stop, "delete": changing.delete}
RESTARTS = {"resume": changing.resume, "retry": changing.retry}

blueprint = Blueprint("corpora", __name__)


@blueprint.post("/corpora")
def create() -> BaseResponse:
    # Uploads are closed, even those of what is refused.
    with serialize_large_request(), closing(request):
        check_limits()
        fields = read_fields(*FIELDS, strings=STRINGS, files=["list", "files"])
        token = watcher.token_of(fields.get("token"))
        try:
            wanted = check_corpus_fields(fields)
        except PageError as error:
            return refuse(CorporaPage.of(token, fields, error))
        # A corpus of nothing would wait for ever.
        if wanted.problems and not (fields.get("leave_out") and wanted.documents):
            return refuse(CorporaPage.of(token, fields, problems=wanted.problems))
        token = token or new_token()
        return respond_created(admit_corpus(wanted, token), token)


def refuse(page: "CorporaPage") -> Response:
    return watcher.keep_private(respond("corpora/corpora.html", page, 422))


def respond_created(corpus: Corpus, token: str) -> BaseResponse:
    """Redirect a form to the corpus; answer a program with it, its address and its token."""
    address = url_for("corpora.show", id=corpus.id)
    if formats.wanted_format() == "html":
        response = redirect(address, 303)
    else:
        response = respond("corpora/corpus.html", CorpusFacts(corpus, token), 202)
        response.location = address
    watcher.remember(response, token)
    return response


@formats.get(blueprint, "/corpora")
def index() -> Response:
    return watcher.keep_private(
        respond("corpora/corpora.html", CorporaPage.of(watcher.token_arg()))
    )


@formats.get(blueprint, "/corpora/<corpus:id>")
def show(id: int) -> Response:
    page = CorpusOverviewPage(corpus_or_404(id))
    if page.is_own:
        following.renew(page.corpus)
    return respond("corpora/corpus.html", page)


@blueprint.post("/corpora/<corpus:id>/<any(stop, resume, retry, delete):change>")
def change(id: int, change: str) -> BaseResponse:
    """Do what only the owner may do."""
    token = read_fields("token", most=MAX_CHANGE).get("token") if request.content_length else None
    corpus = own_corpus_or_403(id, watcher.token_of(token))
    if change in RESTARTS:
        readmit(corpus, RESTARTS[change])
    else:
        CHANGES[change](id)
    if formats.wanted_format() != "html":
        return respond("corpora/corpus.html", CorpusFacts(Corpus.get_by_id(id)))
    if change == "delete":
        return redirect(url_for("corpora.index"), 303)
    return redirect(url_for("corpora.show", id=id), 303)


@dataclass(frozen=True)
class CorporaPage(Page):
    """The corpora of a visitor, and a form for another one, filled in with what was sent."""

    corpora: Sequence[Corpus] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    error: PageError | None = None
    problems: Sequence[LeftOut] = ()
    has_lost_files: bool = False  # which have to be chosen again
    has_list_in_field: bool = False

    @classmethod
    def of(
        cls,
        token: str | None,
        fields: Mapping[str, object] | None = None,
        error: PageError | None = None,
        problems: Sequence[LeftOut] = (),
    ) -> "CorporaPage":
        fields = fields or {}
        sent = {name: value for name, value in fields.items() if isinstance(value, str)}
        text = text_of(fields.get("list"))
        sent |= {"urls": text} if text else {}
        has_lost = bool(fields.get("files") or (fields.get("list") and not text))
        own = Corpus.owned_by(hash_token(token)) if token else ()
        remember_own(own, token or "")
        return cls(own, sent, error, problems, has_lost, bool(text))

    @property
    def message(self) -> str | None:
        return str(self.error) if self.error else None

    def to_dict(self) -> Mapping[str, Any]:
        if self.error:
            return {"error": {"code": self.error.code, "message": str(self.error)}}
        if self.problems:
            message = "Some lines cannot be used. Correct them, or send leave_out."
            error = {"code": "unusable_addresses", "message": message}
            return {"error": error, "lines": [each.to_dict() for each in self.problems]}
        return {"corpora": [summary(each) for each in self.corpora]}

    def rows(self) -> Iterator[Sequence[Any]]:
        if self.problems:
            yield "line", "address", "reason"
            yield from (tuple(each.to_dict().values()) for each in self.problems)
            return
        yield COLUMNS
        for each in self.corpora:
            values = summary(each)
            yield tuple(values[name] for name in COLUMNS)
