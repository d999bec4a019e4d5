"""The limits of waitress: its adjustments that differ from their defaults."""

import sys
from collections.abc import Mapping
from typing import Any

import settings

LIMITS: Mapping[str, Any] = {
    "connection_limit": sys.maxsize,  # waitress would refuse further ones; see evict()
    "cleanup_interval": 1,  # seconds between calls of maintenance()
    "max_request_header_size": 32 * 1024,  # bytes
    # Bytes. The application answers a longer one: see Parser.leave_to_application().
    "max_request_body_size": settings.Config.MAX_CONTENT_LENGTH + 1,
    "backlog": 4096,  # connections that the system keeps until they are accepted
    "recv_bytes": 64 * 1024,
    "inbuf_overflow": 32 * 1024,  # bytes; a longer body is kept in a temporary file
    "outbuf_overflow": 64 * 1024,  # bytes; a longer answer is kept in a temporary file
    "outbuf_high_watermark": sys.maxsize,  # bytes; a thread would block there, see task.py
}
