import threading

import pytest
from patience import PATIENCE

from background import chores
from background.chores import Chore
from background.worker import Worker
from models import Result


def run(*steps, seconds=0):
    """Run a chore of these steps, the last of which ends it; return the number of its steps."""
    left = [*steps]

    def step():
        if len(left) == 1:
            chore.stop()
        return left.pop(0)()

    chore = Chore("chore", step, seconds)
    chore.start()
    chore.join(PATIENCE)
    assert not chore.is_alive()
    return len(steps) - len(left)


def test_a_chore_is_repeated_until_it_is_stopped(app):
    assert run(bool, bool, bool) == 3


def test_a_chore_that_has_more_to_do_does_not_wait(app):
    more = lambda: True  # noqa: E731  # a function of one line

    assert run(more, more, bool, seconds=1000) == 3


@pytest.mark.parametrize(("error", "is_logged"), [(ZeroDivisionError, True), (OSError, False)])
def test_an_error_does_not_end_a_chore(error, is_logged, app, caplog):
    def fail():
        raise error

    assert run(fail, bool) == 2
    assert (error.__name__ in caplog.text) == is_logged


def test_a_chore_that_takes_long_delays_no_result(app, fetcher, monkeypatch):
    released, given_up = threading.Event(), []
    monkeypatch.setattr(
        chores, "maintain", lambda: released.wait(PATIENCE) or given_up.append(True)
    )
    worker = Worker(1, fetcher)
    id = Result.create(text="one two").id
    worker.start()

    while Result.get_by_id(id).status != "done":
        pass
    released.set()
    worker.stop()
    worker.join()

    assert not given_up
