from urllib.parse import urlsplit

import pytest

import app as application
import db
import settings
from embedded_postgres.folders import data_folder
from wordcount.terminal import columns

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
def run(app, monkeypatch):
    """Run a command of `flask` in a language."""

    def run(*arguments, language="C"):
        monkeypatch.setenv("LANGUAGE", language)
        return app.test_cli_runner().invoke(args=arguments)

    return run


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
def test_a_command_fails_with_one_sentence_without_a_database(arguments, away, run):
    outcome = run(*arguments)

    assert outcome.exit_code == 1
    assert outcome.output.startswith("Error: The database does not answer: ")
    assert outcome.output.count("\n") == 1


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_a_command_fails_with_one_sentence_without_tables(arguments, run, without_tables):
    outcome = run(*arguments)

    assert outcome.exit_code == 1
    assert outcome.output == "Error: Its tables are missing. Run `pw_migrate migrate`.\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["forget", "7"], "오류: 찾지 못했어요: 7."),
        (["forget", "corpus:7"], "오류: 찾지 못했어요: corpus:7."),
        (["recount", "--all"], "결과 0개를 다시 셀 거예요."),
        (["recount"], "오류: 결과의 ID를 적거나 --all을 더하세요."),
        (["recount", "x"], "올바른 값이 아니에요: 'x'."),
        (["watches", "--stop", "https://example.com/"], "오류: 지켜보는 주소가 아니에요: "),
        (["watches", "--last"], "오류: 모르는 옵션이에요: '--last'."),
        (["reference", "import", "none.parquet"], "그런 파일이 없어요: 'none.parquet'."),
    ],
    ids=" ".join,
)
def test_a_command_speaks_the_language_of_the_environment(arguments, message, run):
    assert message in run(*arguments, language="ko_KR.UTF-8").output


def test_a_forgotten_result_is_reported_in_korean(run, make_result):
    make_result()

    assert run("forget", "1", language="ko").output == "결과 1개를 삭제했어요.\n"


@pytest.mark.parametrize("command", ["forget", "recount", "watches", "reference"])
def test_the_help_is_in_korean_and_fits_the_terminal(command, run):
    listed = run("--help", language="ko").output
    said = run(command, "--help", language="ko").output

    assert said.startswith("사용법:")
    assert said.splitlines()[2].strip().split(":")[0].split(".")[0] in listed
    assert [line for line in (listed + said).splitlines() if columns(line) > 80] == []


@pytest.mark.slow
def test_the_embedded_server_starts_when_a_command_needs_it(config, open_folder):
    own = settings.TestingConfig({})
    own.INSTANCE = open_folder / "own"
    server = data_folder(own.INSTANCE / "postgres")
    db.database.close_all()
    try:
        runner = application.create_app(own).test_cli_runner()
        helped, before = runner.invoke(args=["--help"]), server.exists()
        listed, after = runner.invoke(args=["watches"]), server.exists()
    finally:
        db.database.close_all()
        db.configure(config)

    assert (helped.exit_code, before, after) == (0, False, True)
    assert listed.output == "Error: Its tables are missing. Run `pw_migrate migrate`.\n"
