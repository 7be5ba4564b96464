"""A full disk: nothing can be written, all the rest goes on, and when there is room again nobody restarts anything."""
import signal
import socket
import subprocess
import time

import kills
import pytest
from harness import state
from harness.calls import Calls
from harness.server import BINARY, Database, Server
from harness.small_disk import SmallDisk
from harness.until import until

NO_CHANGES = b"ready for reads: the database takes no changes\n"


@pytest.fixture
def small():
    """A server with SQLite on a disk of its own, and that disk."""
    server = Server(database=Database("sqlite"))
    folder = server.folder / "data"
    folder.mkdir(mode=0o700)
    disk = SmallDisk(folder, megabytes=64)
    if not disk.mounted:
        server.remove()
        pytest.skip(f"no file system can be mounted here: {disk.remove()}")
    server.prefix = disk.prefix
    yield server.init().start(), disk
    server.remove()
    disk.remove()


def write_until_refused(calls):
    while (answer := calls.create_user()).status == 200:
        continue
    return answer


def test_writes_are_refused_in_each_familys_own_form_and_reads_go_on(small):
    server, disk = small
    calls = Calls(server)
    user = calls.user()
    disk.fill()
    answer = write_until_refused(calls)
    assert (answer.status, answer.json["code"]) == (503, "ServiceUnavailable"), answer.body
    before = state.counts(server)
    principal = "amina@" + state.rows(server, "select alias from account")[0][0] + ".onaliyun.com"
    for answer in (calls.eiam("CreateGroup", GroupName="a"),
                   calls.ims("CreateUser", UserPrincipalName=principal, DisplayName="amina")):
        assert (answer.status, answer.json["Code"]) == (503, "ServiceUnavailable"), answer.body
    answer = calls.form("/oauth2/token", grant_type="client_credentials")
    assert (answer.status, answer.json["error"]) == (503, "temporarily_unavailable"), answer.body
    for answer in (calls.developer("GET", f"/users/{user}"), calls.eiam("ListUsers"), calls.ims("ListUsers")):
        assert answer.status == 200, answer.body
    assert state.counts(server) == before


def test_readiness_says_that_nothing_can_be_changed(small):
    server, disk = small
    calls = Calls(server)
    calls.user()
    disk.fill()
    write_until_refused(calls)
    for _ in range(20):  # it asks the database again and again, and that does not help
        answer = calls.get("/readyz")
        assert (answer.status, answer.body) == (200, NO_CHANGES)
        time.sleep(0.02)
    disk.free()
    until(lambda: calls.get("/readyz").body == b"ready\n")


def test_it_goes_on_when_there_is_room_again_and_nothing_is_half_there(small):
    server, disk = small
    trial = kills.Trial([server], writers=6)

    def strike():
        disk.fill()
        until(lambda: all(writer.ledger.unanswered for writer in trial.writers))
        disk.free()
    trial.run(strike)
    trial.check()
    trial.run(lambda: None)
    trial.check()


def test_it_starts_on_a_full_disk_and_answers_reads(small):
    server, disk = small
    calls = Calls(server)
    user = calls.user()
    disk.fill()
    write_until_refused(calls)
    server.stop(signal.SIGKILL)
    server.start()
    calls = Calls(server)
    assert calls.eiam("GetUser", UserId=user).status == 200
    disk.free()
    until(lambda: calls.create_user().status == 200)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def listens(server):
    try:
        return socket.create_connection(("127.0.0.1", server.port), 5).close() is None
    except ConnectionRefusedError:
        return False


def test_a_log_that_cannot_be_written_holds_nothing_up(fresh_server):
    server = fresh_server(start=False)
    server.port = free_port()
    with open("/dev/full", "wb") as full:
        server.process = subprocess.Popen([BINARY, "serve", *server.options, "--set",
                                           f"server.listen=127.0.0.1:{server.port}"], stderr=full)
    until(lambda: listens(server))
    with Calls(server) as calls:
        assert {calls.create_user().status for _ in range(50)} == {200}
        assert {calls.developer("GET", "/users/user_nobody").status for _ in range(50)} == {404}
    assert server.stop() == 0
