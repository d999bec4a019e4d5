"""Commands for operators: `flask forget`, `recount`, `reference`, `watches`."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click
import peewee as pw
from flask import Flask
from flask.cli import with_appcontext

from corpora import changing
from db import UNAVAILABLE
from jobs import recounts
from models import MAX_ID, rfc3339
from reference import WORDS_PER_LANGUAGE, ReferenceLanguage
from results import retention
from watches import Watch
from web.addresses import ADDRESS, parse
from web.spellings import spellings

P = ParamSpec("P")


def register(app: Flask) -> None:
    """Add the commands to those of `flask`."""
    app.cli.add_command(forget)
    app.cli.add_command(recount)
    app.cli.add_command(list_watches)
    app.cli.add_command(reference)


def uses_database(command: Callable[P, None]) -> Callable[P, None]:
    """Run `command` in the application's context; print one sentence if the database fails."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except UNAVAILABLE as error:
            reason = " ".join(str(error).split())
            raise click.ClickException(f"The database does not answer: {reason}") from error
        except pw.ProgrammingError as error:
            message = "Its tables are missing. Run `pw_migrate migrate`."
            raise click.ClickException(message) from error

    return with_appcontext(run)


@click.command()
@click.argument("result", metavar="ID|ADDRESS|corpus:ID")
@uses_database
def forget(result: str) -> None:
    """Delete a result by its id, or all results of an address, and stop watching that address.

    The id may be followed by the secret of a private text. A corpus is deleted with the results
    that nobody else has asked for.
    """
    if (corpus := result.removeprefix("corpus:")) != result:
        id = min(parse(corpus)[0], MAX_ID) if ADDRESS.fullmatch(corpus) else 0
        deleted = int(changing.forget(id))
    elif ADDRESS.fullmatch(result):
        deleted = retention.forget_result(min(parse(result)[0], MAX_ID))
    else:
        deleted = retention.forget_page(spellings(result))
    if not deleted:
        raise click.ClickException(f"Nothing was found for {result}.")
    if result.startswith("corpus:"):
        click.echo("The corpus was deleted.")
    else:
        click.echo(f"{deleted} {'result was' if deleted == 1 else 'results were'} deleted.")


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, type=click.IntRange(1, 2**31 - 1))
@click.option("--all", "every", is_flag=True, help="every result counted by earlier rules")
@uses_database
def recount(ids: tuple[int, ...], every: bool) -> None:
    """Count results again from their stored texts, by the rules of this release.

    The workers do it in the background. The command can be stopped and repeated: a result that is
    up to date, or is waiting already, is not requested again.
    """
    if bool(ids) == every:
        raise click.UsageError("Name the results, or add --all.")
    if every:
        requested = request_every()
    else:
        outdated = recounts.outdated(ids)
        recounts.request(outdated, recounts.ALL)
        requested = len(outdated)
    click.echo(f"{requested:,} {'result is' if requested == 1 else 'results are'} to be recounted.")


def request_every() -> int:
    """Request a recount of every outdated result, batch by batch, and return their number."""
    requested, last = 0, 0
    while batch := recounts.request_all(after=last):
        last, number = batch
        requested += number
    return requested


@click.command("watches")
@click.option("--stop", metavar="ADDRESS", help="End all subscriptions to this address.")
@uses_database
def list_watches(stop: str | None) -> None:
    """List the watched addresses: interval, next count, subscriptions, end, address."""
    if stop is not None and not Watch.stop(stop):
        raise click.ClickException(f"{stop} is not watched.")
    for url, every, next_at, subscriptions, ends_at in Watch.listed():
        values = (every, rfc3339(next_at), subscriptions, rfc3339(ends_at), url)
        click.echo("\t".join(map(str, values)))


@click.group()
def reference() -> None:
    """Manage the words of a language at large."""


@reference.command("import")
@click.argument("path", metavar="WORDS.PARQUET", type=click.Path(exists=True, path_type=Path))
@click.option("--source", metavar="TEXT", help="the source to name on pages; the path by default")
@uses_database
def import_words(path: Path, source: str | None) -> None:
    """Import the most frequent words of each language from a crawl.

    They replace those of the same languages that were imported before. Each language is imported
    whole or not at all, so the command can be stopped and repeated.
    """
    try:
        from wordcount.crawl.folder import FolderError
        from wordcount.crawl.reference import read_reference
    except ModuleNotFoundError as error:
        install = "Install it: pip install -r requirements-crawl.txt"
        raise click.ClickException(f"{error.name} is missing. {install}") from error
    try:
        for language, words, total in read_reference(path, WORDS_PER_LANGUAGE):
            ReferenceLanguage.replace_words(language, words, total, source or str(path))
            click.echo(f"{language}: {len(words):,} words imported, of {total:,} counted.")
    except FolderError as error:
        raise click.ClickException(str(error)) from error
