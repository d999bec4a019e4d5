"""Results: submit a page or a text, see one result, see them all."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, redirect, url_for
from flask_babel import gettext
from werkzeug.exceptions import HTTPException
from werkzeug.utils import cached_property
from werkzeug.wrappers import Response as BaseResponse

import jobs
from db import UNAVAILABLE
from models import MAX_ID, PAGE_LENGTH, Result
from results.listing import latest
from views import front
from web import deletion, formats
from web.addresses import address_of
from web.admission import admit
from web.client import client_digest
from web.dictionary import forms_switch, forms_table, has_forms
from web.etags import not_modified
from web.fields import read_fields
from web.limits import check_limits, serialize_large_request
from web.lookup import result_or_404, stored_or_404, table_or_404
from web.paging import Paging
from web.progress import Progress
from web.query import int_arg
from web.respond import Page, WrittenCSV, WrittenJSON, respond
from web.result_facts import ResultFacts
from web.source import is_mistyped, with_source
from web.stored_words import StoredWords
from web.submission import check_fields
from web.texts import length_of
from web.view_options import view_options
from web.waiting import wait_for
from web.word_choice import Choice
from web.word_table import WordRow, WordTable
from web.words_csv import csv_parts
from wordcount.errors import InvalidURL, PageError

LIST_COLUMNS = ("id", "url", "status", "created_at", "title", "language", "total", "distinct")

# The status of a CSV answer for a result without words (yet); pages and JSON say so themselves.
TABLE_STATUSES = {"pending": 202, "running": 202, "failed": 404}

blueprint = Blueprint("results", __name__)


@blueprint.post("/results")
def create() -> BaseResponse:
    with serialize_large_request() as is_large:
        fields = read_fields("url", "text", "source", "file", "language", files=["file"])
        try:
            fields = with_source(check_source(fields))
            submission = check_fields(fields)
            check_limits()
            result = admit(submission)
        except (PageError, HTTPException, *UNAVAILABLE) as error:
            return front.refuse_submission(fields, error)
    # A large request stays in memory until it is answered, so it does not wait.
    token = deletion.token_for(result)
    result, headers = wait_for(result, allowed=not is_large)
    response = respond_created(result, token)
    response.headers.extend(headers)
    return response


@blueprint.post("/results/<result:id>/stop")
def stop(id: int) -> BaseResponse:
    """Stop a count that only this client requested."""
    result = result_or_404(id)
    today = dt.datetime.now(dt.UTC).date()
    digests = [client_digest(day) for day in (today, today - dt.timedelta(days=1))]
    is_over = result.is_finished or jobs.stop(id, digests) or result_or_404(id).is_finished
    if not is_over:
        message = gettext(
            "Only the client that requested this count can stop it, "
            "and only if nobody else requested it."
        )
        abort(403, message)
    if formats.wanted_format() == "html":
        return redirect(url_for("results.show", id=id), 303)
    return respond("result.html", ResultPage(id))


def check_source(fields: dict[str, object]) -> dict[str, object]:
    """The same fields. Raises InvalidURL where a person may have mistyped an address."""
    if is_mistyped(str(fields.get("source", ""))):
        raise InvalidURL(
            gettext("This looks like an address, but it is not a valid one. Correct it.")
        )
    return fields


def respond_created(result: Result, token: str | None) -> BaseResponse:
    """Redirect a form to the result; answer a program with it, its address and its token."""
    address = address_of(result.id)
    if formats.wanted_format() == "html":
        response = redirect(address, 303)
        if token:
            deletion.remember(response, result.id, token)
        return response
    status = 200 if result.is_finished else 202
    response = respond("result.html", ResultPage.created(result, token), status)
    response.location = address
    return response


@formats.get(blueprint, "/results")
def index() -> Response:
    before = int_arg("before", most=MAX_ID)
    found = latest(before, limit=PAGE_LENGTH + 1)
    return respond("results.html", ResultsPage(before, found))


@formats.get(blueprint, "/results/<result:id>")
def show(id: int) -> Response:
    if unchanged := not_modified(id):
        return unchanged
    page = ResultPage(id)
    is_csv = formats.wanted_format() == "csv"
    status = TABLE_STATUSES.get(page.stored.result.status, 200) if is_csv else 200
    return respond("result.html", page, status)


@dataclass(frozen=True)
class ResultPage(ResultFacts):
    """A result: as HTML with one page of its words, as JSON and CSV with all of them."""

    id: int
    known: StoredWords | None = None
    token: str | None = None

    @classmethod
    def created(cls, result: Result, token: str | None) -> "ResultPage":
        known = None if result.is_finished else StoredWords(result, (None, None))
        return cls(result.id, known, token)

    @property
    def choice(self) -> Choice:
        return Choice(view_options())

    @property
    def query(self) -> dict[str, Any]:
        return {"id": self.id, **self.choice.query}

    @property
    def switches(self) -> Sequence[str]:
        if not self.result.total:
            return []
        return [*(["stop_words"] if self.has_stop_words else []), *forms_switch(self.result)]

    @cached_property
    def table(self) -> WordTable:
        options, number = self.choice.options, int_arg("page")
        table = table_or_404(self.id, options.keep_stop_words, number)
        if table.result.total and has_forms([table.result], options):
            return forms_table(table.result, options, number)
        return table

    @cached_property
    def result(self) -> Result:
        return self.table.result

    @property
    def progress(self) -> Progress:
        return Progress(self.result)

    @property
    def words(self) -> Sequence[WordRow]:
        return self.table.words

    @property
    def paging(self) -> Paging:
        return self.table.paging

    @property
    def chosen_words(self) -> int:
        return self.table.distinct

    @property
    def made_of(self) -> Sequence[Result]:
        if formats.wanted_format() != "html":
            return [self.stored.result]
        return [] if self.is_outdated else [self.result]

    @cached_property
    def stored(self) -> StoredWords:
        return stored_or_404(self.id) if self.known is None else self.known

    def to_dict(self) -> Mapping[str, Any]:
        words = self.stored
        summary = words.result.summary()
        id, error = summary.pop("id"), summary.pop("error")
        all_words, without_stop_words = words.columns
        return {
            "id": id,
            "address": address_of(id),
            "part": words.result.part,
            **summary,
            "length": length_of(words.result),
            "result_all": WrittenJSON(words.compact(all_words)),
            "result_no_stop_words": WrittenJSON(words.compact(without_stop_words)),
            "error": error,
            **({"token": self.token} if self.token else {}),
        }

    def rows(self) -> WrittenCSV | Iterator[Sequence[Any]]:
        result = self.stored.result
        if result.status == "done":
            return WrittenCSV(csv_parts(self.stored))
        head = ("status", "code", "message")
        return iter([head, (result.status, result.error_code, result.error_message)])


@dataclass(frozen=True)
class ResultsPage(Page):
    """The results `found`, newest first; beyond PAGE_LENGTH there are older ones."""

    before: int | None
    found: Sequence[Result]

    @property
    def results(self) -> Sequence[Result]:
        return self.found[:PAGE_LENGTH]

    def next(self, format: str | None = None) -> str | None:
        if len(self.found) <= PAGE_LENGTH:
            return None
        return url_for("results.index", format=format, before=self.results[-1].id)

    @property
    def newest(self) -> str | None:
        return url_for("results.index") if self.before else None

    def to_dict(self) -> Mapping[str, Any]:
        results = [result.summary() for result in self.results]
        return {"results": results, "next": self.next(format="json")}

    def rows(self) -> Iterator[Sequence[Any]]:
        yield *LIST_COLUMNS, "error"
        for result in self.results:
            summary = result.summary()
            error = summary["error"]
            yield *(summary[column] for column in LIST_COLUMNS), error and error["code"]
