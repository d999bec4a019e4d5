import resource

import pytest

from http_server.files import connection_limit


@pytest.mark.parametrize(
    ("most", "raised", "connections"),
    [
        pytest.param(200, 200, 10, id="hardly any"),
        pytest.param(1_024, 1_024, 206, id="1,024"),
        pytest.param(4_096, 2_200, 500, id="4,096"),
        pytest.param(resource.RLIM_INFINITY, 2_200, 500, id="unlimited"),
    ],
)
def test_each_connection_may_keep_four_files(most, raised, connections, monkeypatch):
    limits = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (min(1_024, most % 2**63), most))
    monkeypatch.setattr(resource, "setrlimit", lambda _, both: limits.append(both))

    assert connection_limit() == connections
    assert limits == [(raised, most)]
