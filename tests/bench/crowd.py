"""The people of the big data set: a file for `muster import`, the same for the same sizes.

Below the root are a unit with very many siblings in it (`wide`), a chain as deep as units may be (`chain`), a unit with
very many people (`big`), and the departments of an ordinary company. The first group has very many members, and some
users are in a hundred groups. Ids are made from numbers, so everything can be named without asking for it.
"""
import random
from dataclasses import dataclass, fields

SEED = 20220225
DEPTH = 20
MANY_GROUPS = 100
BRANCH = 5  # levels of what is moved into the chain
FIRST = ("ada", "bo", "chen", "dina", "emre", "fatou", "goran", "hana", "ines", "jun", "kofi", "lena", "mei", "nils",
         "olga", "pia", "qiang", "rosa", "sven", "tomas", "uma", "vera", "wen", "xavi", "yara", "zoe")
LAST = ("abara", "berg", "costa", "diaz", "eriksen", "fischer", "garcia", "haddad", "ito", "jansen", "kim", "li",
        "moreau", "novak", "okafor", "petrov", "quist", "rossi", "sato", "tanaka", "ueda", "vargas", "wang", "xu",
        "yilmaz", "zhang")
LEAST = {"users": 2000, "groups": 2 * MANY_GROUPS, "siblings": 50, "departments": 30, "big_unit": 100,
         "big_unit_parts": 3, "big_group": 100, "busy_users": 20, "applications": 60, "accounts": 50, "instances": 5,
         "ram_users": 50, "audit_rows": 1000}


@dataclass(frozen=True)
class Sizes:
    users: int = 1_000_000
    groups: int = 50_000
    siblings: int = 65_000
    departments: int = 3_000
    big_unit: int = 300_000      # people in it and in the units below it
    big_unit_parts: int = 300    # those units
    big_group: int = 200_000
    busy_users: int = 1_000      # in a hundred groups each
    applications: int = 5_000
    accounts: int = 20_000       # of users in one application
    instances: int = 1_000
    ram_users: int = 4_900       # an account may have 5,000
    audit_rows: int = 10_000_000

    @classmethod
    def scaled(cls, scale):
        return cls(**{field.name: max(LEAST[field.name], int(field.default * scale)) for field in fields(cls)})


def identifier(kind, number):
    """Spelled as the server spells its own, in the order of the numbers, and before all that the server makes."""
    return f"{kind}_{number:026}".translate(_DIGITS)


_DIGITS = str.maketrans("0123456789", "234567abcd")
ROOT, WIDE, BIG, COMPANY = "ou_root", identifier("ou", 1), identifier("ou", 2), identifier("ou", 3)


def user(number):
    return identifier("user", number)


def group(number):
    return identifier("group", number)


def chain(level):
    """Levels are counted from 1, below the root."""
    return identifier("ou", 100 + level)


def branch(level):
    """A chain of its own below the root, short enough to hang in the other one."""
    return identifier("ou", 200 + level)


def department(number):
    return identifier("ou", 1_000 + number)


def part(number):
    return identifier("ou", 100_000 + number)


def sibling(number):
    return identifier("ou", 1_000_000 + number)


def name(number):
    """In no order, as people's names are."""
    return f"{FIRST[number % 26]}.{LAST[number // 26 % 26]}.{number * 7919 % 10_000_000:07}"


def email(number):
    return f"{name(number)}@example.com"


def phone(number):
    return f"138{number * 7919 % 100_000_000:08}"


def external_id(number):
    return f"E{number:07}"


def group_name(number):
    return f"team {FIRST[number % 26]} {number:05}"


