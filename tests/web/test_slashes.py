"""A slash at the end of an address is removed."""

import pytest


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/results/", "/results"),
        ("/results/1/", "/results/1"),
        ("/results/1/words/?filter=a&sort=word", "/results/1/words?filter=a&sort=word"),
        ("/search/?word=한글", "/search?word=%ED%95%9C%EA%B8%80"),
        ("/민지/", "/%EB%AF%BC%EC%A7%80"),
    ],
)
def test_an_address_with_a_slash_is_redirected(path, address, client):
    reply = client.get(path)

    assert (reply.status_code, reply.location) == (308, address)
    assert reply.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/no/such/place/", "/results/x/y/", "/.well-known/x/"])
def test_no_other_address_is_redirected(path, client):
    assert client.get(path).status_code in (200, 404)


@pytest.mark.parametrize("path", ["//example.com/", "/%2Fexample.com/", "/\\example.com/"])
def test_a_redirect_never_leads_to_another_host(path, client):
    location = client.get(path).location or "/"

    assert location.startswith(("/", "http://localhost/"))
    assert not location.startswith(("//", "/\\"))
