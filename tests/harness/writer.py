"""Writers that make all kinds of changes, at random, each to things of its own."""
import collections
import itertools
import random
import time

from harness.ledger import Ledger
from harness.wire import Closed

User = collections.namedtuple("User", "display_name primary_unit units groups has_password")
Unit = collections.namedtuple("Unit", "name parent")
PATIENCE = 20  # seconds for which a change is tried at one server after the other
APPLICATION = {"ApplicationSourceType": "urn:alibaba:idaas:app:source:standard", "ApplicationTemplateId": "standard",
               "SsoType": "oidc"}

# By the status of an application's only secret, what is done with it next and its status then.
SECRET_AFTER = {"": ("CreateApplicationClientSecret", "enabled"),
                "enabled": ("DisableApplicationClientSecret", "disabled"),
                "disabled": ("DeleteApplicationClientSecret", "")}


class Writer:
    """`callers`: one for each server; a change that one does not answer is tried at the next."""

    def __init__(self, name, callers):
        self.name, self.callers, self.ledger = name, list(callers), Ledger()
        self.random, self.numbers = random.Random(name), itertools.count(1)
        self.tokens = {}  # whether each is good
        self.secrets = "secrets", f"{name}-application"
        self.ledger.facts[self.secrets] = self.ledger.ids[self.secrets] = ""
        answer = callers[0].eiam("CreateApplication", ApplicationName=self.secrets[1], **APPLICATION)
        self.application = answer.json["ApplicationId"]
        for caller in self.callers:
            caller.connection.repeats = False

    def step(self):
        """One change, or none when there is nothing to change."""
        weights = [weight for _, weight in MIX]
        change, = self.random.choices([change for change, _ in MIX], weights)
        change(self)

    def change(self, after, call):
        """What `call(caller)` does; `after` are the facts then. The answer when it was one to the first attempt."""
        deadline, attempts = time.monotonic() + PATIENCE, 0
        while attempts == 0 or (len(self.callers) > 1 and time.monotonic() < deadline):
            answer = self.attempt(call)
            if answer is not None:
                assert answer.status == 200 or (attempts > 0 and answer.status < 500), answer.body
                self.ledger.done(after)
                return answer if answer.status == 200 else None
            attempts += 1
            self.callers = self.callers[1:] + self.callers[:1]
        self.ledger.doubt(after)
        time.sleep(0.02)
        return None

    def attempt(self, call):
        """None when nobody knows whether it was done."""
        caller = self.callers[0]
        try:
            answer = call(caller)
        except (Closed, ConnectionError, TimeoutError):
            caller.connection.close()
            answer = None
        if answer is None or answer.status == 503:
            self.ledger.unanswered += 1
            return None
        if answer.status == 200:
            self.ledger.answered.append(answer.header("x-acs-request-id"))
        return answer

    def make(self, kind, facts, id_name, call):
        """A new thing, of which `call(caller, name)` makes one."""
        thing = kind, f"{self.name}-{kind}{next(self.numbers)}"
        answer = self.change({thing: facts(thing[1])}, lambda caller: call(caller, thing[1]))
        if answer is not None:
            self.ledger.ids[thing] = answer.json[id_name]

    def some(self, kind):
        """One of these things and its id, or (None, None)."""
        settled = self.ledger.settled(kind)
        thing = self.random.choice(settled) if settled else None
        return thing, self.ledger.ids.get(thing)

    def users_where(self, holds):
        return [user for user in self.ledger.settled("user") if holds(self.ledger.facts[user])]

    # Users

    def create_user(self):
        _, unit = self.some("unit")
        primary = unit if unit and self.random.random() < 0.5 else "ou_root"
        units = frozenset({primary, unit or "ou_root"})
        more = {"OrganizationalUnitIds.1": unit} if unit else {}
        self.make("user", lambda name: User(name, primary, units, frozenset(), False), "UserId",
                  lambda caller, name: caller.eiam("CreateUser", Username=name, DisplayName=name, UserExternalId=name,
                                                   PrimaryOrganizationalUnitId=primary, **more))

    def change_user(self, facts, call):
        """What `call(caller, id)` does to some user; `facts`: what is different then."""
        thing, user = self.some("user")
        if user:
            self.change({thing: self.ledger.facts[thing]._replace(**facts)}, lambda caller: call(caller, user))

    def rename_user(self):
        name = f"renamed {next(self.numbers)}"
        self.change_user({"display_name": name}, lambda caller, user: caller.developer(
            "PATCH", f"/users/{user}", {"displayName": name}))

    def set_password(self):
        password = f"Sample-Pass.{next(self.numbers)}"
        self.change_user({"has_password": True}, lambda caller, user: caller.change_password(user, password))

    def delete_user(self):
        thing, user = self.some("user")
        if user:
            self.change({thing: None}, lambda caller: caller.developer("DELETE", f"/users/{user}"))

    def move_into_group(self):
        self.join("group", "groups", ("AddUsersToGroup", "RemoveUsersFromGroup"),
                  lambda user, group: {"GroupId": group, "UserIds.1": user})

    def move_into_unit(self):
        self.join("unit", "units", ("AddUserToOrganizationalUnits", "RemoveUserFromOrganizationalUnits"),
                  lambda user, unit: {"UserId": user, "OrganizationalUnitIds.1": unit})

    def join(self, kind, field, actions, parameters):
        """Into a group or unit; or out of it, if the user is there and may leave."""
        _, place = self.some(kind)
        thing, user = self.some("user")
        if not place or not user or self.ledger.facts[thing].primary_unit == place:
            return
        former = self.ledger.facts[thing]
        places = getattr(former, field)
        after = former._replace(**{field: places ^ {place}})
        action = actions[place in places]
        self.change({thing: after}, lambda caller: caller.eiam(action, **parameters(user, place)))

    # Groups and units

    def create_group(self):
        self.make("group", lambda name: name, "GroupId", lambda caller, name: caller.eiam(
            "CreateGroup", GroupName=name, GroupExternalId=name))

    def rename_group(self):
        thing, group = self.some("group")
        name = f"{self.name} renamed {next(self.numbers)}"
        if group:
            self.change({thing: name}, lambda caller: caller.eiam("UpdateGroup", GroupId=group, GroupName=name))

    def delete_group(self):
        thing, group = self.some("group")
        if not group or self.ledger.doubts:
            return
        after = {user: facts._replace(groups=facts.groups - {group})
                 for user, facts in self.ledger.facts.items() if user[0] == "user" and facts and group in facts.groups}
        self.change({**after, thing: None}, lambda caller: caller.eiam("DeleteGroup", GroupId=group))

    def create_unit(self):
        _, above = self.some("unit")
        parent = above if above and self.random.random() < 0.7 else "ou_root"
        self.make("unit", lambda name: Unit(name, parent), "OrganizationalUnitId", lambda caller, name: caller.eiam(
            "CreateOrganizationalUnit", OrganizationalUnitName=name, OrganizationalUnitExternalId=name, ParentId=parent))

    def rename_unit(self):
        thing, unit = self.some("unit")
        name = f"{self.name} renamed {next(self.numbers)}"
        if unit:
            self.change({thing: self.ledger.facts[thing]._replace(name=name)}, lambda caller: caller.eiam(
                "UpdateOrganizationalUnit", OrganizationalUnitId=unit, OrganizationalUnitName=name))

    def empty_unit(self):
        """All units below it go, and the users whose primary unit is one of them."""
        _, unit = self.some("unit")
        if not unit or self.ledger.doubts:
            return
        below = self.below(unit)
        gone = {self.ledger.ids[thing] for thing in below}
        after = dict.fromkeys(below)
        for user in self.users_where(lambda facts: facts.units & gone):
            facts = self.ledger.facts[user]
            after[user] = None if facts.primary_unit in gone else facts._replace(units=facts.units - gone)
        self.change(after, lambda caller: caller.eiam("DeleteOrganizationalUnitChildren", OrganizationalUnitId=unit))

    def below(self, unit):
        children = [thing for thing in self.ledger.settled("unit") if self.ledger.facts[thing].parent == unit]
        return children + [thing for child in children for thing in self.below(self.ledger.ids[child])]

    # Secrets and tokens

    def change_secrets(self):
        """Makes the one secret of the application, disables it, deletes it."""
        if self.ledger.doubts or len(self.callers) > 1:  # a repetition would make another one
            return
        action, status = SECRET_AFTER[self.ledger.facts[self.secrets]]
        secret = {"SecretId": self.ledger.ids[self.secrets]} if self.ledger.ids[self.secrets] else {}
        answer = self.change({self.secrets: status}, lambda caller: caller.eiam(
            action, ApplicationId=self.application, **secret))
        if answer is not None and not secret:
            self.ledger.ids[self.secrets] = answer.json["ApplicationClientSecret"]["SecretId"]
        elif answer is not None and not status:
            self.ledger.ids[self.secrets] = ""

    def take_token(self):
        answer = self.change({}, lambda caller: caller.form("/oauth2/token", grant_type="client_credentials"))
        if answer is not None:
            self.tokens[answer.json["access_token"]] = True

    def revoke_token(self):
        token = next((token for token, good in self.tokens.items() if good), None)
        if token and self.change({}, lambda caller: caller.form("/oauth2/revoke", token=token)):
            self.tokens[token] = False
        else:
            self.tokens.pop(token, None)


MIX = ((Writer.create_user, 30), (Writer.rename_user, 10), (Writer.set_password, 2), (Writer.delete_user, 8),
       (Writer.move_into_group, 15), (Writer.move_into_unit, 10), (Writer.create_group, 4), (Writer.rename_group, 2),
       (Writer.delete_group, 2), (Writer.create_unit, 4), (Writer.rename_unit, 2), (Writer.empty_unit, 1),
       (Writer.change_secrets, 3), (Writer.take_token, 4), (Writer.revoke_token, 3))
