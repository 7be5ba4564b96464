"""A fresh instance with everything a test needs to call it."""
import itertools

import requests

from harness import clients

PERMISSIONS = ["urn:alibaba:idaas:scope:user:read_all", "urn:alibaba:idaas:scope:user:manage_all",
               "urn:alibaba:idaas:scope:organizational_unit:read_all",
               "urn:alibaba:idaas:scope:organizational_unit:manage_all"]
_numbers = itertools.count(1)


class Application:
    """An application of the instance: its id and secret, and clients that act as it."""

    def __init__(self, world, permissions, units, groups):
        self.world, self.endpoint, self.instance = world, world.endpoint, world.instance
        eiam = world.eiam
        self.id = eiam.CreateApplication(ApplicationName=f"application {next(_numbers)}",
                                         ApplicationSourceType="urn:alibaba:idaas:app:source:standard",
                                         ApplicationTemplateId="standard", SsoType="oidc")["ApplicationId"]
        self.secret = eiam.CreateApplicationClientSecret(
            ApplicationId=self.id)["ApplicationClientSecret"]["ClientSecret"]
        eiam.EnableApplicationApiInvoke(ApplicationId=self.id)
        eiam.SetApplicationGrantScope(ApplicationId=self.id, GrantScopes=permissions)
        eiam.SetApplicationProvisioningScope(ApplicationId=self.id, OrganizationalUnitIds=units, GroupIds=groups)

    def token(self):
        return clients.developer(self.endpoint, self.instance, self.id).GenerateToken(
            grant_type="client_credentials", client_id=self.id, client_secret=self.secret)["access_token"]

    def developer(self):
        return clients.developer(self.endpoint, self.instance, self.id, self.token())


class Tenant:
    """The tenant API by raw HTTP, as its callers use it."""

    def __init__(self, endpoint, application):
        self.url = f"http://{endpoint}/api/v2/tenant"
        answer = requests.post(f"{self.url}/token", auth=(application.id, application.secret),
                               data={"grant_type": "client_credentials"}, timeout=30)
        self.headers = {"Authorization": "Bearer " + answer.json()["access_token"],
                        "Content-Type": "application/json; charset=utf-8"}

    def request(self, method, path, body=None, **headers):
        return requests.request(method, self.url + path, json=body, headers={**self.headers, **headers}, timeout=30)


class World:
    def __init__(self, server, endpoint):
        self.server, self.endpoint = server, endpoint
        self.key = (server.secrets["access_key_id"], server.secrets["access_key_secret"])
        self.account = server.secrets["account"]
        self.instance = clients.eiam(endpoint, self.key).CreateInstance(Description="a world")["InstanceId"]
        self.eiam = clients.eiam(endpoint, self.key, self.instance)
        self.ims = clients.ims(endpoint, self.key)
        self.main = self.application()
        self.developer = self.main.developer()

    def application(self, permissions=PERMISSIONS, units=("ou_root",), groups=()):
        return Application(self, list(permissions), list(units), list(groups))

    def restricted(self, units=(), groups=(), permissions=PERMISSIONS):
        """A developer API client whose data scope is only this."""
        return self.application(permissions, units, groups).developer()

    @property
    def tenant(self):
        return Tenant(self.endpoint, self.main)

    def sign_as(self, key):
        """The management API and Ims as another access key."""
        return clients.eiam(self.endpoint, key, self.instance), clients.ims(self.endpoint, key)
