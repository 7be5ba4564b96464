"""Waiting for what comes soon, but not at once."""
import time


def until(condition, seconds=20):
    """What `condition()` gives as soon as it gives something true."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)
    return found