class People:
    def __init__(self, sizes):
        self.sizes = sizes

    def _is_among(self, number, salt, count):
        """Of all users exactly `count`, spread evenly: the salts are primes that no number of users here divides."""
        return number * salt % self.sizes.users < count

    def in_big_unit(self, number):
        return self._is_among(number, 7919, self.sizes.big_unit)

    def in_big_group(self, number):
        return self._is_among(number, 104_729, self.sizes.big_group)

    def is_busy(self, number):
        return self._is_among(number, 1_299_709, self.sizes.busy_users)

    def primary_unit(self, number):
        if self.in_big_unit(number):
            return part(number % self.sizes.big_unit_parts) if number % 6 == 5 else BIG
        if number % 10 == 7:
            return sibling(number // 10 % self.sizes.siblings)
        if number % 100 == 3:
            return chain(1 + number // 100 % DEPTH)
        return department(number * 31 % self.sizes.departments)

    def groups(self, number, dice):
        chosen = MANY_GROUPS if self.is_busy(number) else (0, 0, 0, 0, 0, 1, 1, 1, 2, 5)[number % 10]
        found = dict.fromkeys(1 + int(dice.random() * (self.sizes.groups - 1)) for _ in range(2 * chosen))
        return [*([0] if self.in_big_group(number) else []), *list(found)[:chosen]]

    def unit_lines(self):
        def line(id, name, parent):
            return f'{{"type":"unit","id":"{id}","name":"{name}","parent":"{parent}"}}\n'
        yield line(WIDE, "Branches", ROOT)
        yield line(BIG, "Customers", ROOT)
        yield line(COMPANY, "Company", ROOT)
        for level in range(1, DEPTH + 1):
            yield line(chain(level), f"Level {level}", ROOT if level == 1 else chain(level - 1))
        for level in range(1, BRANCH + 1):
            yield line(branch(level), f"Twig {level}", ROOT if level == 1 else branch(level - 1))
        for number in range(self.sizes.departments):
            yield line(department(number), f"Department {number}", department(number // 8 - 1) if number >= 8 else COMPANY)
        for number in range(self.sizes.big_unit_parts):
            yield line(part(number), f"Customers {number}", BIG)
        for number in range(self.sizes.siblings):
            yield line(sibling(number), f"Branch {number:05}", WIDE)

    def group_lines(self):
        for number in range(self.sizes.groups):
            yield (f'{{"type":"group","id":"{group(number)}","name":"{group_name(number)}",'
                   f'"external_id":"G{number:05}"}}\n')

    def user_lines(self):
        dice = random.Random(SEED)
        for number in range(self.sizes.users):
            yield "".join(self._user(number, dice))

    def _user(self, number, dice):
        login = name(number)
        first, last, _ = login.split(".")
        yield (f'{{"type":"user","id":"{user(number)}","name":"{login}","display_name":"{first.title()} {last.title()}",'
               f'"external_id":"{external_id(number)}","email":"{login}@example.com","email_verified":true')
        if number % 2:
            yield f',"phone_region":"86","phone_number":"{phone(number)}","phone_verified":true'
        if number % 50 == 1:
            yield ',"status":"disabled"'
        yield f',"primary_unit":"{self.primary_unit(number)}"'
        if number % 20 == 9:
            yield f',"units":["{department(number % self.sizes.departments)}"]'
        groups = self.groups(number, dice)
        if groups:
            yield ',"groups":["' + '","'.join(map(group, groups)) + '"]'
        if number % 10 == 0:
            yield f',"custom_values":{{"badge":"B{number:07}","city":"City {number // 10 % 100}"}}'
        yield "}\n"

    def write(self, path):
        """Custom fields, units, groups and users; returns how many lines."""
        count = 0
        with open(path, "w", encoding="ascii", buffering=1 << 20) as file:
            for lines in (CUSTOM_FIELDS, self.unit_lines(), self.group_lines(), self.user_lines()):
                for line in lines:
                    file.write(line)
                    count += 1
        return count


CUSTOM_FIELDS = tuple(
    f'{{"type":"custom_field","name":"{name}","display_name":"{name.title()}","data_type":"string",'
    f'"display_type":"input","single":{single}}}\n' for name, single in (("badge", "true"), ("city", "false")))
