"""How many connections a process can keep, by how many files it may open."""

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]  # checked before each use

MAX_CONNECTIONS = 500
# A connection that sends a large answer has up to four open files: its socket, the file in which
# the application keeps the answer, and two buffers (the one that is being sent, and the next). One
# with a large request, too, has a fifth, but few have both.
FILES = 4
OTHER_FILES = 200  # of the process
WINDOWS_CONNECTIONS = 400  # poll() is select() there, which takes 512


def connection_limit() -> int:
    """Raise this process's limit of open files, and return how many connections it may keep."""
    if resource is None:
        return WINDOWS_CONNECTIONS
    wanted = MAX_CONNECTIONS * FILES + OTHER_FILES
    files, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files < wanted and files != resource.RLIM_INFINITY:
        files = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, most))
    if files == resource.RLIM_INFINITY:
        return MAX_CONNECTIONS
    return max(10, min(MAX_CONNECTIONS, (files - OTHER_FILES) // FILES))
