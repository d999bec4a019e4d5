"""Every environment variable, read here and nowhere else; one class per environment."""

import functools
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import IPv6Address
from pathlib import Path

from dotenv import dotenv_values
from psycopg2 import ProgrammingError
from psycopg2.extensions import parse_dsn

from wordcount.fetching.address import parse_allowed

ROOT = Path(__file__).resolve().parent

HOST_NAME = re.compile(r"[a-z0-9_.-]{1,253}")  # as in a Host header: punycode, no Unicode

WEB_THREADS = 8  # requests of a web process that run at once


class SettingsError(Exception):
    """A variable is missing or malformed; the message names it and says what it should be."""


class StartError(Exception):
    """wordcount cannot start; the message says why, and what to do."""


class Config:
    """The settings that all environments share; each attribute in capitals is one.

    `environ` maps names to values, as `os.environ` does; an empty value counts as unset.
    Raises SettingsError.
    """

    DEBUG = False
    TESTING = False
    PROPAGATE_EXCEPTIONS = False  # show our own error page in development too
    NAME = "development"
    LOG_AS_JSON = False
    DEFAULT_HOST = "127.0.0.1"
    DEFAULT_SECRET_KEY = ""
    DEFAULT_HOSTS = frozenset({"*"})  # any host
    LOCAL_HOSTS = False  # whether localhost and every IP address belong to HOSTS
    DEFAULT_SUBMISSIONS_PER_MINUTE = 60  # per client and web process; 0 is no limit
    DEFAULT_MEGABYTES_PER_DAY = 250  # stored for one client; 0 is no limit
    EMBEDDED_DATABASE = False  # whether the embedded server may replace a missing DATABASE_URL
    FORM_WAIT = 1.5  # seconds that a submitted form may wait for its result
    INSTANCE = ROOT / "instance"  # Flask's folder for the data of a deployment; never committed

    MAX_CONTENT_LENGTH = 10 * 1024 * 1024  # bytes of a request; a fetched page has the same limit
    MAX_FORM_MEMORY_SIZE = MAX_CONTENT_LENGTH  # a pasted text is one form field

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.SECRET_KEY = utf8(environ, "SECRET_KEY") or self.DEFAULT_SECRET_KEY
        if not self.SECRET_KEY:
            raise SettingsError(
                f"SECRET_KEY is not set. In {self.NAME} it must be a long random string."
            )
        self.DATABASE_URL = database_url(environ, "DATABASE_URL")
        self.DATABASE_FOLLOWER_URL = database_url(environ, "DATABASE_FOLLOWER_URL")
        if not self.DATABASE_URL and not self.EMBEDDED_DATABASE:
            raise SettingsError(
                f"DATABASE_URL is not set. In {self.NAME} it must be the address of a PostgreSQL "
                "database: postgres://user:password@host:5432/name."
            )
        self.HOST = host(environ) or self.DEFAULT_HOST
        self.HOSTS = host_names(environ, "HOSTS") or self.DEFAULT_HOSTS
        whole_number = functools.partial(read_number, environ)
        self.PORT = whole_number("PORT", default=5000, least=0, most=65535)
        self.WEB_CONCURRENCY = whole_number("WEB_CONCURRENCY", default=2, least=1, most=64)
        self.SUBMISSIONS_PER_MINUTE = whole_number(
            "SUBMISSIONS_PER_MINUTE",
            default=self.DEFAULT_SUBMISSIONS_PER_MINUTE,
            least=0,
            most=1_000_000,
        )
        # 0 is the default: 1 for a worker, and up to 2 where all is one process (serve.py).
        self.COUNTING_PROCESSES = whole_number("COUNTING_PROCESSES", default=0, least=0, most=64)
        self.MEGABYTES_PER_DAY = whole_number(
            "MEGABYTES_PER_DAY", default=self.DEFAULT_MEGABYTES_PER_DAY, least=0, most=1_000_000
        )
        # Megabytes of the whole database, and days; 0 is no limit.
        self.STORAGE_LIMIT = whole_number("STORAGE_LIMIT", default=0, least=0, most=100_000_000)
        self.RETENTION_DAYS = whole_number("RETENTION_DAYS", default=0, least=0, most=36_500)
        self.QUEUE_LIMIT = whole_number("QUEUE_LIMIT", default=1000, least=1, most=100_000)
        self.CORPUS_LIMIT = whole_number("CORPUS_LIMIT", default=1000, least=1, most=10_000)
        self.TRUSTED_PROXIES = whole_number("TRUSTED_PROXIES", default=0, least=0, most=9)
        self.CONTACT = contact(environ)
        self.METRICS = whole_number("METRICS", default=0, least=0, most=1) == 1
        try:
            self.FETCH_ALLOW = parse_allowed(environ.get("FETCH_ALLOW", ""))
        except ValueError as exc:
            raise SettingsError(f"FETCH_ALLOW is malformed: {exc}") from exc


class ProductionConfig(Config):
    NAME = "production"
    LOG_AS_JSON = True
    DEFAULT_HOST = "0.0.0.0"


class StagingConfig(ProductionConfig):
    """Production in everything but its data."""

    NAME = "staging"


