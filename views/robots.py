"""What search engines may crawl and show: pages, but no texts and nothing derived from results."""

from flask import Blueprint, Flask, Response, abort, g, render_template, request, url_for
from markupsafe import Markup

from results.listing import latest_pages
from web.xml_response import respond_xml

# RFC 9309, with `*` and `$` as Google and Bing support them. Results are not disallowed, because an
# engine has to read the page of a text to learn that it may not show it.
ROBOTS = """\
User-agent: *
Disallow: /changes
Disallow: /compare
Disallow: /pages.svg
Disallow: /results/*/
Disallow: /search
Disallow: /*.csv$
Disallow: /*.json$
"""
MAPPED = 100  # of the latest pages, in the site map

# Views that engines may show. All others are derived from them, or cost too much to crawl.
INDEXED = {"front.show", "pages.show", "results.index", "results.show"}

blueprint = Blueprint("robots", __name__)


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.add_template_global(noindex)
    app.after_request(add_robots_header)


@blueprint.get("/robots.txt")
def show() -> Response:
    site_map = url_for("robots.site_map", _external=True)
    return Response(f"{ROBOTS}Sitemap: {site_map}\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/sitemap.xml")
def site_map() -> Response:
    """List the pages that engines may show (https://www.sitemaps.org/protocol.html)."""
    markup = render_template("sitemap.xml", results=latest_pages(MAPPED))
    return respond_xml(markup, "application/xml; charset=utf-8")


@blueprint.get("/.<path:name>")
def hidden(name: str) -> Response:
    """Answer with 404 to addresses such as /.well-known/…, which are not names of people."""
    abort(404)


def noindex() -> Markup:
    """Keep this page out of search engines, also with a header."""
    g.noindex = True
    return Markup('<meta name="robots" content="noindex">')


def add_robots_header(response: Response) -> Response:
    is_page = response.mimetype == "text/html" and response.status_code == 200
    if "noindex" in g or not is_page or request.endpoint not in INDEXED:
        response.headers["X-Robots-Tag"] = "noindex"
    return response
