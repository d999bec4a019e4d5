"""Sockets that the server resets leave nothing open."""

import gc
import select
import socket
import struct
import warnings

import pytest
from patience import PATIENCE

from wordcount.fetching.sockets import tls_context

RESET_AT_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER


@pytest.fixture
def reset_socket():
    """A socket whose server has reset the connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        client = socket.create_connection(server.getsockname())
        accepted, _ = server.accept()
        accepted.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_CLOSE)
        accepted.close()
        select.select([client], [], [], PATIENCE)
        yield client
        client.close()


def test_a_reset_before_the_handshake_leaves_no_socket_open(reset_socket):
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")

        with pytest.raises(ConnectionResetError):
            tls_context().wrap_socket(reset_socket, server_hostname="example.com")
        gc.collect()

    assert [str(warning.message) for warning in found] == []
