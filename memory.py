"""Give large blocks of memory back to the system as soon as they are free."""

import contextlib
import ctypes

# https://man7.org/linux/man-pages/man3/mallopt.3.html
M_MMAP_THRESHOLD = -3
M_ARENA_MAX = -8
BLOCK = 256 * 1024  # bytes; glibc would raise it to 32 MB, and keep what is below it for itself


def return_large_blocks() -> None:
    """Tell the C library so, where it is glibc: threads that held 10 MB each would keep them.

    Nor has each thread an arena of its own, which would keep what it once took in smaller pieces.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        library = ctypes.CDLL(None)
        library.mallopt(M_MMAP_THRESHOLD, BLOCK)
        library.mallopt(M_ARENA_MAX, 1)
