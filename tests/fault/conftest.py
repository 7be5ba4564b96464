"""Fixtures for tests of running servers; see tests/README.md."""
import pytest
from harness.calls import Calls
from harness.server import Server


@pytest.fixture(scope="module")
def own():
    """A server of the module's own: what it logs, counts and audits comes from this module's calls alone."""
    made = Server().init().start()
    yield made
    status = made.stop()
    log = made.logged()
    made.remove()
    assert status == 0, f"the server ended with {status}:\n{log[-4000:]}"


@pytest.fixture(scope="module")
def calls(own):
    with Calls(own) as made:
        yield made
