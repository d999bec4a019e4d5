"""A bare Flask and Peewee application that reads the same rows: what read_path compares us with."""

import os

import peewee as pw
from flask import Flask, Response, jsonify
from playhouse import db_url
from playhouse.postgres_ext import DateTimeTZField, JSONField, PooledPostgresqlExtDatabase

database = PooledPostgresqlExtDatabase(None)


class Result(pw.Model):
    id = pw.AutoField()
    url = pw.TextField(null=True)
    status = pw.TextField()
    created_at = DateTimeTZField(null=True)
    title = pw.TextField(null=True)
    language = pw.TextField(null=True)
    total = pw.IntegerField(null=True)
    distinct = pw.IntegerField(null=True)
    result_all = JSONField(null=True)
    result_no_stop_words = JSONField(null=True)
    error_code = pw.TextField(null=True)
    error_message = pw.TextField(null=True)

    class Meta:
        database = database
        table_name = "results"


FIELDS = [field for field in Result._meta.sorted_fields if not field.name.startswith("result_")]


def create_app() -> Flask:
    app = Flask(__name__)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # of the default provider
    parameters = db_url.parse(os.environ["DATABASE_URL"], unquote_user=True, unquote_password=True)
    database.init(**parameters, max_connections=6, timeout=5)
    app.before_request(lambda: database.connect() and None)

    @app.teardown_request
    def close(error: BaseException | None) -> None:
        database.close()

    @app.get("/health")
    def health() -> str:
        return "OK"

    @app.get("/results/<int:id>")
    def show(id: int) -> Response:
        return jsonify(Result.select().where(Result.id == id).dicts().get())

    @app.get("/results")
    def index() -> Response:
        latest = Result.select(*FIELDS).order_by(Result.id.desc()).limit(51)
        return jsonify(list(latest.dicts()))

    return app
