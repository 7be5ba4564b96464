"""An instance with one of everything, and requests that name what is in it."""
import itertools

from harness import doors, samples

numbers = itertools.count(1)

# What an id is the id of, by its name without "_" and plural.
KINDS = {"userid": "user", "groupid": "group", "organizationalunitid": "unit", "primaryorganizationalunitid": "unit",
         "parentid": "parent", "applicationid": "application", "appid": "application", "secretid": "secret",
         "fieldid": "field", "applicationaccountid": "account"}
# Ids that say who calls, or that are the caller's own; and text that is checked like an id.
OTHER = ("instanceid", "useraccesskeyid", "clientid", "applicationtemplateid", "effectiveauthenticationsourceid")


def plain(name):
    return name.replace("_", "").lower().removesuffix("s")


def id_fields(shape, above=()):
    """(path of names, kind) of every id in a request."""
    for field in shape.fields:
        path = (*above, field.name)
        if field.kind == "object":
            yield from id_fields(field.shape, path)
        elif field.check and field.check.name == "id" and plain(field.name) not in OTHER:
            yield path, KINDS[plain(field.name)]  # a KeyError: say above what it is the id of


def own_id_fields(family, operation):
    shared = "applicationId" if family.name == "developer" else None
    return [(path, kind) for path, kind in id_fields(operation.request) if path != (shared,)]


class Place:
    """An instance with one of everything, and texts in it that show where they are from."""

    def __init__(self, world, connection, mark):
        self.world, self.mark = world, mark
        self.eiam = doors.Signed(connection, world.key, "2021-12-01", InstanceId=world.instance)
        self.tokens = {"developer": world.main.token(),
                       "tenant": world.tenant.headers["Authorization"].partition(" ")[2]}
        self.ids = self.make()

    def make(self):
        eiam, name = self.eiam, f"{self.mark}_{next(numbers)}"
        phone = f"1{next(numbers):010}"
        self.found_by = {"username": name, "email": f"{name}@example.com", "phoneNumber": phone,
                         "userExternalId": f"external {name}"}
        ids = {kind: eiam.CreateOrganizationalUnit(
            OrganizationalUnitName=f"{kind} {name}", ParentId="ou_root")["OrganizationalUnitId"]
            for kind in ("unit", "parent")}
        ids["user"] = eiam.CreateUser(
            Username=name, PrimaryOrganizationalUnitId=ids["unit"], Email=self.found_by["email"], EmailVerified=True,
            PhoneRegion="86", PhoneNumber=phone, PhoneNumberVerified=True, DisplayName=name,
            UserExternalId=self.found_by["userExternalId"])["UserId"]
        ids["group"] = eiam.CreateGroup(GroupName=f"group {name}")["GroupId"]
        eiam.SetApplicationProvisioningScope(ApplicationId=self.world.main.id, OrganizationalUnitIds=["ou_root"],
                                             GroupIds=[ids["group"]])
        ids["application"] = eiam.CreateApplication(
            ApplicationName=f"application {name}", ApplicationSourceType="urn:alibaba:idaas:app:source:standard",
            ApplicationTemplateId="standard", SsoType="oidc")["ApplicationId"]
        ids["secret"] = eiam.CreateApplicationClientSecret(
            ApplicationId=ids["application"])["ApplicationClientSecret"]["SecretId"]
        ids["account"] = eiam.AddApplicationAccountToUser(
            ApplicationId=ids["application"], UserId=ids["user"], ApplicationUsername=name)["ApplicationAccountId"]
        letters = "".join(chr(97 + int(digit)) for digit in str(next(numbers)))
        ids["field"] = eiam.CreateCustomField(
            EntityType="user", FieldName=f"field_{letters}", FieldDisplayName=f"field {name}", FieldDataType="string",
            FieldDisplayType="input")["FieldId"]
        return ids

    def door(self, family):
        if family.style == "rpc":
            return doors.Rpc(self.world.key, "localhost")
        return doors.Rest(self.tokens[family.name], "en")


def with_id(values, path, value):
    """A copy of the values with an id at the path, as a list where there is one."""
    name, *inner = path
    former = values.get(name)
    if inner:
        return {**values, name: with_id(former, inner, value)}
    return {**values, name: [value] if isinstance(former, list) else value}


def request_of(family, operation, ids, world):
    """The smallest request with all ids, as values; names in it are new."""
    sample = samples.Sample(family, operation, {})
    values = {field.name: sample.values[field.name] for field in operation.request.fields
              if field.required or any(path[0] == field.name for path, _ in id_fields(operation.request))}
    for path, kind in own_id_fields(family, operation):
        values = with_id(values, path, ids[kind])
    for name in values:
        if plain(name) in ("username", "groupname", "organizationalunitname", "applicationusername"):
            values[name] = f"name{next(numbers)}"
    sample.values = values | {"InstanceId": world.instance, "instanceId": world.instance}
    if family.name == "developer":
        sample.values["applicationId"] = world.main.id
    return sample
