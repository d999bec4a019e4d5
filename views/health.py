"""Whether this server can serve: what a load balancer asks."""

from flask import Blueprint, Response

from models import Result
from web.respond import respond

blueprint = Blueprint("health", __name__)


@blueprint.get("/health")
@blueprint.get("/health.<any(json, csv):form>")
def show(form: str | None = None) -> Response:
    """200 when the database answers and has its tables; else an error handler says 503."""
    Result.select(Result.id).limit(1).execute()
    return respond(
        "health.html",
        json={"status": "ok"},
        table=[("status",), ("ok",)],
    )
