"""Give large blocks of memory back to the system as soon as they are free."""

import contextlib
import ctypes

# https://man7.org/linux/man-pages/man3/mallopt.3.html
M_MMAP_THRESHOLD = -3
BLOCK = 256 * 1024  # bytes; glibc would raise it to 32 MB, and keep what is below it for itself


def return_large_blocks() -> None:
    """Tell the C library so, where it is glibc: threads that held 10 MB each would keep them."""
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, BLOCK)
