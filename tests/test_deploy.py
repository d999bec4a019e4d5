"""What a host reads: app.json and the Procfile."""

import json

import pytest

import db
import settings
from background import worker
from settings import ROOT

# https://devcenter.heroku.com/articles/app-json-schema
FIELDS = {
    "addons",
    "buildpacks",
    "description",
    "env",
    "environments",
    "formation",
    "image",
    "keywords",
    "logo",
    "name",
    "repository",
    "scripts",
    "stack",
    "success_url",
    "website",
}
ESSENTIAL_CONNECTIONS = 20  # of heroku-postgresql:essential-0


@pytest.fixture
def manifest():
    return json.loads((ROOT / "app.json").read_text())


@pytest.fixture
def procfile():
    lines = (ROOT / "Procfile").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines)


def test_the_manifest_has_documented_fields_only(manifest):
    assert manifest.keys() <= FIELDS
    assert manifest["addons"] == [{"plan": "heroku-postgresql:essential-0"}]
    for variable in manifest["env"].values():
        assert variable.keys() <= {"description", "value", "required", "generator"}
        is_optional = variable.get("required") is False
        assert ("value" in variable) + ("generator" in variable) + is_optional == 1


def test_the_application_starts_with_the_variables_of_the_manifest(manifest):
    environ = {name: variable.get("value", "random") for name, variable in manifest["env"].items()}
    addon = {"DATABASE_URL": "postgres://u:p@db.example:5432/words"}

    config = settings.load({**environ, **addon})

    assert config.NAME == "production"
    assert config.WEB_CONCURRENCY == 2
    assert config.TRUSTED_PROXIES == 1


def test_the_manifest_starts_processes_of_the_procfile(manifest, procfile):
    assert manifest["formation"].keys() <= procfile.keys()
    assert procfile["release"] == procfile["migrate"] == "pw_migrate migrate"


def test_a_migration_fits_beside_what_runs(manifest):
    formation = {name: process["quantity"] for name, process in manifest["formation"].items()}
    processes = int(manifest["env"]["WEB_CONCURRENCY"]["value"])
    migration = 1

    web_total = formation["web"] * processes * db.CONNECTIONS
    worker_total = formation["worker"] * worker.CONNECTIONS

    assert web_total + worker_total + migration <= ESSENTIAL_CONNECTIONS
