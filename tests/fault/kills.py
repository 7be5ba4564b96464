#!/usr/bin/env python3
"""Kills the server, or its database, at random moments while writers write, and holds what is stored against what they
were answered. `test_kills.py` does a little of it; this does as much as it is told:

    python3 tests/fault/kills.py --kills 50 --store sqlite
    python3 tests/fault/kills.py --kills 50 --store postgres              (every other kill is one of PostgreSQL)
    python3 tests/fault/kills.py --kills 50 --store postgres --servers 2  (one is killed, the writers go to the other)
"""
import argparse
import contextlib
import pathlib
import random
import signal
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tools")]

import postgres  # noqa: E402
from harness import company, state  # noqa: E402
from harness.calls import Calls  # noqa: E402
from harness.server import Database, Server  # noqa: E402
from harness.until import until  # noqa: E402
from harness.writer import Unit, User, Writer  # noqa: E402


SECRET_STATUS = {"1": "enabled", "2": "disabled"}


def stored_things(server, realm):
    """The facts of all users, units, groups and secrets, and the ids, by thing."""
    def read(statement):
        return state.rows(server, statement + f" where realm = '{realm}'")
    def gathered(statement):
        found = {}
        for owner, item in read(statement):
            found[owner] = found.get(owner, frozenset()) | {item}
        return found
    units = gathered("select user_id, unit from unit_member")
    groups = gathered("select user_id, group_id from group_member")
    hashed = gathered("select user_id, '' from password")
    secrets = {application: (secret, SECRET_STATUS[status])
               for application, secret, status in read("select application, id, status from client_secret")}
    facts, ids = {}, {}
    for name, user, display_name, unit in read("select name, id, display_name, primary_unit from users"):
        ids["user", name] = user
        facts["user", name] = User(display_name, unit, units[user], groups.get(user, frozenset()), user in hashed)
    for key, unit, name, parent in read("select external_id, id, name, parent from unit"):
        ids["unit", key], facts["unit", key] = unit, Unit(name, parent)
    for key, group, name in read("select external_id, id, name from user_group"):
        ids["group", key], facts["group", key] = group, name
    for name, application in read("select name, id from application"):
        ids["secrets", name], facts["secrets", name] = secrets.get(application, ("", ""))
    return facts, ids


class Trial:
    """Writers against one or more servers on one database; `run` has them write while something is done to these."""

    def __init__(self, servers, writers, cluster=None, seed=None):
        self.servers, self.cluster, self.random = servers, cluster, random.Random(seed)
        self.calls = Calls(servers[0])
        self.writers = [Writer(f"w{number}", [self.calls.beside(server) for server in servers])
                        for number in range(writers)]
        self.audited_before = self.audited()
        self.problems, self.done_after_all, self.seconds, self.starts = [], 0, 0, []

    def audited(self):
        return {request for request, in state.rows(self.servers[0], "select request_id from audit_event")}

    def answered(self):
        return sum(len(writer.ledger.answered) for writer in self.writers)

    def write(self, writer, stopping):
        try:
            while not stopping.is_set():
                writer.step()
        except Exception as problem:  # of a thread: shown by `run`
            self.problems.append(problem)

    def run(self, strike):
        """Returns when the writers have stopped, which is some moments after `strike` has returned."""
        stopping = threading.Event()
        threads = [threading.Thread(target=self.write, args=(writer, stopping)) for writer in self.writers]
        began, before = time.monotonic(), self.answered()
        for thread in threads:
            thread.start()
        until(lambda: self.problems or self.answered() >= before + 5 * len(threads))
        time.sleep(self.random.uniform(0, 0.7))
        strike()
        self.seconds += time.monotonic() - began
        stopping.set()
        for thread in threads:
            thread.join()
        if self.problems:
            raise self.problems[0]

    def start_again(self, server):
        began = time.monotonic()
        server.start()
        self.starts.append(time.monotonic() - began)
        for writer in self.writers:
            for caller in writer.callers:
                caller.connection.port = caller.server.port

    def check(self):
        server, calls = self.servers[0], self.calls.beside(self.servers[0])
        until(lambda: company.marks(server) == 0)  # what is gone for readers is cleared away a little later
        facts, ids = stored_things(server, self.calls.secrets["instance"])
        for writer in self.writers:
            own = {thing: known for thing, known in facts.items() if thing[1].startswith(f"{writer.name}-")}
            self.done_after_all += writer.ledger.settle(own, {thing: ids[thing] for thing in own})
        self.check_audit()
        assert not state.inconsistencies(server), state.inconsistencies(server)
        self.check_lists(calls, facts)
        self.check_tokens(calls)

    def check_audit(self):
        """A row for each change: those that were answered, and no more than were tried."""
        audited = self.audited() - self.audited_before
        answered = {request for writer in self.writers for request in writer.ledger.answered}
        unanswered = sum(writer.ledger.unanswered for writer in self.writers)
        assert answered <= audited, f"answered and not audited: {answered - audited}"
        assert self.done_after_all <= len(audited - answered) <= unanswered

    def check_lists(self, calls, facts):
        names, page = [], 1
        while True:
            answer = calls.eiam("ListUsers", PageNumber=str(page), PageSize="100").json
            names += [user["Username"] for user in answer["Users"]]
            if len(answer["Users"]) < 100:
                break
            page += 1
        assert sorted(names) == sorted(name for kind, name in facts if kind == "user")
        assert answer["TotalCount"] == len(names)

    def check_tokens(self, calls):
        for writer in self.writers:
            for token, good in list(writer.tokens.items())[-2:]:
                answer = calls.developer("GET", "/users", token=token)
                assert (answer.status == 200) == good, answer.body

    def summary(self):
        """For people. That none of the answered is lost is what `check` has found each time."""
        answered, unanswered = self.answered(), sum(writer.ledger.unanswered for writer in self.writers)
        starts = f", a start took {1000 * max(self.starts):.0f} ms at most" if self.starts else ""
        return (f"{answered} changes answered ({answered / self.seconds:.0f} a second) and 0 of them lost, "
                f"{unanswered} not answered, {self.done_after_all} of them done all the same and none in part{starts}")


