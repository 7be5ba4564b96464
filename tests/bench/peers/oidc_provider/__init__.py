"""npm's oidc-provider, a library: as small a server around it as can be, everything in memory."""
import json
import pathlib
import shutil
import subprocess

from peers.peer import CACHE, CLIENT, SECRET, ask, basic, given
from running import Program

HERE = pathlib.Path(__file__).parent
HOME = CACHE / "oidc-provider"
GRANT = "grant_type=client_credentials"


class OidcProvider:
    name = "npm oidc-provider (in memory)"
    ready = "/.well-known/openid-configuration"

    def install(self):
        if not shutil.which("npm"):
            raise RuntimeError("npm is not installed (tools/install-packages bench)")
        HOME.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "server.mjs"):
            shutil.copy(HERE / name, HOME)
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund"], cwd=HOME, check=True,
                       capture_output=True)
        return json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]["oidc-provider"]

    def start(self, folder, port):
        return Program(["node", HOME / "server.mjs", port, CLIENT, SECRET], port, {"NODE_ENV": "production"})

    def set_up(self, port):
        pass

    def works(self, port):
        token = ask(port, "POST", "/token", GRANT, basic())[0]["access_token"]
        return {"client_credentials, opaque": given("POST", "/token", GRANT, basic()),
                "introspection": given("POST", "/token/introspection", f"token={token}", basic()),
                "discovery": given("GET", "/.well-known/openid-configuration")}
