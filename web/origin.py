"""Reject requests to other host names and those that another site made a browser send."""

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request
from flask.globals import request_ctx
from flask_babel import lazy_gettext

from settings import HOST_NAME

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}  # RFC 9110, section 9.2.1
NOT_OURS = lazy_gettext(
    "That host name is not served here. Open this server by its own name or address; "
    "its operator can add names to HOSTS."
)
MALFORMED = lazy_gettext("The Host header of the request is malformed.")
FOREIGN = lazy_gettext("This request came from another site. Send it from this one.")
PORTS = {"http": ":80", "https": ":443"}
FORWARDED = "X-Forwarded-Proto"
HEALTH = "health.show"  # which load balancers request by the IP address of a machine


def register(app: Flask) -> None:
    app.before_request(check_host)
    app.before_request(check_origin)


def check_host() -> None:
    """Abort with 421 unless the host is one of HOSTS.

    Otherwise, a stranger's domain could resolve to this server (DNS rebinding), and pages of that
    domain could read ours.
    """
    if request_ctx.url_adapter is None:  # Werkzeug refuses the header
        # The page of the error needs an adapter for the addresses of its links.
        request_ctx.url_adapter = current_app.url_map.bind("localhost")
        abort(400, MALFORMED)
    header = request.headers.get("Host")
    if header is None or request.endpoint == HEALTH:  # HTTP/1.0 has no Host; no browser uses it
        return
    host = host_of(f"//{header}")
    if host is None or not (HOST_NAME.fullmatch(host) or is_address(host)):
        abort(400, MALFORMED)
    if not is_ours(host):
        abort(421, NOT_OURS)


def check_origin() -> None:
    """Abort with 403 if another site made a browser send this unsafe request.

    These are the rules of Go's CrossOriginProtection
    (https://pkg.go.dev/net/http#CrossOriginProtection). Programs send neither of the two headers.
    """
    if request.method in SAFE_METHODS:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        is_allowed = site in ("same-origin", "none")
    else:
        is_allowed = origin is None or is_own(origin)
    if not is_allowed:
        abort(403, FOREIGN)


def is_ours(host: str) -> bool:
    """Whether the host is one of HOSTS, in which `*` is any host."""
    hosts = current_app.config["HOSTS"]
    is_local = host == "localhost" or host.endswith(".localhost") or is_address(host)
    return "*" in hosts or host in hosts or (current_app.config["LOCAL_HOSTS"] and is_local)


def is_own(origin: str) -> bool:
    """Whether an Origin is that of the request, or another one of HOSTS at its default port."""
    scheme, _, host = origin.lower().partition("://")
    if scheme not in own_schemes():
        return False  # "null" too
    host = host.removesuffix(PORTS[scheme])
    has_port = ":" in host.rpartition("]")[2]
    is_same = host == request.host.lower().removesuffix(PORTS[scheme])
    return is_same or (not has_port and host_of(f"//{host}") in current_app.config["HOSTS"])


def own_schemes() -> Collection[str]:
    """Return the scheme of the request, or both if a trusted proxy does not say which."""
    is_unknown = current_app.config["TRUSTED_PROXIES"] and not request.headers.get(FORWARDED)
    return PORTS.keys() if is_unknown else PORTS.keys() & {request.scheme}


def host_of(url: str) -> str | None:
    """Return the host of an address in lower case, without its port, or None if malformed."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    is_bare = not (parts.path or parts.query or parts.fragment or "@" in parts.netloc)
    return (parts.hostname or "").removesuffix(".") or None if is_bare else None


def is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
