import pytest


@pytest.fixture
def post(client):
    def post(status=202, **fields):
        response = client.post("/corpora", json=fields)
        assert response.status_code == status, response.text
        return response

    return post