class DevelopmentConfig(Config):
    DEBUG = True
    DEFAULT_HOSTS: frozenset[str] = frozenset()
    LOCAL_HOSTS = True
    DEFAULT_SECRET_KEY = "development only"
    DEFAULT_SUBMISSIONS_PER_MINUTE = 0
    DEFAULT_MEGABYTES_PER_DAY = 0
    EMBEDDED_DATABASE = True


class TestingConfig(Config):
    __test__ = False  # its name begins like a test's, and pytest would collect it

    TESTING = True
    FORM_WAIT = 0.0  # most tests have no worker to wait for
    NAME = "testing"
    DEFAULT_HOSTS: frozenset[str] = frozenset()
    LOCAL_HOSTS = True
    DEFAULT_SECRET_KEY = "testing only"
    DEFAULT_SUBMISSIONS_PER_MINUTE = 0
    DEFAULT_MEGABYTES_PER_DAY = 0
    EMBEDDED_DATABASE = True


CONFIGS = {
    f"settings.{config.__name__}": config
    for config in (DevelopmentConfig, TestingConfig, StagingConfig, ProductionConfig)
}


def load(environ: Mapping[str, str], env_file: Path = ROOT / ".env") -> Config:
    """The settings that APP_SETTINGS names; in development, `.env` fills what is not set.

    Raises SettingsError.
    """
    development = "settings.DevelopmentConfig"
    if (environ.get("APP_SETTINGS") or development) == development:
        try:
            values = dotenv_values(env_file)
        except (OSError, ValueError) as exc:
            raise SettingsError(f"{env_file} cannot be read as UTF-8 text: {exc}.") from exc
        environ = {**{name: value or "" for name, value in values.items()}, **environ}
    name = environ.get("APP_SETTINGS") or development
    if name not in CONFIGS:
        raise SettingsError(f"APP_SETTINGS is {name!r}. It must be one of {', '.join(CONFIGS)}.")
    return CONFIGS[name](environ)


@functools.cache
def current() -> Config:
    """The settings of this process, read from its environment once. Raises SettingsError."""
    return load(os.environ)


def database_url(environ: Mapping[str, str], name: str) -> str | None:
    """The variable if it can be the address of a PostgreSQL database, None where it is unset.

    Raises SettingsError, whose message never repeats the address: it holds a password.
    """
    url = environ.get(name)
    if not url:
        return None
    shape = "It must look like postgres://user:password@host:5432/name."
    if not url.startswith(("postgres://", "postgresql://")):
        raise SettingsError(f"{name} does not name a PostgreSQL database. {shape}")
    if url.partition("://")[2].partition("/")[0].count("@") > 1:
        raise SettingsError(f"{name} is malformed: @ in a password is written as %40. {shape}")
    try:
        parameters = parse_dsn(url)
        ports = parameters.get("port", "5432").split(",")
        if not all(port.isdigit() and int(port) < 65536 for port in ports if port):
            raise ValueError
    except (ProgrammingError, ValueError) as exc:
        raise SettingsError(
            f"{name} is malformed: its host, its port, a % or a parameter is wrong. {shape}"
        ) from exc
    if not parameters.get("dbname"):
        raise SettingsError(f"{name} names no database after the host. {shape}")
    return url


def utf8(environ: Mapping[str, str], name: str) -> str:
    """The variable, "" where it is unset. Raises SettingsError, which does not repeat a secret."""
    text = environ.get(name, "")
    try:
        text.encode()
    except UnicodeEncodeError as exc:  # os.environ decodes other bytes to surrogates
        raise SettingsError(f"{name} is not UTF-8. Set it to other characters.") from exc
    return text


def host(environ: Mapping[str, str]) -> str:
    """HOST, the name or the IP address of an interface. Raises SettingsError."""
    text = utf8(environ, "HOST").strip("[]")
    if set(text) & set("/:@ ") and not is_ipv6(text):
        raise SettingsError(
            f"HOST is {text!r}. It must be a host name or an IP address, without scheme and port."
        )
    return text


def contact(environ: Mapping[str, str]) -> str:
    """CONTACT, which becomes part of a header. Raises SettingsError."""
    text = environ.get("CONTACT", "").strip()
    if len(text) > 200 or not text.isascii() or not text.isprintable() or set(text) & set("() "):
        raise SettingsError(
            f"CONTACT is {text!r}. It must be a web or mail address without spaces or parentheses."
        )
    return text


def read_number(
    environ: Mapping[str, str], name: str, *, default: int, least: int, most: int
) -> int:
    """The variable as a number from `least` to `most`. Raises SettingsError."""
    text = environ.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and least <= int(text[:9]) <= most):
        raise SettingsError(f"{name} is {text!r}. It must be a number from {least} to {most}.")
    return int(text)


def host_names(environ: Mapping[str, str], name: str) -> frozenset[str]:
    """The hosts that the variable names, separated by commas. Raises SettingsError."""
    hosts = [
        host.strip().lower().strip("[]").rstrip(".") for host in environ.get(name, "").split(",")
    ]
    for host in filter(None, hosts):
        if host != "*" and not HOST_NAME.fullmatch(host) and not is_ipv6(host):
            raise SettingsError(
                f"{name} is malformed: {host!r}. It must be host names such as words.example.com, "
                "without scheme and port, separated by commas."
            )
    return frozenset(filter(None, hosts))


def is_ipv6(text: str) -> bool:
    with suppress(ValueError):
        return bool(IPv6Address(text).version)
    return False
