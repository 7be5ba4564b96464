"""Programs that are measured: where they run, when they answer, what memory they take."""
import contextlib
import functools
import http.client
import os
import signal
import socket
import subprocess
import threading
import time

SAMPLE_SECONDS = 0.02
STOP_SECONDS = 30


@functools.cache
def cores():
    """(core of what is measured, core of what asks). First asked before anything is pinned."""
    there = sorted(os.sched_getaffinity(0))
    if len(there) < 2:
        raise SystemExit("bench: needs two cores, one for the server and one for who asks")
    return there[0], there[1]


def pinned(core, *command):
    return ["taskset", "-c", str(core), *map(str, command)]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def status_of(port, path, headers=None):
    """The HTTP status of a GET, or None as long as nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.closing(connection):
        try:
            connection.request("GET", path, headers=headers or {})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None


def memory_of(process):
    """KiB: `resident`, the highest it was, and `own`, which leaves out files that are mapped, as a database is."""
    names = {"VmRSS": "resident", "VmHWM": "peak", "RssAnon": "own"}
    found = dict.fromkeys(names.values(), 0)
    with contextlib.suppress(OSError), open(f"/proc/{process}/status", encoding="ascii") as lines:
        for line in lines:
            name, _, value = line.partition(":")
            if name in names:
                found[names[name]] = int(value.split()[0])
    return found


def family(process):
    """The process and all that it started."""
    with contextlib.suppress(OSError), open(f"/proc/{process}/task/{process}/children", encoding="ascii") as children:
        return [process, *(one for child in children.read().split() for one in family(int(child)))]
    return [process]


class Program:
    """A server of any kind on the core that is measured. `stop()` ends it and all that it started."""

    def __init__(self, command, port, environment=None, log=subprocess.DEVNULL):
        self.port, self.began = port, time.monotonic()
        self.process = subprocess.Popen(pinned(cores()[0], *command), stdout=log, stderr=log, start_new_session=True,
                                        env={**os.environ, **(environment or {})})

    def wait(self, path, headers=None, seconds=180):
        """Seconds from its start until it answered `path`."""
        deadline = self.began + seconds
        while time.monotonic() < deadline:
            if status_of(self.port, path, headers) == 200:
                return time.monotonic() - self.began
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.process.args} ended with {self.process.returncode}")
            time.sleep(0.001)
        raise RuntimeError(f"{self.process.args} did not answer {path}")

    @property
    def memory(self):
        found = [memory_of(process) for process in family(self.process.pid)]
        return {name: sum(one[name] for one in found) for name in found[0]}

    def _signal(self, number):
        """Whether any of it was there still."""
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return False
        return True

    def stop(self):
        deadline = time.monotonic() + STOP_SECONDS
        self._signal(signal.SIGTERM)
        while self.process.poll() is None or self._signal(0):
            if time.monotonic() > deadline:
                self._signal(signal.SIGKILL)
                self.process.wait()
                return
            time.sleep(0.01)


def run_measured(command):
    """Runs a command that ends by itself, on any core: seconds, seconds of processors, and memory in KiB."""
    began = time.monotonic()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = []
    reader = threading.Thread(target=lambda: said.append(process.stderr.read()))
    reader.start()
    most = {"peak": 0, "own": 0}
    while True:
        memory = memory_of(process.pid)
        most = {name: max(most[name], memory[name]) for name in most}
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        time.sleep(SAMPLE_SECONDS)
    seconds = time.monotonic() - began
    reader.join()
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(f"{command} failed: {said[0].decode(errors='replace')[-2000:]}")
    return {"seconds": seconds, "processor": used.ru_utime + used.ru_stime, **most}
