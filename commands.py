"""Commands for operators: `flask forget`, `recount`, `reference`, `watches`.

Their messages are in the catalog of the package `wordcount`, which is that of terminals.
"""

from collections.abc import Callable
from functools import wraps
from gettext import gettext as _
from gettext import ngettext
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
from wordcount.messages import N_, translated, use_environment
from wordcount.terminal import filled, unfilled

P = ParamSpec("P")


def register(app: Flask) -> None:
    """Add the commands to those of `flask`, which speaks the language of the environment."""
    use_environment()
    app.cli.add_command(forget)
    app.cli.add_command(recount)
    app.cli.add_command(list_watches)
    app.cli.add_command(reference)


def uses_database(command: Callable[P, None]) -> Callable[P, None]:
    """Run `command` in the application's context; print one sentence if the database fails.

    The database is opened, and an embedded one started, by its first query.
    """

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except UNAVAILABLE as error:
            reason = " ".join(str(error).split())
            message = _("The database does not answer: %(reason)s") % {"reason": reason}
            raise click.ClickException(message) from error
        except pw.ProgrammingError as error:
            message = _("Its tables are missing. Run `pw_migrate migrate`.")
            raise click.ClickException(message) from error

    return with_appcontext(run)


class Translated:
    """A command or an option whose help is translated when it is shown."""

    english: str | None = None

    @property
    def help(self) -> str | None:
        return self.english and filled(_(self.english))

    @help.setter
    def help(self, text: str | None) -> None:
        self.english = text


class Option(Translated, click.Option):
    pass


class Command(Translated, click.Command):
    def get_help(self, ctx: click.Context) -> str:
        return unfilled(super().get_help(ctx))

    def get_short_help_str(self, limit: int = 45) -> str:
        return unfilled(super().get_short_help_str(limit))


class Group(Command, click.Group):
    command_class = Command


FORGET = N_(
    "Delete a result by its id, or all results of an address, and stop watching that address.\n\n"
    "The id may be followed by the secret of a private text. A corpus is deleted with the results "
    "that nobody else has requested."
)


@click.command(cls=Command, help=FORGET)
@click.argument("result", metavar="ID|ADDRESS|corpus:ID")
@uses_database
def forget(result: str) -> None:
    if (corpus := result.removeprefix("corpus:")) != result:
        id = min(parse(corpus)[0], MAX_ID) if ADDRESS.fullmatch(corpus) else 0
        deleted = int(changing.forget(id))
    elif ADDRESS.fullmatch(result):
        deleted = retention.forget_result(min(parse(result)[0], MAX_ID))
    else:
        deleted = retention.forget_page(spellings(result))
    if not deleted:
        raise click.ClickException(_("Nothing was found for %(result)s.") % {"result": result})
    if result.startswith("corpus:"):
        click.echo(_("The corpus was deleted."))
    else:
        message = ngettext("%(num)s result was deleted.", "%(num)s results were deleted.", deleted)
        click.echo(message % {"num": f"{deleted:,}"})


RECOUNT = N_(
    "Count results again from their stored texts, by the rules of this release.\n\n"
    "The workers do it in the background. The command can be stopped and repeated: a result that "
    "is up to date, or is waiting already, is not requested again."
)


@click.command(cls=Command, help=RECOUNT)
@click.argument("ids", metavar="[ID]...", nargs=-1, type=click.IntRange(1, 2**31 - 1))
@click.option(
    "--all", "every", cls=Option, is_flag=True, help=N_("recount every result of earlier rules")
)
@uses_database
def recount(ids: tuple[int, ...], every: bool) -> None:
    if bool(ids) == every:
        raise click.UsageError(_("Name the results, or add --all."))
    if every:
        requested = request_every()
    else:
        outdated = recounts.outdated(ids)
        recounts.request(outdated, recounts.ALL)
        requested = len(outdated)
    message = ngettext(
        "%(num)s result will be recounted.", "%(num)s results will be recounted.", requested
    )
    click.echo(message % {"num": f"{requested:,}"})


def request_every() -> int:
    """Request a recount of every outdated result, batch by batch, and return their number."""
    requested, last = 0, 0
    while batch := recounts.request_all(after=last):
        last, number = batch
        requested += number
    return requested


WATCHES = N_("List the watched addresses: interval, next count, subscriptions, end, address.")


@click.command("watches", cls=Command, help=WATCHES)
@click.option(
    "--stop", cls=Option, metavar="ADDRESS", help=N_("end all subscriptions to this address")
)
@uses_database
def list_watches(stop: str | None) -> None:
    if stop is not None and not Watch.stop(stop):
        raise click.ClickException(_("%(address)s is not watched.") % {"address": stop})
    for url, every, next_at, subscriptions, ends_at in Watch.listed():
        values = (every, rfc3339(next_at), subscriptions, rfc3339(ends_at), url)
        click.echo("\t".join(map(str, values)))


@click.group(cls=Group, help=N_("Manage the reference frequencies of languages."))
def reference() -> None:
    pass


IMPORT = N_(
    "Import the most frequent words of each language from a crawl.\n\n"
    "They replace those of the same languages that were imported before. Each language is imported "
    "whole or not at all, so the command can be stopped and repeated."
)


@reference.command("import", help=IMPORT)
@click.argument("path", metavar="WORDS.PARQUET", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--source",
    cls=Option,
    metavar="TEXT",
    help=N_("the source to name on pages; the path by default"),
)
@uses_database
def import_words(path: Path, source: str | None) -> None:
    try:
        from wordcount.crawl.folder import FolderError
        from wordcount.crawl.reference import read_reference
    except ModuleNotFoundError as error:
        values = {"package": error.name, "command": "pip install -r requirements-crawl.txt"}
        message = _("%(package)s is missing. Install it: %(command)s") % values
        raise click.ClickException(message) from error
    try:
        for language, words, total in read_reference(path, WORDS_PER_LANGUAGE):
            ReferenceLanguage.replace_words(language, words, total, source or str(path))
            values = {"language": language, "words": f"{len(words):,}", "total": f"{total:,}"}
            message = _("%(language)s: %(words)s words imported, of %(total)s counted.")
            click.echo(message % values)
    except FolderError as error:
        raise click.ClickException(translated(str(error))) from error


# The sentences of Click, which it translates by gettext.
FOREIGN = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Show this message and exit."),
    N_("Error: {message}"),
    N_("Try '{command} {option}' for help."),
    N_("Missing argument"),
    N_("Missing command."),
    N_("No such option {name!r}."),
    N_("No such command {name!r}."),
    N_("Invalid value: {message}"),
    N_("Invalid value for {param_hint}: {message}"),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("{name} {filename!r} does not exist."),
    N_("Option {name!r} does not take a value."),
    ngettext(
        "Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", 1
    ),
    ngettext(
        "Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", 1
    ),
)
