"""Watch a corpus of a sitemap or feed: how often, and what its feed reports of terms."""

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext, lazy_gettext
from werkzeug.exceptions import HTTPException, TooManyRequests
from werkzeug.wrappers import Response as BaseResponse

from corpora import Corpus, following, reports
from views.corpora.overview import CorpusOverviewPage
from watches import INTERVALS
from watches.alerts import MAX_ALERTS, WHEN
from web import formats, watcher
from web.condition import number_of
from web.corpora.facts import CorpusFacts
from web.corpora.lookup import own_corpus_or_403
from web.fields import read_fields, string_field
from web.languages import translated
from web.limits import check_limits
from web.query import MAX_LENGTH, InvalidField, not_one_of, too_long
from web.refusal import refuse
from web.respond import respond
from wordcount.analysis.queries import TooManyTerms, parse_query
from wordcount.analysis.term_list import MAX_LIST, parse_term_list
from wordcount.messages import N_
from wordcount.words.tokens import TokenizedText

MAX_REQUEST = 32_000  # bytes: a list of terms, encoded by a form
NOTHING = TokenizedText("")
WRONG_INTERVAL = N_("every must be one of hour, day, week or never.")
NOT_WATCHABLE = N_("Only a corpus of a sitemap or feed can be watched.")
NOT_WATCHED = lazy_gettext("Watch this corpus before you add alerts to it.")
NO_ALERT = lazy_gettext("There is no such alert.")

blueprint = Blueprint("corpus_watch", __name__)


@blueprint.post("/corpora/<corpus:id>/watch")
def change(id: int) -> BaseResponse:
    """Follow the sitemap or feed of a corpus every hour, day or week, or never."""
    fields = read_fields("token", "every", "terms", most=MAX_REQUEST)
    corpus = own_corpus_or_403(id, watcher.token_of(fields.get("token")))
    check_limits()
    try:
        follow(corpus, fields)
    except (InvalidField, TooManyRequests) as error:
        return refuse_form(corpus, error, fields, "every")
    return respond_changed(Corpus.get_by_id(id), 200)


def follow(corpus: Corpus, fields: dict[str, object]) -> None:
    """Watch a corpus as these fields say. Raises InvalidField, BadRequest and TooManyRequests."""
    every = fields.get("every")
    if every not in (*INTERVALS, "never"):
        abort(400, WRONG_INTERVAL)
    if not CorpusFacts(corpus).can_be_watched:
        abort(400, NOT_WATCHABLE)
    terms = check_terms(fields) if "terms" in fields else corpus.terms
    if every == "never":
        following.unwatch(corpus.id)
    else:
        start(corpus, str(every))
    if terms != corpus.terms:
        reports.set_terms(corpus.id, terms or "")


def start(corpus: Corpus, every: str) -> None:
    try:
        following.watch(corpus, every)
    except following.NoPlace as error:
        raise TooManyRequests(translated(str(error))) from error


@blueprint.post("/corpora/<corpus:id>/alerts")
def add_alert(id: int) -> BaseResponse:
    """Report in the feed of the corpus when a term appears, is gone, or crosses a number."""
    fields = read_fields("token", "term", "when", "number", most=MAX_REQUEST)
    corpus = own_corpus_or_403(id, watcher.token_of(fields.get("token")))
    check_limits()
    try:
        store_alert(corpus, fields)
    except (InvalidField, TooManyRequests) as error:
        return refuse_form(corpus, error, fields, "term")
    return respond_changed(corpus, 201)


def store_alert(corpus: Corpus, fields: dict[str, object]) -> None:
    """Store the alert of these fields. Raises InvalidField, BadRequest and TooManyRequests."""
    when = str(fields.get("when"))
    if when not in WHEN:
        abort(400, not_one_of("when", WHEN))
    if not corpus.every:
        abort(400, NOT_WATCHED)
    term, number = check_term(fields), number_of(fields, when)
    if reports.add_alert(corpus.id, term, when, number) is None:
        raise TooManyRequests(
            gettext("A watch has at most %(most)s alerts. Delete one of them.", most=MAX_ALERTS)
        )


@blueprint.post("/corpora/<corpus:id>/alerts/<int:alert>/delete")
def delete_alert(id: int, alert: int) -> BaseResponse:
    token = read_fields("token", most=MAX_REQUEST).get("token") if request.content_length else None
    corpus = own_corpus_or_403(id, watcher.token_of(token))
    if not reports.delete_alert(id, alert):
        abort(404, NO_ALERT)
    return respond_changed(corpus, 200)


def refuse_form(
    corpus: Corpus, error: HTTPException, fields: dict[str, object], field: str
) -> BaseResponse:
    """Show people their form again, with the error at its field, or else at `field`."""
    if formats.wanted_format() != "html":
        raise error
    field = error.field if isinstance(error, InvalidField) else field
    return refuse("corpora/corpus.html", CorpusOverviewPage(corpus), error, field, fields)


def respond_changed(corpus: Corpus, status: int) -> BaseResponse:
    """Redirect a form to the corpus; answer a program with it."""
    if formats.wanted_format() == "html":
        return redirect(url_for("corpora.show", id=corpus.id), 303)
    return respond("corpora/corpus.html", CorpusFacts(corpus), status)


def check_terms(fields: dict[str, object]) -> str:
    """The list as it was typed. Raises InvalidField if it is too long, or has too many terms."""
    text = string_field(fields, "terms")
    if len(text) > MAX_LIST:
        raise InvalidField("terms", too_long("terms", MAX_LIST))
    try:
        parse_term_list(text, lambda part: parse_query(part, "und", NOTHING))
    except TooManyTerms as error:
        raise InvalidField("terms", translated(str(error))) from error
    return text


def check_term(fields: dict[str, object]) -> str:
    """Words, phrases and words with a *, as typed. Raises InvalidField."""
    text = string_field(fields, "term")
    if len(text) > MAX_LENGTH:
        raise InvalidField("term", too_long("term", MAX_LENGTH))
    try:
        query = parse_query(text, "und", NOTHING)
    except TooManyTerms as error:
        raise InvalidField("term", translated(str(error))) from error
    if not query.terms:
        if formats.wanted_format() != "html":
            raise InvalidField(
                "term",
                gettext("%(name)s must be a word, a phrase or a part of a word.", name="term"),
            )
        raise InvalidField("term", gettext("Type a word, a phrase or a part of a word."))
    return text
