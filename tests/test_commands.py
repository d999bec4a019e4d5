from urllib.parse import urlsplit

import pytest

import db
import settings

COMMANDS = {
    "forget": ["forget", "7"],
    "forget a corpus": ["forget", "corpus:3"],
    "forget an address": ["forget", "https://example.com/"],
    "recount": ["recount", "7"],
    "recount all": ["recount", "--all"],
    "watches": ["watches"],
    "stop a watch": ["watches", "--stop", "https://example.com/"],
}


@pytest.fixture
def without_tables(app, config):
    """The same application, with a database that has no tables."""
    url = urlsplit(config.DATABASE_URL)._replace(path="/template1").geturl()
    db.database.close_all()
    db.configure(settings.TestingConfig({"DATABASE_URL": url}))
    yield
    db.database.close_all()
    db.configure(config)


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_a_command_fails_with_one_sentence_without_a_database(arguments, away, app):
    outcome = app.test_cli_runner().invoke(args=arguments)

    assert outcome.exit_code == 1
    assert outcome.output.startswith("Error: The database does not answer: ")
    assert outcome.output.count("\n") == 1


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_a_command_fails_with_one_sentence_without_tables(arguments, app, without_tables):
    outcome = app.test_cli_runner().invoke(args=arguments)

    assert outcome.exit_code == 1
    assert outcome.output == "Error: Its tables are missing. Run `pw_migrate migrate`.\n"
