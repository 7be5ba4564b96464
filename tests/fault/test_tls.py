"""HTTPS: what is offered, what is refused, and certificates that change while it runs."""
import http.client
import os
import pathlib
import shutil
import signal
import socket
import ssl

import pytest
from harness import clients
from harness.certificate import make_pair
from harness.server import Server
from harness.until import until
from harness.wire import Closed, Connection


class Secure:
    """A server with the first of two pairs."""

    def __init__(self):
        self.server = Server()
        folder = self.server.folder
        self.pairs = {name: make_pair(folder, name) for name in ("first", "second")}
        self.certificate, self.key = folder / "certificate", folder / "key"
        self.install("first")
        self.server.options += ["--set", f"server.tls_certificate={self.certificate}",
                                "--set", f"server.tls_key={self.key}"]
        self.server.init().start()

    def install(self, certificate, key=None):
        """Puts the files of a pair where the server reads them."""
        shutil.copy(self.pairs[certificate][0], self.certificate)
        shutil.copy(self.pairs[key or certificate][1], self.key)

    def connect(self, trusted="first"):
        context = ssl.create_default_context(cafile=self.pairs[trusted][0])
        return http.client.HTTPSConnection("localhost", self.server.port, timeout=20, context=context)

    def shown(self):
        """The name of the pair whose certificate a new connection gets."""
        certificate = ssl.get_server_certificate(("localhost", self.server.port))
        return next(name for name, (file, _) in self.pairs.items() if file.read_text() == certificate)

    def reload(self):
        """What the server logs of it."""
        before = len(self.server.logged())
        self.server.process.send_signal(signal.SIGHUP)
        return until(lambda: [line for line in self.server.logged()[before:].splitlines() if '"reloaded"' in line])[0]


@pytest.fixture
def secure():
    made = Secure()
    yield made
    made.server.remove()


def get(connection, path="/healthz"):
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    return response


def test_everything_is_served_over_https_and_said_to_stay_so(secure):
    response = get(secure.connect())
    assert response.status == 200
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_plain_http_does_not_speak_of_https(server):
    with Connection(server.port) as connection:
        assert connection.request("GET", "/healthz").header("strict-transport-security") is None


def test_the_vendors_sdk_calls_over_https(secure):
    endpoint, secrets, ca = f"localhost:{secure.server.port}", secure.server.secrets, str(secure.pairs["first"][0])
    eiam = clients.eiam(endpoint, (secrets["access_key_id"], secrets["access_key_secret"]), secrets["instance"], ca)
    user = eiam.CreateUser(Username="amina", PrimaryOrganizationalUnitId="ou_root")["UserId"]
    at = secrets["instance"], secrets["application"]
    token = clients.developer(endpoint, *at, ca=ca).GenerateToken(
        grant_type="client_credentials", client_id=secrets["application"], client_secret=secrets["client_secret"])
    developer = clients.developer(endpoint, *at, token["access_token"], ca)
    assert developer.GetUser(userId=user)["username"] == "amina"


def test_the_command_line_trusts_whom_it_is_told(secure):
    """No other certificate, and without --ca only those of the system."""
    server = secure.server
    secrets = {"MUSTER_ACCESS_KEY_ID": server.secrets["access_key_id"],
               "MUSTER_ACCESS_KEY_SECRET": server.secrets["access_key_secret"]}

    def call(*options):
        return server.run("call", "ims", "ListUsers", "--endpoint", f"https://localhost:{server.port}", *options,
                          check=False, env={**os.environ, **secrets})
    done = call("--ca", str(secure.pairs["first"][0]))
    assert done.returncode == 0 and "Users" in done.stdout, done.stderr
    for options in ((), ("--ca", str(secure.pairs["second"][0])), ("--ca", "/nowhere")):
        done = call(*options)
        assert done.returncode == 1 and "cannot call https://localhost" in done.stderr


def handshake(secure, version):
    """The version that is agreed on when the client knows only this one."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("DEFAULT:@SECLEVEL=0")  # or the client itself would not speak the old ones
    context.minimum_version = context.maximum_version = version
    with socket.create_connection(("localhost", secure.server.port), 20) as plain, context.wrap_socket(plain) as end:
        return end.version()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_only_tls_1_2_and_1_3_are_spoken(secure):
    assert handshake(secure, ssl.TLSVersion.TLSv1_2) == "TLSv1.2"
    assert handshake(secure, ssl.TLSVersion.TLSv1_3) == "TLSv1.3"
    for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        with pytest.raises((ssl.SSLError, ConnectionError), match="EOF|protocol version|reset"):
            handshake(secure, version)


def test_plain_http_gets_no_answer_at_an_https_port(secure):
    with Connection(secure.server.port) as connection, pytest.raises((Closed, ConnectionError, ValueError, IndexError)):
        connection.request("GET", "/healthz")
    assert get(secure.connect()).status == 200


def test_sighup_swaps_the_certificate_and_old_connections_go_on(secure):
    old = secure.connect()
    assert get(old).status == 200
    kept = old.sock
    secure.install("second")
    assert '"level":"info"' in secure.reload()
    assert secure.shown() == "second"
    assert get(secure.connect("second")).status == 200
    assert get(old).status == 200 and old.sock is kept


@pytest.mark.parametrize("broken", ["a key of another certificate", "no certificate", "no key", "gone"])
def test_a_broken_pair_leaves_the_old_one_in_use(secure, broken):
    if broken == "a key of another certificate":
        secure.install("second", key="first")
    elif broken == "gone":
        secure.certificate.unlink()
    else:
        pathlib.Path(secure.certificate if broken == "no certificate" else secure.key).write_text("nonsense\n")
    line = secure.reload()
    assert '"level":"error"' in line and "server.tls_" in line
    assert secure.shown() == "first"
    assert get(secure.connect()).status == 200
    secure.install("second")
    assert '"level":"info"' in secure.reload()
    assert secure.shown() == "second"