# The ways in which something is killed, each as often as the others

def kill_server(trial):
    server = trial.servers[0]
    trial.run(lambda: server.stop(signal.SIGKILL))
    trial.start_again(server)


def kill_one_of_two(trial):
    """It comes back while the writers go on at the other."""
    def strike():
        victim = trial.random.choice(trial.servers)
        victim.stop(signal.SIGKILL)
        trial.start_again(victim)
        time.sleep(trial.random.uniform(0.1, 0.5))
    trial.run(strike)


def kill_database(trial):
    """It comes back while the writers go on asking."""
    def strike():
        trial.cluster.kill()
        trial.cluster.start()
    trial.run(strike)
    callers = [trial.calls.beside(server) for server in trial.servers]
    until(lambda: all(caller.developer("GET", "/users").status == 200 for caller in callers for _ in range(20)))


WAYS = {("sqlite", 1): [kill_server], ("postgres", 1): [kill_server, kill_database],
        ("postgres", 2): [kill_one_of_two]}


@contextlib.contextmanager
def prepared(store, servers=1, writers=8, seed=None):
    """A trial with servers, and a PostgreSQL, of its own."""
    with contextlib.ExitStack() as stack:
        cluster = stack.enter_context(postgres.running()) if store == "postgres" else None
        first = Server(database=Database(store, cluster and cluster.connection)).init()
        stack.callback(first.remove)
        all_of_them = [first.start()] + [first.beside().start() for _ in range(servers - 1)]
        for server in all_of_them[1:]:
            stack.callback(server.remove)
        yield Trial(all_of_them, writers, cluster, seed)


def kill(store, servers, kills, writers, seed=None):
    """The trial afterwards, with its figures."""
    with prepared(store, servers, writers, seed) as trial:
        for number in range(kills):
            ways = WAYS[store, servers]
            ways[number % len(ways)](trial)
            trial.check()
        return trial


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--servers", type=int, choices=(1, 2), default=1)
    parser.add_argument("--writers", type=int, default=16)
    parser.add_argument("--seed", type=int, help="of the moments and of what is chosen; other things still differ")
    options = parser.parse_args()
    trial = kill(options.store, options.servers, options.kills, options.writers, options.seed)
    print(f"{options.store}, {options.servers} server(s), {options.writers} writers: {options.kills} kills survived, "
          f"{trial.summary()}")


if __name__ == "__main__":
    main()
