import ctypes

import pytest

import memory


@pytest.mark.parametrize("missing", [AttributeError, OSError, TypeError])
def test_another_c_library_is_left_as_it_is(missing, monkeypatch):
    def load(name):
        raise missing

    monkeypatch.setattr(ctypes, "CDLL", load)

    memory.return_large_blocks()


def test_glibc_takes_the_setting(monkeypatch):
    taken = []
    library = ctypes.CDLL(None)
    monkeypatch.setattr(ctypes, "CDLL", lambda name: library)
    mallopt = getattr(library, "mallopt", None)
    if mallopt is None:
        pytest.skip("this is another C library")
    monkeypatch.setattr(library, "mallopt", lambda *setting: taken.append(mallopt(*setting)))

    memory.return_large_blocks()

    assert taken == [1, 1]
