"""Muster as it is measured: one event thread on the core of the server, the settings of an installation otherwise."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from harness import signing  # noqa: E402
from harness.calls import EIAM, IMS, PASSWORD, Calls  # noqa: E402
from harness.wire import head_of  # noqa: E402
from running import Program, cores, free_port, pinned, run_measured  # noqa: E402

BINARY = os.environ.get("MUSTER_BINARY", str(ROOT / "build" / "muster"))
# Stands in a request where something changes from one to the next, and is as long as a number there.
HOLE = "~~hole~~~"
RAM_USERS = 1000


class Muster:
    """One data folder, and the server on it. `postgres`: a connection string of the administrator of a PostgreSQL."""

    def __init__(self, folder, postgres=None):
        self.folder, self.program, self.port = pathlib.Path(folder), None, 0
        self.folder.mkdir(parents=True)
        self.options = ["--data", self.folder / "data", "--set", "limit.failures_per_minute=0"]
        if postgres:
            name = "bench_" + uuid.uuid4().hex[:12]
            subprocess.run(["psql", "-qX", postgres, "-c", f"create database {name}"], check=True)
            self.options += ["--set", "data.database=" + re.sub(r"dbname=\S+", f"dbname={name}", postgres)]
        self.secrets = json.loads(subprocess.run([BINARY, "init", "--json", *self.options], check=True,
                                                 capture_output=True).stdout)

    def transfer(self, verb, file):
        """Import or export, on all cores."""
        return run_measured(pinned(",".join(map(str, cores())), BINARY, verb, file, *self.options))

    def start(self):
        """Seconds until it answered for the first time. Each call is logged, to where it costs no disk."""
        self.port = free_port()
        self.program = Program([BINARY, "serve", *self.options, "--set", f"server.listen=127.0.0.1:{self.port}",
                                "--set", "server.threads=1", "--set", "password.threads=1"], self.port)
        return self.program.wait("/healthz")

    def stop(self):
        if self.program:
            self.program.stop()
        self.program = None

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def disk(self):
        """Bytes of the database, if it is SQLite."""
        return sum(file.stat().st_size for file in (self.folder / "data").glob("muster.db*"))

    def ram_users(self):
        """The ids of some RAM users, which are made here."""
        with Calls(self) as calls:
            answers = [calls.ims("CreateUser", UserPrincipalName=f"ram{number}@{self.secrets['account']}.onaliyun.com",
                                 DisplayName=f"ram{number}") for number in range(RAM_USERS)]
        return [answer.json["User"]["UserId"] for answer in answers]


def parts(method, target, headers, body=b""):
    """A request's text, cut at its holes."""
    return head_of(method, target, headers, body).decode("latin-1").split(HOLE)


def get_user(muster, ids):
    with Calls(muster) as calls:
        headers = {"Authorization": f"Bearer {calls.token}"}
        return {"kind": "values", "parts": parts("GET", f"{calls.base}/users/{HOLE}", headers), "values": ids}


def signed_get_user(muster, ids):
    """Ims: each request has a nonce and a signature of its own."""
    key = muster.secrets["access_key_id"], muster.secrets["access_key_secret"]
    call = signing.V3(key, "GetUser", IMS, "localhost", query=[("UserId", HOLE)])
    call.headers["x-acs-signature-nonce"] = HOLE
    canonical = signing.v3_canonical(call.method, call.query, call.headers, call.headers["x-acs-content-sha256"])
    headers = call.signed()
    headers["authorization"] = re.sub(r"Signature=\w+$", f"Signature={HOLE}", headers["authorization"])
    return {"kind": "signed", "parts": parts(call.method, call.target, headers), "canonical": canonical.split(HOLE),
            "nonce": uuid.uuid4().hex, "secret": key[1], "values": ids}


def new_token(muster):
    with Calls(muster) as calls:
        body = signing.query_of({"client_id": muster.secrets["application"], "grant_type": "client_credentials",
                                 "client_secret": muster.secrets["client_secret"]}.items())
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return {"kind": "fixed", "parts": parts("POST", calls.base + "/oauth2/token", headers, body.encode())}


def create_user(muster, password=None):
    """Names are new in every run."""
    user = {"username": f"{uuid.uuid4().hex[:8]}-{HOLE}", "primaryOrganizationalUnitId": "ou_root"}
    if password:
        user["password"] = password
    with Calls(muster) as calls:
        headers = {"Authorization": f"Bearer {calls.token}", "Content-Type": "application/json"}
        return {"kind": "numbers", "first": 0,
                "parts": parts("POST", calls.base + "/users", headers, json.dumps(user).encode())}


def first_answers(muster, token, user):
    """Starts it: seconds to the first answer at all, and to the first user that it gives."""
    answered = muster.start()
    path = f"/v2/{muster.secrets['instance']}/{muster.secrets['application']}/users/{user}"
    return {"healthz": answered, "get_user": muster.program.wait(path, {"Authorization": f"Bearer {token}"})}


def idle_memory(muster):
    time.sleep(1)
    return muster.program.memory
