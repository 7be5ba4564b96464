"""Password hashes are slow on purpose: nothing else waits behind them, and who would wait too long is told so."""
import concurrent.futures
import statistics
import time

import pytest
from harness import state
from harness.calls import PASSWORD, Calls
from harness.server import Server

COSTLY = ("password.memory_kib=65536", "password.passes=4", "password.threads=1")


@pytest.fixture
def busy():
    made = []

    def make(*settings):
        server = Server([*COSTLY, *settings]).init().start()
        made.append(server)
        return server, Calls(server)
    yield make
    for server in made:
        server.remove()


def seconds(call):
    began = time.monotonic()
    answer = call()
    return time.monotonic() - began, answer


def test_reads_and_other_writes_do_not_wait_behind_hashes(busy):
    server, calls = busy("password.wait_milliseconds=60000")
    users = [calls.user() for _ in range(15)]
    one_hash = min(seconds(lambda: calls.change_password(user))[0] for user in users[:3])
    with concurrent.futures.ThreadPoolExecutor(30) as executor:
        hashing = [executor.submit(calls.beside().change_password, user, PASSWORD + "2") for user in users]
        hashing += [executor.submit(calls.beside().create_user, None, password=PASSWORD) for _ in range(15)]
        reads, writes = [], []
        while not all(one.done() for one in hashing):
            took, answer = seconds(lambda: calls.developer("GET", f"/users/{users[0]}"))
            assert answer.status == 200
            reads.append(took)
            took, answer = seconds(calls.create_user)
            assert answer.status == 200
            writes.append(took)
    assert {one.result().status for one in hashing} == {200}
    assert len(reads) > 20
    assert statistics.median(reads) < one_hash / 2
    assert statistics.median(writes) < one_hash / 2


def test_who_would_wait_too_long_is_told_to_come_again_and_nothing_is_changed(busy):
    server, calls = busy("password.wait_milliseconds=100")
    users = [calls.user() for _ in range(16)]
    calls.change_password(users[0])  # so that the server knows how long one takes
    with concurrent.futures.ThreadPoolExecutor(30) as executor:
        changing = {user: executor.submit(calls.beside().change_password, user) for user in users[1:]}
        making = {f"new{number}": executor.submit(calls.beside().create_user, f"new{number}", password=PASSWORD)
                  for number in range(15)}
    answers = [one.result() for one in (*changing.values(), *making.values())]
    assert {answer.status for answer in answers} == {200, 429}
    for answer in answers:
        if answer.status == 429:
            assert answer.json["code"] == "Throttling.User"
            assert 1 <= int(answer.header("retry-after")) <= 60
    hashed = {user for user, in state.rows(server, "select user_id from password")}
    names = {name for name, in state.rows(server, "select name from users")}
    for user, one in changing.items():
        assert (user in hashed) == (one.result().status == 200)
    for name, one in making.items():
        assert (name in names) == (one.result().status == 200)
    assert calls.change_password(users[0], PASSWORD + "2").status == 200


def test_a_password_that_the_policy_refuses_is_refused_without_a_hash(busy):
    server, calls = busy()
    user = calls.user()
    one_hash, answer = seconds(lambda: calls.change_password(user))
    assert answer.status == 200
    took, answer = seconds(lambda: calls.change_password(user, "short"))
    assert answer.status in (400, 403) and took < one_hash / 2


def test_a_user_without_a_password_is_made_without_a_hash(busy):
    server, calls = busy()
    one_hash, answer = seconds(lambda: calls.create_user(password=PASSWORD))
    assert answer.status == 200
    took = min(seconds(calls.create_user)[0] for _ in range(3))
    assert took < one_hash / 2


def test_what_is_revoked_while_a_password_is_hashed_does_not_count_any_more(busy):
    server, calls = busy("password.wait_milliseconds=60000")
    users = [calls.user() for _ in range(8)]
    with concurrent.futures.ThreadPoolExecutor(8) as executor:
        changing = [executor.submit(calls.beside().change_password, user) for user in users]
        done, _ = concurrent.futures.wait(changing, return_when=concurrent.futures.FIRST_COMPLETED)
        assert calls.form("/oauth2/revoke", token=calls.token).status == 200
        late = sum(not one.done() for one in changing)
        answers = [one.result() for one in changing]
    refused = [answer for answer in answers if answer.status == 400 and answer.json["code"] == "invalid_token"]
    assert abs(len(refused) - late) <= 1 and refused  # one may be between its change and its answer
    assert len(refused) + sum(answer.status == 200 for answer in answers) == 8
    assert sum(answer["passwordSet"] for answer in (calls.developer(
        "GET", f"/users/{user}", token=calls.new_token()).json for user in users)) == 8 - len(refused)
