"""Backups that are taken while callers write."""
import contextlib
import shutil
import threading
import time

import pytest
from harness.calls import Calls
from harness.server import Database, Server

WRITERS = 4


class Writers:
    """Callers that make one user after the other; `answered` has the ids of those whose making was answered."""

    def __init__(self, calls):
        self.answered, self.problems, self.stopping = [], [], threading.Event()
        self.threads = [threading.Thread(target=self.write, args=(calls.beside(), number)) for number in range(WRITERS)]

    def write(self, calls, number):
        with calls:
            count = 0
            while not self.stopping.is_set():
                answer = calls.create_user(f"writer{number}-{count}")
                if answer.status != 200:
                    self.problems.append(answer.body)
                    return
                self.answered.append(answer.json["userId"])
                count += 1

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join()


def users_of(calls):
    """The ids of all users, and how many the directory says that there are."""
    found, page = [], 1
    while True:
        answer = calls.eiam("ListUsers", PageNumber=str(page), PageSize="100")
        assert answer.status == 200, answer.body
        found += [user["UserId"] for user in answer.json["Users"]]
        if len(answer.json["Users"]) < 100:
            return found, answer.json["TotalCount"]
        page += 1


@contextlib.contextmanager
def restored(server, file):
    """Another server, with what is in the backup."""
    other = Server(database=Database(server.database.kind))
    try:
        (other.folder / "data").mkdir(mode=0o700)
        shutil.copy(server.folder / "data" / "master.key", other.folder / "data" / "master.key")
        other.run("restore", str(file))
        yield other.start()
    finally:
        other.remove()


@pytest.fixture
def backups(own, calls):
    """Three backups: the file of each with what had been answered when it began."""
    made = []
    with Writers(calls) as writers:
        for number in range(3):
            time.sleep(0.3)
            before = list(writers.answered)
            file = own.folder / f"backup{number}"
            own.run("backup", str(file))
            made.append((file, set(before)))
    assert not writers.problems and len(made[0][1]) > 0
    return made, set(writers.answered)


def test_a_backup_under_load_has_all_that_was_answered_and_nothing_half(own, backups):
    made, answered = backups
    for file, before in made:
        with restored(own, file) as other, Calls(other, own.secrets) as calls:
            found, total = users_of(calls)
            assert len(found) == len(set(found)) == total
            assert before <= set(found)
            assert len(set(found) - answered) == 0
            assert calls.create_user("after").status == 200
