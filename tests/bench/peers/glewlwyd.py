"""Glewlwyd from Debian's package, on SQLite, with its OpenID Connect plugin and ES256."""
import shutil
import sqlite3
import subprocess

from peers.peer import SECRET, ask, basic, given
from running import Program

SCHEMA = "/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3"
MODULES = ("user", "user_middleware", "client", "user_auth_scheme", "plugin")
FOLDERS = {"user_auth_scheme": "scheme"}
PASSWORD, PLAIN = "with-password", "with-secret"
HASHING_CONNECTIONS = 8
GRANT = "grant_type=client_credentials&scope=read"
SETTINGS = """port={port}
bind_address="127.0.0.1"
external_url="http://127.0.0.1:{port}"
login_url="login.html"
api_prefix="api"
log_mode="file"
log_level="ERROR"
log_file="{folder}/log"
cookie_domain="127.0.0.1"
cookie_secure=0
session_key="SESSION"
admin_scope="g_admin"
profile_scope="g_profile"
use_secure_connection=false
secure_connection_key_file=""
secure_connection_pem_file=""
secure_connection_ca_file=""
hash_algorithm="SHA512"
database = {{ type = "sqlite3" path = "{folder}/glewlwyd.db" }};
"""


def openssl(*arguments, **more):
    return subprocess.run(["openssl", *arguments], check=True, capture_output=True, text=True, **more).stdout


def plugin(port):
    """An instance of the OpenID Connect plugin that signs with P-256 and knows the grant."""
    key = openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
    parameters = {"iss": f"http://127.0.0.1:{port}", "jwt-type": "ecdsa", "jwt-key-size": "256", "key": key,
                  "cert": openssl("pkey", "-pubout", input=key), "access-token-duration": 3600,
                  "refresh-token-duration": 1209600, "code-duration": 600, "refresh-token-rolling": True,
                  "allow-non-oidc": True, "auth-type-code-enabled": True, "auth-type-token-enabled": False,
                  "auth-type-none-enabled": False, "auth-type-password-enabled": False, "auth-type-client-enabled": True,
                  "auth-type-refresh-enabled": False, "introspection-revocation-allowed": True,
                  "introspection-revocation-allow-target-client": True, "scope": []}
    return {"module": "oidc", "name": "oidc", "display_name": "oidc", "parameters": parameters}


def client(name, **secret):
    return {"client_id": name, "name": name, "confidential": True, "enabled": True, "scope": ["read"],
            "authorization_type": ["client_credentials"], "redirect_uri": ["http://localhost/"],
            "token_endpoint_auth_method": ["client_secret_basic"], **secret}


class Glewlwyd:
    name = "Glewlwyd (Debian package, SQLite)"
    ready = "/config/"

    def install(self):
        if not shutil.which("glewlwyd"):
            raise RuntimeError("the package glewlwyd is not installed (tools/install-packages bench)")
        return subprocess.run(["dpkg-query", "-W", "-f", "${Version}", "glewlwyd"], check=True, capture_output=True,
                              text=True).stdout

    def start(self, folder, port):
        file = folder / "glewlwyd.conf"
        if not file.exists():
            database = sqlite3.connect(folder / "glewlwyd.db")
            with open(SCHEMA, encoding="utf-8") as schema:
                database.executescript(schema.read())
            database.close()
            paths = [f'{module}_module_path="/usr/lib/glewlwyd/{FOLDERS.get(module, module)}"\n' for module in MODULES]
            file.write_text(SETTINGS.format(port=port, folder=folder) + "".join(paths), encoding="utf-8")
        return Program(["glewlwyd", "--config-file", file], port)

    def set_up(self, port):
        """One client whose password is kept as a slow hash, one whose secret is kept as it is."""
        _, headers = ask(port, "POST", "/api/auth/", {"username": "admin", "password": "password"})
        administrator = {"Cookie": headers["Set-Cookie"].partition(";")[0]}
        ask(port, "POST", "/api/scope/", {"name": "read", "display_name": "read", "description": "read",
                                          "password_required": False, "password_max_age": 0, "scheme": {}}, administrator)
        ask(port, "POST", "/api/mod/plugin/", plugin(port), administrator)
        ask(port, "POST", "/api/client/", client(PASSWORD, password=SECRET), administrator)
        ask(port, "POST", "/api/client/", client(PLAIN, client_secret=SECRET), administrator)

    def works(self, port):
        token = ask(port, "POST", "/api/oidc/token", GRANT, basic(PLAIN))[0]["access_token"]
        return {"client_credentials, ES256, secret kept as a slow hash":
                given("POST", "/api/oidc/token", GRANT, basic(PASSWORD), HASHING_CONNECTIONS),
                "client_credentials, ES256, secret kept as it is": given("POST", "/api/oidc/token", GRANT, basic(PLAIN)),
                "introspection": given("POST", "/api/oidc/introspect", f"token={token}", basic(PLAIN)),
                "discovery": given("GET", "/api/oidc/.well-known/openid-configuration")}
