#!/usr/bin/env python3
"""Crowds that take connections and give nothing sensible for them, and what the others get meanwhile. `test_crowd.py`
does a little of it; this measures, so many seconds for each:

    python3 tests/fault/crowd.py --seconds 10
"""
import argparse
import contextlib
import itertools
import multiprocessing
import os
import pathlib
import resource
import select
import socket
import ssl
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from harness.calls import Calls  # noqa: E402
from harness.certificate import make_pair  # noqa: E402
from harness.server import Database, Server  # noqa: E402
from harness.until import until  # noqa: E402

IDLE, SLOW, FAST = 10000, 300, 4  # how many of a kind
FILES_BESIDE = 100
LONG_ANSWER = b"GET /openapi/eiam.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
SHORT_ANSWER = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


# Each runs in a process of its own until it is ended, and calls ready() when all are there.

def connected(port, count, receives=None):
    """From so many addresses that no limit of one is met."""
    sources = itertools.cycle(f"127.0.0.{number}" for number in range(2, 66))
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, count + FILES_BESIDE), most))
    made = []
    for source in itertools.islice(sources, count):
        one = socket.socket()
        if receives:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
        one.bind((source, 0))
        one.connect(("127.0.0.1", port))
        made.append(one)
    return made


def idle(port, count, ready):
    made = connected(port, count)
    ready()
    while made:
        time.sleep(1)


def trickle(port, count, ready, start, rest):
    """Begins a request, then sends a byte a second; whoever is cut off comes again."""
    made = connected(port, count)
    for one in made:
        one.sendall(start)
    ready()
    for number in itertools.count():
        time.sleep(1)
        for place, one in enumerate(made):
            try:
                one.sendall(rest[number % len(rest):][:1])
            except OSError:
                made[place] = connected(port, 1)[0]


def slow_heads(port, count, ready):
    trickle(port, count, ready, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n", b"X-A: a\r\n")


def slow_bodies(port, count, ready):
    head = b"POST /api/v2/tenant/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n"
    trickle(port, count, ready, head, b"a")


def slow_handshakes(port, count, ready):
    hello = ssl.MemoryBIO()
    with contextlib.suppress(ssl.SSLWantReadError):
        ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), hello, server_hostname="localhost").do_handshake()
    trickle(port, count, ready, b"", hello.read())


def deaf(port, count, ready):
    """Ask for much, and never read."""
    made = connected(port, count, receives=4096)
    for one in made:
        one.sendall(LONG_ANSWER * 50)
    ready()
    while made:
        time.sleep(1)


def send_at_line_rate(port, count, ready, data, start=b""):
    """Reads what comes, so that it is not held back; whoever is cut off comes again."""
    made = connected(port, count)
    for one in made:
        one.sendall(start)
    ready()
    while True:
        readable, writable, _ = select.select(made, made, [])
        for one in {*readable, *writable}:
            try:
                if one in readable and not one.recv(1 << 20):
                    raise ConnectionError
                if one in writable:
                    one.send(data, socket.MSG_DONTWAIT)
            except BlockingIOError:
                continue
            except OSError:
                made[made.index(one)] = connected(port, 1)[0]
                one.close()


def noise(port, count, ready):
    send_at_line_rate(port, count, ready, os.urandom(1 << 20))


def endless_heads(port, count, ready):
    send_at_line_rate(port, count, ready, b"X-Header: value\r\n" * (1 << 16), b"GET / HTTP/1.1\r\n")


def pipelines(port, count, ready):
    send_at_line_rate(port, count, ready, SHORT_ANSWER * 1000)


CROWDS = {  # by what they do: the function, how many, and whether it is about TLS
    f"{IDLE} connections, idle": (idle, IDLE, False),
    f"{IDLE} TLS connections, idle": (idle, IDLE, True),
    f"{SLOW} heads, a byte a second": (slow_heads, SLOW, False),
    f"{SLOW} bodies, a byte a second": (slow_bodies, SLOW, False),
    f"{SLOW} TLS handshakes, a byte a second": (slow_handshakes, SLOW, True),
    f"{SLOW} that ask for 50 long answers and read none": (deaf, SLOW, False),
    f"{FAST} that send noise as fast as they can": (noise, FAST, False),
    f"{FAST} that send headers without end": (endless_heads, FAST, False),
    f"{FAST} that send one request after the other": (pipelines, FAST, False),
}


@contextlib.contextmanager
def crowd(server, come, count):
    there = multiprocessing.Event()
    process = multiprocessing.Process(target=come, args=(server.port, count, there.set), daemon=True)
    process.start()
    try:
        until(there.is_set, 60)
        yield
    finally:
        process.kill()
        process.join()


# What the others get

def memory(server):
    """Of the server's process, in bytes."""
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return 1024 * int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))


def connections(calls):
    lines = calls.get("/metrics").body.decode().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("muster_connections ")))


def gone(calls, seconds):
    """Once the crowd is gone. Who hangs up while its last byte is read is to libmicrohttpd only idle."""
    until(lambda: connections(calls) == 1, seconds)


def served(calls, seconds):
    """Reads and writes of one caller: how many were answered a second, and the slowest in seconds. All succeed."""
    slowest, count, began = 0, 0, time.monotonic()
    user = calls.user()
    while (start := time.monotonic()) < began + seconds:
        answer = calls.create_user() if count % 10 == 0 else calls.developer("GET", f"/users/{user}")
        assert answer.status == 200, answer.body
        slowest, count = max(slowest, time.monotonic() - start), count + 1
    return count / (time.monotonic() - began), slowest


@contextlib.contextmanager
def prepared(tls=False, idle_seconds=60):
    """A server and one of the others, who has what it needs."""
    server = Server(["server.connections_per_address=200", f"server.idle_seconds={idle_seconds}"], Database("sqlite"))
    try:
        context = None
        if tls:
            certificate, key = make_pair(server.folder, "server")
            server.options += ["--set", f"server.tls_certificate={certificate}", "--set", f"server.tls_key={key}"]
            context = ssl.create_default_context(cafile=certificate)
        calls = Calls(server.init().start())
        calls.connection.tls = context
        calls.user()
        yield server, calls
        assert server.stop() == 0
    finally:
        server.remove()


def measure(come, count, tls, seconds):
    """What the others got without the crowd and with it, and the server's memory before, meanwhile and after."""
    with prepared(tls) as (server, calls):
        alone = served(calls, seconds)
        before = memory(server)
        with crowd(server, come, count):
            among, meanwhile = served(calls, seconds), memory(server)
        gone(calls, 90)
        return alone, among, (before, meanwhile, memory(server))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    print("| crowd | calls a second of another, of those without it | its slowest | memory before, meanwhile, after |\n"
          "|---|---|---|---|")
    for name, (come, count, tls) in CROWDS.items():
        (alone, _), (among, slowest), sizes = measure(come, count, tls, options.seconds)
        print(f"| {name} | {among:.0f}, {100 * among / alone:.0f} % | {1000 * slowest:.0f} ms | "
              f"{', '.join(f'{size / 1e6:.1f}' for size in sizes)} MB |", flush=True)


if __name__ == "__main__":
    main()
