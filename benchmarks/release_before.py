"""A web application that knows the columns of `results` as they are when it starts, and no more.

It stands for the release before a migration: it names its columns in every statement, as the
application does, and it writes what the first release wrote.
"""

import json
import threading

from flask import Flask, jsonify, request
from psycopg2.extras import Json
from psycopg2.pool import ThreadedConnectionPool
from werkzeug.exceptions import NotFound

CONNECTIONS = 12


def create_app(database_url: str) -> Flask:
    pool = ThreadedConnectionPool(1, CONNECTIONS, database_url)
    free = threading.Semaphore(CONNECTIONS)
    app = Flask(__name__)

    def query(sql: str, params: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        with free:
            connection = pool.getconn()
            try:
                with connection, connection.cursor() as cursor:
                    cursor.execute(sql, params)
                    return cursor.fetchall()
            finally:
                pool.putconn(connection)

    known = query("SELECT column_name FROM information_schema.columns WHERE table_name = 'results'")
    columns = ", ".join(f'"{name}"' for (name,) in known)

    @app.get("/results/<int:id>")
    def show(id: int) -> object:
        for row in query(f"SELECT {columns} FROM results WHERE id = %s", (id,)):
            return jsonify(json.loads(json.dumps(row, default=str)))
        raise NotFound

    @app.get("/results")
    def index() -> object:
        rows = query(f"SELECT {columns} FROM results ORDER BY id DESC LIMIT 10")
        return jsonify(json.loads(json.dumps(rows, default=str)))

    @app.post("/results")
    def create() -> object:
        counts = Json({"the": 2, "cat": 1})
        return jsonify(
            query(
                "INSERT INTO results (url, result_all, result_no_stop_words) "
                "VALUES (%s, %s, %s) RETURNING id",
                (request.get_json()["text"], counts, counts),
            )
        )

    app.extensions["close"] = pool.closeall
    return app
