"""Load by wrk from a core of its own, and single requests one after the other."""
import json
import pathlib
import statistics
import subprocess
import tempfile
import time

from running import cores, pinned

SCRIPT = pathlib.Path(__file__).with_name("requests.lua")
CONNECTIONS = 64


def lua(value):
    """A value as Lua writes it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {lua(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "{" + ", ".join(map(lua, value)) + "}"
    return json.dumps(value).replace("\\/", "/") if isinstance(value, str) else str(value)


def wrk(port, given, seconds, connections=CONNECTIONS):
    """One run: how many requests, how many a second, p50, p99 and the longest in milliseconds. Whatever is refused or
    lost fails the run."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as file:
        file.write("return " + lua(given))
        file.flush()
        command = pinned(cores()[1], "wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout",
                         "30s", "-s", SCRIPT, f"http://127.0.0.1:{port}", "--", file.name)
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(said.splitlines()[-1])
    if found["refused"] or found["broken"] or not found["requests"]:
        raise RuntimeError(f"a request was refused or lost: {found}")
    return {"requests": found["requests"], "rate": found["requests"] / found["microseconds"] * 1e6,
            **{name: found[name] / 1000 for name in ("p50", "p99", "most")}}


def summary(values):
    """p50, p99 and the longest of some durations in seconds, in milliseconds."""
    ordered = sorted(value * 1000 for value in values)
    return {"p50": ordered[len(ordered) // 2], "p99": ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)],
            "most": ordered[-1]}


def one_at_a_time(send, requests):
    """`send(request)` gives the raw answer; each must be a 200. The summary of how long they took."""
    took = []
    for request in requests:
        began = time.perf_counter()
        answer = send(request)
        took.append(time.perf_counter() - began)
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {answer.body[:500]}")
    return summary(took)


def median(rounds):
    """The median of each figure over some rounds, and the rates of all of them."""
    middle = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    return {**middle, "rates": [round(one["rate"], 1) for one in rounds]}
