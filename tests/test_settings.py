import os

import pytest

import settings
from settings import SettingsError, load

URL = "postgres://wordcount:secret@localhost:5432/wordcount"


def load_from(environ, tmp_path):
    return load(environ, env_file=tmp_path / ".env")


def test_development_needs_no_variable(tmp_path):
    config = load_from({}, tmp_path)

    assert isinstance(config, settings.DevelopmentConfig)
    assert config.DATABASE_URL is None
    assert (config.HOST, config.PORT) == ("127.0.0.1", 5000)
    assert config.FETCH_ALLOW == frozenset()


@pytest.mark.parametrize("name", ["StagingConfig", "ProductionConfig"])
@pytest.mark.parametrize("missing", ["SECRET_KEY", "DATABASE_URL"])
def test_a_deployment_does_not_start_without_its_variables(name, missing, tmp_path):
    environ = {
        "APP_SETTINGS": f"settings.{name}",
        "SECRET_KEY": "long and random",
        "DATABASE_URL": URL,
        missing: "",
    }

    with pytest.raises(SettingsError, match=f"^{missing} is not set"):
        load_from(environ, tmp_path)


@pytest.mark.parametrize("name", ["SECRET_KEY", "HOST"])
def test_bytes_that_are_not_utf_8_are_refused(name, tmp_path):
    with pytest.raises(SettingsError, match=f"^{name} is not UTF-8"):
        load_from({name: os.fsdecode(b"hush\xff")}, tmp_path)


def test_production_serves_on_every_interface(tmp_path):
    environ = {"APP_SETTINGS": "settings.ProductionConfig", "SECRET_KEY": "k", "DATABASE_URL": URL}

    config = load_from(environ, tmp_path)

    assert config.HOST == "0.0.0.0"
    assert not config.DEBUG


def test_an_unknown_environment_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(SettingsError, match=r"'config.Prod'.*settings.ProductionConfig"):
        load_from({"APP_SETTINGS": "config.Prod"}, tmp_path)


def test_development_reads_the_env_file(tmp_path):
    (tmp_path / ".env").write_text("PORT=8123\nHOST=0.0.0.0\n")

    config = load_from({"HOST": "127.0.0.2"}, tmp_path)

    assert (config.HOST, config.PORT) == ("127.0.0.2", 8123)


def test_other_environments_do_not_read_the_env_file(tmp_path):
    (tmp_path / ".env").write_text("PORT=8123\n")

    config = load_from({"APP_SETTINGS": "settings.TestingConfig"}, tmp_path)

    assert config.PORT == 5000


@pytest.mark.parametrize("port", ["http", "-1", "65536", "5000.0", "٥٠٠٠", "1" * 5000])
def test_a_port_that_is_no_port_is_refused(port, tmp_path):
    with pytest.raises(SettingsError, match="^PORT is .*number from 0 to 65535"):
        load_from({"PORT": port}, tmp_path)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("mysql://user:hush@localhost/words", id="another database"),
        pytest.param("localhost:5432/words", id="no scheme"),
        pytest.param("postgres://user:hush@localhost", id="no database"),
        pytest.param("postgres://user:hush@localhost:fivethousand/words", id="port in letters"),
        pytest.param("postgres://user:hush@[::1/words", id="unfinished IPv6"),
        pytest.param("postgres://user:hush@localhost:99999/words", id="port too high"),
        pytest.param("postgres://user:hu@sh@localhost/words", id="raw @"),
        pytest.param("postgres://user:hush%zz@localhost/words", id="percent sign"),
        pytest.param("postgres://user:hush@localhost/words?hush=1", id="unknown parameter"),
        pytest.param("postgres://user:hush@localhost/words?connect_timeout", id="no value"),
    ],
)
def test_a_malformed_database_url_is_refused_without_telling_it(url, tmp_path):
    with pytest.raises(SettingsError, match="^DATABASE_URL ") as caught:
        load_from({"DATABASE_URL": url}, tmp_path)

    assert "hush" not in str(caught.value)


def test_addresses_that_may_be_fetched_are_read(tmp_path):
    config = load_from({"FETCH_ALLOW": "127.0.0.1:8001,intranet.example:80"}, tmp_path)

    assert config.FETCH_ALLOW == {("127.0.0.1", 8001), ("intranet.example", 80)}


def test_a_malformed_list_of_addresses_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="^FETCH_ALLOW is malformed"):
        load_from({"FETCH_ALLOW": "127.0.0.1"}, tmp_path)


@pytest.mark.parametrize("name", ["MEGABYTES_PER_DAY", "STORAGE_LIMIT", "RETENTION_DAYS"])
def test_limits_of_storage_are_numbers(name, tmp_path):
    assert getattr(load_from({name: "7"}, tmp_path), name) == 7
    assert getattr(load_from({}, tmp_path), name) == 0
    with pytest.raises(SettingsError, match=f"^{name} is '-1'. It must be a number from 0 to"):
        load_from({name: "-1"}, tmp_path)


def test_production_has_a_quota(tmp_path):
    environ = {"APP_SETTINGS": "settings.ProductionConfig", "SECRET_KEY": "k", "DATABASE_URL": URL}

    assert load_from(environ, tmp_path).MEGABYTES_PER_DAY == 250


def test_hosts_are_names_without_port(tmp_path):
    config = load_from({"HOSTS": "Words.Example, [2001:db8::1],192.0.2.7,"}, tmp_path)

    assert config.HOSTS == {"words.example", "2001:db8::1", "192.0.2.7"}


@pytest.mark.parametrize("hosts", ["https://a.example", "a.example:80", "a b", "bücher.example"])
def test_malformed_hosts_are_refused(hosts, tmp_path):
    with pytest.raises(SettingsError, match="^HOSTS is malformed"):
        load_from({"HOSTS": hosts}, tmp_path)


def test_an_env_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / ".env").write_bytes(b"PORT=\xff\xfe")

    with pytest.raises(SettingsError, match="cannot be read as UTF-8"):
        load_from({}, tmp_path)


@pytest.mark.parametrize(
    ("host", "known_as"),
    [("[::1]", "::1"), ("::", "::"), ("words.example", "words.example"), ("fe80::1%eth0",) * 2],
)
def test_a_host_is_a_name_or_an_address(host, known_as, tmp_path):
    assert load_from({"HOST": host}, tmp_path).HOST == known_as


@pytest.mark.parametrize("host", ["http://localhost", "127.0.0.1:80", "[::1]:80", "a b", "me@x"])
def test_a_host_with_anything_else_is_refused(host, tmp_path):
    with pytest.raises(SettingsError, match="^HOST is .* without scheme and port"):
        load_from({"HOST": host}, tmp_path)
