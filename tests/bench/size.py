#!/usr/bin/env python3
"""How long each list, lookup, change, move and delete takes with the big data set (dataset.py), one request at a time
over one connection: alone, and while another client writes. Then what is very big is deleted while others write.

On PostgreSQL the statements of each call are counted too, from pg_stat_statements: the text of a call is the same on
both stores, so none costs a statement per row on SQLite either.
"""
import argparse
import json
import multiprocessing
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import crowd  # noqa: E402
import dataset  # noqa: E402
import machine  # noqa: E402
import page  # noqa: E402
from asking import Client  # noqa: E402
from cases import Cases  # noqa: E402
from harness import state  # noqa: E402

SECONDS = 4     # of a case at most, once it has been asked LEAST times
LEAST = 5
LIMIT = 10.0    # milliseconds, p99
SHED = 429      # what looks at too much for the moment
STATEMENTS = "select coalesce(sum(calls), 0) from pg_stat_statements where query not like '%pg_stat%'"


def figures(milliseconds):
    """p50, p99 and the longest."""
    ordered = sorted(milliseconds)
    return {"count": len(ordered), "p50": ordered[len(ordered) // 2], "p99": ordered[int(len(ordered) * 0.99)],
            "most": ordered[-1]}


def timed(connection, request):
    began = time.perf_counter()
    answer = connection.request(*request)
    took = (time.perf_counter() - began) * 1000
    if answer.status not in (200, SHED):
        raise SystemExit(f"{request[0]} {request[1]} was answered {answer.status}: {answer.body.decode()}")
    return took, answer


def measure(connection, case, rounds):
    times, shed, former, began = [], 0, None, time.monotonic()
    for number in range(min(case.most, rounds)):
        request = case.ask(number, former)
        took, answer = timed(connection, request)
        times.append(took)
        shed += answer.status == SHED
        former = answer.json if answer.body and answer.status == 200 else None
        if number + 1 >= LEAST and time.monotonic() - began > SECONDS:
            break
    return {**figures(times), "shed": shed}


# Writers beside what is measured: processes of their own


def write(server, stop, results):
    times = []
    with Client(server) as client:
        while not stop.is_set():
            body = {"username": f"beside{time.time_ns()}", "primaryOrganizationalUnitId": crowd.department(1)}
            took, _ = timed(client.connection, client.developer("POST", "/users", body))
            times.append(took)
    results.put(times)


class Reachable:
    """What another process must know of a server."""

    def __init__(self, server):
        self.port, self.secrets = server.port, server.secrets


class Writers:
    def __init__(self, server, count=1):
        self.stop, self.results = multiprocessing.Event(), multiprocessing.Queue()
        self.processes = [multiprocessing.Process(target=write, args=(Reachable(server), self.stop, self.results))
                          for _ in range(count)]

    def __enter__(self):
        for process in self.processes:
            process.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self.times = [time for _ in self.processes for time in self.results.get(timeout=700)]
        for process in self.processes:
            process.join()


# How many statements a call costs


class NoStatements:
    """SQLite does not say."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def of(self, connection, case):
        return None


class Statements:
    def __init__(self, server):
        dataset.psql(server, "create extension if not exists pg_stat_statements")
        self.psql = subprocess.Popen(["psql", "-qXAt", server.database.url], stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.psql.communicate()

    def _all(self):
        self.psql.stdin.write(STATEMENTS + ";\n")
        self.psql.stdin.flush()
        return int(self.psql.stdout.readline())

    def of(self, connection, case):
        """The least of three calls: upkeep may have come between."""
        counts = []
        for number in range(3):
            request, before = case.ask(number, None), self._all()
            timed(connection, request)
            counts.append(self._all() - before)
        return min(counts)


# Big removals


def is_left(server):
    """Whether a removal is still going on behind an answer that was given."""
    tables = {"sqlite": "select 1 from sqlite_master where name = 'removal'",
              "postgres": "select 1 from pg_tables where tablename = 'removal'"}
    return bool(state.rows(server, tables[server.database.kind]) and state.rows(server, "select 1 from removal limit 1"))


def remove(server, client, name, request):
    """How long the call takes, how long until nothing is left, and what two writers notice of it."""
    with Writers(server, 2) as writers:
        time.sleep(1)
        began = time.monotonic()
        took, _ = timed(client.connection, request)
        while is_left(server):
            time.sleep(0.2)
        whole = time.monotonic() - began
        time.sleep(1)
    return {"name": name, "milliseconds": took, "seconds": whole, "writers": figures(writers.times)}


def removals(server, client):
    return [
        remove(server, client, "DeleteGroup, the big group",
               client.developer("DELETE", f"/groups/{crowd.group(0)}")),
        remove(server, client, "DeleteOrganizationalUnitChildren, the big unit", client.eiam(
            "DeleteOrganizationalUnitChildren", OrganizationalUnitId=crowd.BIG)),
    ]


# All of it


def command_line(server):
    """`muster audit` from its start to its end."""
    times = []
    for _ in range(LEAST):
        began = time.perf_counter()
        server.run("audit", "--most", "100")
        times.append((time.perf_counter() - began) * 1000)
    return {"family": "command line", "name": "muster audit --most 100", "alone": figures(times)}


def measure_reads(server, cases, rounds, statements, tell):
    connection, rows, reads = cases.client.connection, [], cases.reads()
    for case in reads:
        row = {"family": case.family, "name": case.name, "alone": measure(connection, case, rounds),
               "statements": statements.of(connection, case)}
        tell(f"{case.family} {case.name}: p99 {row['alone']['p99']:.1f} ms")
        rows.append(row)
    with Writers(server) as writers:
        for case, row in zip(reads, rows):
            row["beside"] = measure(connection, case, rounds // 3 + 1)
    return rows, figures(writers.times)


def measure_writes(cases, rounds, statements, tell):
    connection, rows = cases.client.connection, []
    for case in cases.writes():
        rows.append({"family": case.family, "name": case.name, "statements": statements.of(connection, case),
                     "alone": measure(connection, case, rounds)})
        tell(f"{case.family} {case.name}: p99 {rows[-1]['alone']['p99']:.1f} ms")
    return rows


def measure_all(server, facts, rounds, tell):
    kind = Statements(server) if server.database.kind == "postgres" else NoStatements()
    with kind as statements, Cases(server, facts) as cases:
        rows, writer = measure_reads(server, cases, rounds, statements, tell)
        rows.append(command_line(server))
        rows += measure_writes(cases, rounds, statements, tell)
        return {"rows": rows, "writer": writer, "removals": removals(server, cases.client)}


def run(store, scale, rounds, tell):
    with machine.awake(), dataset.running(store, scale, tell) as (server, facts):
        with machine.in_memory(server.folder / "data", *dataset.CACHE.glob("use-*")):
            measured = measure_all(server, facts, rounds, tell)
        return {"store": store, "scale": scale, "sizes": facts["sizes"], **measured, "peak_kib": peak(server)}


def peak(server):
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


# The page


def number(value):
    return "" if value is None else f"{value:.1f}" if isinstance(value, float) else str(value)


def row_of(row):
    alone, beside = row["alone"], row.get("beside")
    mark = "" if alone["p99"] < LIMIT else " †"
    mark += f", {alone['shed']} of {alone['count']} shed" if alone.get("shed") else ""
    return (row["family"], row["name"], number(alone["p50"]), number(alone["p99"]) + mark, number(alone["most"]),
            number(beside["p99"]) if beside else "", number(row.get("statements")))


def removal_of(row):
    writers = row["writers"]
    return (row["name"], *map(number, (row["milliseconds"], row["seconds"], writers["p50"], writers["p99"],
                                       writers["most"])))


def summary(result):
    sizes, late = result["sizes"], sum(row["alone"]["p99"] >= LIMIT for row in result["rows"])
    return (f"{sizes['users']:,} users, {sizes['groups']:,} groups, {sizes['siblings']:,} units below one, depth"
            f" {crowd.DEPTH}, {sizes['applications']:,} applications, {sizes['instances']:,} instances,"
            f" {sizes['audit_rows']:,} rows of audit. {len(result['rows'])} kinds of calls, {late} of them (†) with a p99"
            f" of {LIMIT:.0f} ms or more. The server's memory at its highest: {result['peak_kib'] // 1024} MiB. The writer"
            f" that was beside made users; its p99 was {number(result['writer']['p99'])} ms.")


def section(result):
    """The part of docs/performance.md about one store."""
    calls = page.rows(("family", "call", "p50 ms", "p99", "longest", "p99 beside a writer", "statements"),
                      map(row_of, result["rows"]))
    removals = page.rows(("removal", "answered after ms", "nothing left after s", "two writers meanwhile: p50 ms", "p99",
                          "longest"), map(removal_of, result["removals"]))
    return "\n\n".join((f"### {page.STORES[result['store']]}, at size", summary(result), calls, removals))


def saved():
    files = [page.RESULTS / f"size-{store}.json" for store in page.STORES]
    return [json.loads(file.read_text(encoding="utf-8")) for file in files if file.exists()]


def keep(results):
    page.RESULTS.mkdir(exist_ok=True)
    for result in results:
        file = page.RESULTS / f"size-{result['store']}.json"
        file.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    page.fill(page.PERFORMANCE, {"size": "\n\n".join(map(section, saved()))})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", choices=("sqlite", "postgres"), action="append", help="both without it")
    parser.add_argument("--scale", type=float, default=1.0, help="0.001 for a try")
    parser.add_argument("--rounds", type=int, default=300, help="requests of each kind at most")
    parser.add_argument("--out", type=pathlib.Path, help="file for the results, as JSON")
    parser.add_argument("--page", action="store_true", help="keep them in results/ and write docs/performance.md")
    options = parser.parse_args()
    tell = dataset.teller()
    results = [run(store, options.scale, options.rounds, tell) for store in options.store or ("sqlite", "postgres")]
    if options.out:
        options.out.write_text(json.dumps(results, indent=1))
    if options.page:
        keep(results)
    print("\n\n".join(map(section, results)))


if __name__ == "__main__":
    main()
