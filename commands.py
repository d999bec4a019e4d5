"""What an operator does in a terminal: `flask forget`."""

import click
import peewee as pw
from flask import Flask, current_app
from flask.cli import with_appcontext

import retention
from db import UNAVAILABLE
from models import MAX_ID
from wordcount.errors import PageError
from wordcount.fetching.address import DEFAULT_PORTS, check_address


def register(app: Flask) -> None:
    """Add the commands to those of `flask`."""
    app.cli.add_command(forget)


@click.command()
@click.argument("result", metavar="ID|ADDRESS")
@with_appcontext
def forget(result: str) -> None:
    """Delete a result by its id, or all results of an address, which is no longer watched."""
    try:
        if result.isascii() and result.isdigit():
            deleted = retention.forget_result(min(int(result[:11]), MAX_ID))
        else:
            deleted = retention.forget_page(spellings(result))
    except UNAVAILABLE as error:
        reason = " ".join(str(error).split())
        raise click.ClickException(f"The database does not answer: {reason}") from error
    except pw.ProgrammingError as error:
        raise click.ClickException("Its tables are missing. Run `pw_migrate migrate`.") from error
    if not deleted:
        raise click.ClickException(f"There is no result of {result}.")
    click.echo(f"{deleted} {'result was' if deleted == 1 else 'results were'} deleted.")


def spellings(address: str) -> list[str]:
    """The address as it may be stored: with and without a scheme, unless it has one."""
    try:
        url = check_address(address, current_app.config["FETCH_ALLOW"])
    except PageError:
        return [address]  # it may have been stored under other rules
    if "://" in url:
        return list(dict.fromkeys([url, address]))
    return [url, *(f"{scheme}://{url}" for scheme in DEFAULT_PORTS)]
