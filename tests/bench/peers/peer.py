"""What all peers share. A peer that cannot be had here is a row that says why.

A peer has `name`; `install()`, which gives its version; `start(folder, port)`, a running Program; `ready`, the path that
it answers when it is there; `set_up(port)`, once, before a second start is timed; and `works(port)`, what it is asked by
title, as load.wrk takes it.
"""
import base64
import http.client
import json
import subprocess
import time

import dataset
import load
from running import free_port

CACHE = dataset.CACHE / "peers"
FORM = "application/x-www-form-urlencoded"
CLIENT, SECRET = "bench", "Sample-Secret.1234"
WARM_UP_SECONDS = 15


def ask(port, method, path, body=None, headers=None):
    """The answer's (JSON or None, headers). `body`: a form as text, or JSON; what is refused is an error."""
    kind = {} if body is None else {"Content-Type": FORM if isinstance(body, str) else "application/json"}
    data = body if body is None or isinstance(body, str) else json.dumps(body)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, data, {**kind, **(headers or {})})
    response = connection.getresponse()
    answer = response.read()
    connection.close()
    if response.status >= 400:
        raise RuntimeError(f"{method} {path}: {response.status} {answer[:500]}")
    return json.loads(answer) if answer else None, response.headers


def basic(client=CLIENT):
    return {"Authorization": "Basic " + base64.b64encode(f"{client}:{SECRET}".encode()).decode()}


def given(method, path, body="", headers=None, connections=load.CONNECTIONS):
    """The same request every time, over so many connections."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in (headers or {}).items())]
    if body:
        lines += [f"Content-Type: {FORM}", f"Content-Length: {len(body)}"]
    return {"kind": "fixed", "parts": ["\r\n".join(lines) + "\r\n\r\n" + body]}, connections


def loaded(port, works, options, say):
    """The works in turn, after they were done for a while: engines that compile as they go are slow at first."""
    for work, connections in works.values():
        load.wrk(port, work, WARM_UP_SECONDS, connections)
    found = {title: [] for title in works}
    for _ in range(options.rounds):
        for title, (work, connections) in works.items():
            found[title].append(load.wrk(port, work, options.seconds, connections))
            say(f"{title}: {found[title][-1]['rate']:,.1f} a second, p99 {found[title][-1]['p99']:.1f} ms")
    return {title: load.median(rounds) for title, rounds in found.items()}


def measured(peer, folder, options, say):
    version, port = peer.install(), free_port()
    first = peer.start(folder, port)
    try:
        first.wait(peer.ready)
        peer.set_up(port)
    finally:
        first.stop()
    again = peer.start(folder, port)
    try:
        start = again.wait(peer.ready)
        time.sleep(1)
        idle = again.memory
        works = loaded(port, peer.works(port), options, say)
        return {"name": f"{peer.name} {version}", "start": start, "idle": idle, "busy": again.memory, "works": works}
    finally:
        again.stop()


def measure(peer, folder, options, say):
    """A row of the table."""
    say(peer.name)
    home = folder / type(peer).__name__
    home.mkdir()
    try:
        return measured(peer, home, options, say)
    except (OSError, RuntimeError, subprocess.SubprocessError) as failure:
        say(f"{peer.name} was not measured: {failure}")
        return {"name": peer.name, "missing": str(failure)}
