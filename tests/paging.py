"""Follow the links from one part of an answer to the next."""


def follow(client, path):
    """Yield the answers from `path` on, as the header Link names them."""
    while path:
        reply = client.get(path)
        assert reply.status_code == 200, reply.text
        yield reply
        link = reply.headers.get("Link", "")
        assert not link or link.endswith('>; rel="next"')
        path = link.removesuffix('>; rel="next"').removeprefix("<")
