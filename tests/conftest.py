"""Fixtures: see tests/README.md."""
import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from harness.proxy import Proxy  # noqa: E402
from harness.server import ROOT, Server  # noqa: E402

# Each of several processes that share a run records into a file of its own.
RECORD = pathlib.Path(os.environ.get("MUSTER_TEST_RECORD", ROOT / "build" / "recorded.jsonl"))
RECORD = RECORD.with_name(RECORD.name + os.environ.get("PYTEST_XDIST_WORKER", ""))


@pytest.fixture(scope="session")
def server():
    made = Server().init().start()
    yield made
    status = made.stop()
    log = made.logged()
    made.remove()
    assert status == 0, f"the server ended with {status}:\n{log[-4000:]}"


@pytest.fixture(scope="session")
def endpoint(server):
    """host:port of the recording proxy before the server."""
    RECORD.parent.mkdir(parents=True, exist_ok=True)
    proxy = Proxy(server.port, RECORD)
    yield proxy.endpoint
    proxy.shutdown()


@pytest.fixture(scope="module")
def world(server, endpoint):
    from harness.world import World
    return World(server, endpoint)


@pytest.fixture
def fresh_server():
    """Servers of a test's own: fresh_server("section.name=value", …) gives one that was made and started."""
    made = []

    def make(*settings, start=True):
        one = Server(settings).init()
        made.append(one)
        return one.start() if start else one
    yield make
    for one in made:
        one.remove()
