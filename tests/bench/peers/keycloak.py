"""Keycloak from its distribution, in production mode, with the database that it brings (H2 in a file)."""
import pathlib
import shutil
import subprocess
import urllib.parse
import zipfile

from peers.peer import CACHE, CLIENT, SECRET, ask, given
from running import Program, free_port

VERSION = "26.4.0"
ARCHIVE = f"keycloak-quarkus-dist-{VERSION}.zip"
ADMINISTRATOR = {"KC_BOOTSTRAP_ADMIN_USERNAME": "admin", "KC_BOOTSTRAP_ADMIN_PASSWORD": SECRET}
TOKEN = "/realms/bench/protocol/openid-connect/token"
GRANT = f"grant_type=client_credentials&client_id={CLIENT}&client_secret={SECRET}"


def administrator(port):
    answer, _ = ask(port, "POST", "/realms/master/protocol/openid-connect/token",
                    f"grant_type=password&client_id=admin-cli&username=admin&password={SECRET}")
    return {"Authorization": f"Bearer {answer['access_token']}"}


class Keycloak:
    name = "Keycloak (H2)"
    ready = "/realms/master"

    def install(self):
        for program in ("java", "mvn"):
            if not shutil.which(program):
                raise RuntimeError(f"{program} is not installed (tools/install-packages bench)")
        if not (CACHE / ARCHIVE).exists():
            CACHE.mkdir(parents=True, exist_ok=True)
            subprocess.run(["mvn", "-B", "-q", "dependency:copy", f"-DoutputDirectory={CACHE}",
                            f"-Dartifact=org.keycloak:keycloak-quarkus-dist:{VERSION}:zip"], check=True,
                           capture_output=True)
        return VERSION

    def start(self, folder, port):
        home = folder / f"keycloak-{VERSION}"
        program = home / "bin" / "kc.sh"
        if not home.exists():
            with zipfile.ZipFile(CACHE / ARCHIVE) as archive:
                archive.extractall(folder)
            pathlib.Path(program).chmod(0o755)
            subprocess.run([program, "build", "--db=dev-file"], check=True, capture_output=True)
        return Program([program, "start", "--optimized", "--cache=local", "--http-enabled=true", "--http-host=127.0.0.1",
                        f"--http-port={port}", f"--http-management-port={free_port()}",
                        f"--hostname=http://127.0.0.1:{port}"], port, ADMINISTRATOR)

    def set_up(self, port):
        """A realm with one client and one user; and administrators whose tokens last."""
        ask(port, "PUT", "/admin/realms/master", {"accessTokenLifespan": 36000}, administrator(port))
        token = administrator(port)
        ask(port, "POST", "/admin/realms", {"realm": "bench", "enabled": True}, token)
        ask(port, "POST", "/admin/realms/bench/clients",
            {"clientId": CLIENT, "secret": SECRET, "serviceAccountsEnabled": True, "publicClient": False}, token)
        user = {"username": "amina", "email": "amina@example.com", "enabled": True}
        _, headers = ask(port, "POST", "/admin/realms/bench/users", user, token)
        self.user = urllib.parse.urlsplit(headers["Location"]).path

    def works(self, port):
        return {"client_credentials, RS256": given("POST", TOKEN, GRANT),
                "reading a user": given("GET", self.user, headers=administrator(port)),
                "discovery": given("GET", "/realms/bench/.well-known/openid-configuration")}
