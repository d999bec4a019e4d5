"""What an operator does in a terminal: `flask recount`, `flask watches`."""

import click
from flask import Flask

import recounts
from models import rfc3339
from watches import Watch


def register(app: Flask) -> None:
    """Add the commands to those of `flask`."""
    app.cli.add_command(recount)
    app.cli.add_command(list_watches)


@click.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, type=click.IntRange(1, 2**31 - 1))
@click.option("--all", "every", is_flag=True, help="every result counted by earlier rules")
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
def list_watches(stop: str | None) -> None:
    """List the watched addresses: interval, next count, subscriptions, end, address."""
    if stop is not None and not Watch.stop(stop):
        raise click.ClickException(f"{stop} is not watched.")
    for url, every, next_at, subscriptions, ends_at in Watch.listed():
        values = (every, rfc3339(next_at), subscriptions, rfc3339(ends_at), url)
        click.echo("\t".join(map(str, values)))
