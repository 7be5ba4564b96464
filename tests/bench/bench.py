#!/usr/bin/env python3
"""Measures Muster beside the limits of its parts and beside its peers: see tests/bench/README.md."""
import argparse
import contextlib
import json
import os
import pathlib
import random
import statistics
import sys
import tempfile
import threading
import time

import lists
import load
import machine
import page
import people
import primitives
import serving
from peers import PEERS, peer
from running import cores

SMALL, MIDDLE = 10_000, 100_000
STARTS = 5
IDS = 200_000
HASHING_CONNECTIONS = 4
PARTS = ("data", "starts", "serving", "passwords", "lists", "peers")


def say(text):
    print(f"{time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


class Company:
    """A server with some people in it, and what of them is asked for."""

    def __init__(self, folder, number, postgres):
        self.number, self.folder = number, folder / str(number)
        self.muster = serving.Muster(self.folder, postgres)
        people.write(self.folder / "in.jsonl", number)
        self.transfers = [self.transfer("import", "in.jsonl"), self.transfer("export", "out.jsonl")]
        self.read(self.folder / "out.jsonl")

    def transfer(self, verb, file):
        used = self.muster.transfer(verb, self.folder / file)
        found = {"verb": verb, "users": self.number, "rate": self.number / used["seconds"], **used,
                 "disk": self.muster.disk}
        say(f"{verb} of {self.number:,} users: {found['rate']:,.0f} a second, {used['peak'] // 1024} MiB")
        return found

    def read(self, file):
        """The ids that were given: of some users, and of the unit and the group that are big."""
        users, chosen = [], random.Random(1)
        with open(file, encoding="utf-8") as lines:
            for line in map(json.loads, lines):
                if line["type"] == "user":
                    users.append(line["id"])
                elif line.get("name") in ("unit 0", "group 0"):
                    setattr(self, line["type"], line["id"])
        self.users = chosen.sample(users, min(IDS, len(users)))


class Bench:
    def __init__(self, options, folder, postgres):
        self.options, self.folder = options, folder
        self.postgres, self.tables = (postgres.connection, postgres.folder / "data" / "base") if postgres else (None, None)
        self.results = {"options": {"users": options.users, "rounds": options.rounds, "seconds": options.seconds}}
        self.companies = {}

    def company(self, number):
        if number not in self.companies:
            self.companies[number] = Company(self.folder, number, self.postgres)
        return self.companies[number]

    @property
    def big(self):
        return self.company(self.options.users)

    @property
    def small(self):
        return self.company(min(SMALL, self.options.users // 10))

    @contextlib.contextmanager
    def started(self, *companies):
        """Their servers, from a start to the stop."""
        for one in companies:
            one.muster.start()
        try:
            with machine.in_memory(*([self.tables] if self.tables else [one.folder / "data" for one in companies])):
                yield [one.muster for one in companies]
        finally:
            for one in companies:
                one.muster.stop()

    def rounds(self, steps):
        """The steps in turn, so that what disturbs disturbs all alike: the median of each."""
        found = {name: [] for name, _ in steps}
        for number in range(1, self.options.rounds + 1):
            for name, step in steps:
                found[name].append(step())
                say(f"round {number} of {self.options.rounds}: {name.replace('_', ' ')}: "
                    f"{found[name][-1]['rate']:,.1f} a second, p99 {found[name][-1].get('p99', 0):.1f} ms")
        return {name: load.median(rounds) for name, rounds in found.items()}

    def data(self):
        middle = self.company(min(MIDDLE, self.options.users // 2))
        self.results["transfers"] = [row for one in (middle, self.big) for row in one.transfers]

    def starts(self):
        with self.started(self.big) as (muster,), serving.Calls(muster) as calls:
            token = calls.token
        found = []
        for _ in range(STARTS):
            found.append(serving.first_answers(self.big.muster, token, self.big.users[0]))
            memory = serving.idle_memory(self.big.muster)
            self.big.muster.stop()
        self.results["starts"] = {name: statistics.median(one[name] for one in found) for name in found[0]}
        self.results["idle"] = memory
        say(f"start: {self.results['starts']}, idle: {memory}")

    def serving(self):
        seconds, limits = self.options.seconds, primitives.Primitives(self.folder)
        with contextlib.closing(limits), self.started(self.small, self.big) as (small, big):
            ram_users = big.ram_users()

            def loaded(make, *arguments):
                return lambda: load.wrk(arguments[0].port, make(*arguments), seconds)
            self.results["serving"] = self.rounds([
                ("empty", lambda: limits.empty(seconds)),
                ("get_user_small", loaded(serving.get_user, small, self.small.users)),
                ("get_user", loaded(serving.get_user, big, self.big.users)),
                ("signed_get_user", loaded(serving.signed_get_user, big, ram_users)),
                ("grouped", lambda: limits.grouped(seconds)),
                ("token", loaded(serving.new_token, big)),
                ("create_user", loaded(serving.create_user, big))])
            self.results["busy"] = big.program.memory
        self.results["digests"] = primitives.digests(seconds / 5)
        self.results["audit_bytes"] = self.audit_bytes()

    def audit_bytes(self):
        """What the database grows by with each call that is in the audit and leaves nothing else. A server that stopped
        leaves no log of writes beside the database."""
        before = self.big.muster.disk
        with self.started(self.big) as (muster,):
            requests = load.wrk(muster.port, serving.new_token(muster), self.options.seconds)["requests"]
        return (self.big.muster.disk - before) / requests

    def passwords(self):
        seconds, memory = self.options.seconds, machine.setting("password", "memory_kib")
        passes = machine.setting("password", "passes")
        with self.started(self.big) as (muster,):
            def with_password():
                given = serving.create_user(muster, serving.PASSWORD)
                return load.wrk(muster.port, given, 2 * seconds, HASHING_CONNECTIONS)
            found = self.rounds([
                ("argon2", lambda: primitives.argon2(2 * seconds, memory, passes)),
                ("create_user_with_password", with_password)])
            found["token_alone"] = self.tokens(muster)
            hashing = threading.Thread(target=with_password)
            hashing.start()
            found["token_beside"] = self.tokens(muster)
            hashing.join()
            found["memory"] = muster.program.memory
        self.results["passwords"] = found

    def tokens(self, muster):
        """Tokens one after the other, for a while."""
        took, deadline = [], time.monotonic() + self.options.seconds
        with serving.Calls(muster) as calls:
            while time.monotonic() < deadline:
                began = time.perf_counter()
                calls.new_token()
                took.append(time.perf_counter() - began)
        return load.summary(took)

    def lists(self):
        with self.started(self.big) as (muster,):
            self.results["lists"] = lists.measure(muster, self.big.unit, self.big.group, self.options.times)
        for row in self.results["lists"]:
            say(f"{row['list']}, {row['page']} page: p99 {row['p99']:.1f} ms")

    def peers(self):
        self.results["peers"] = []
        for make in PEERS:
            self.results["peers"].append(peer.measure(make(), self.folder, self.options, say))

    def run(self):
        for part in self.options.only:
            say(f"== {part}")
            getattr(self, part)()
        return self.results


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--users", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5, help="of load, each time (5)")
    parser.add_argument("--times", type=int, default=200, help="requests for each page of a list (200)")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--no-peers", action="store_true", help="leave the other servers out")
    parser.add_argument("--quick", action="store_true", help="all of it in a minute; the figures mean nothing")
    parser.add_argument("--folder", help="where the data is made (a temporary folder)")
    parser.add_argument("--out", type=pathlib.Path, help="file of the results (only shown)")
    parser.add_argument("--page", action="store_true", help="keep the results and write docs/performance.md")
    options = parser.parse_args()
    if options.quick and options.page:
        parser.error("the figures of a quick run mean nothing and make no page")
    if options.quick:
        options.users, options.rounds, options.seconds, options.times = 5000, 1, 1, 5
    if options.no_peers or options.quick or options.store == "postgres":
        options.only = [part for part in options.only if part != "peers"]
    return options


@contextlib.contextmanager
def store(options):
    """A PostgreSQL on the core of the server; or None."""
    if options.store == "sqlite":
        yield None
        return
    os.sched_setaffinity(0, cores()[:1])
    with machine.postgres() as made:
        yield made


def main():
    options = arguments()
    there = cores()
    with tempfile.TemporaryDirectory(prefix="muster-bench-", dir=options.folder) as folder, store(options) as postgres:
        os.sched_setaffinity(0, there[1:2])
        bench = Bench(options, pathlib.Path(folder), postgres)
        with machine.awake():
            results = {"store": options.store, "machine": machine.description(), **bench.run()}
    if options.out:
        options.out.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    if options.page:
        page.keep(results)
    print(page.table(results))


if __name__ == "__main__":
    main()
