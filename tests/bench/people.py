"""A company as `muster import` takes it: units and groups that grow with the number of people, no passwords. One unit
and one group have a tenth of all."""
import json
import random

UNITS_PER_LEVEL = 10
PEOPLE_PER_UNIT = 500
PEOPLE_PER_GROUP = 200
FIRST_NAMES = ("amina", "bela", "chen", "dara", "emil", "farah", "goran", "hana", "ines", "jun", "kofi", "lena")


def units_of(number):
    """Paths, from the top down: a tree in which each unit has ten below it."""
    paths = []
    for unit in range(max(1, number // PEOPLE_PER_UNIT)):
        parent = paths[(unit - UNITS_PER_LEVEL) // UNITS_PER_LEVEL] if unit >= UNITS_PER_LEVEL else ""
        paths.append(f"{parent}/unit {unit}")
    return paths


def lines(number):
    """One object for each line of the file. The same number gives the same people."""
    chosen = random.Random(number)
    paths, groups = units_of(number), max(1, number // PEOPLE_PER_GROUP)
    for path in paths:
        parent, _, name = path.rpartition("/")
        yield {"type": "unit", "name": name, **({"parent": parent} if parent else {})}
    for group in range(groups):
        yield {"type": "group", "name": f"group {group}"}
    for person in range(number):
        name = f"{FIRST_NAMES[person % len(FIRST_NAMES)]}{person}"
        unit, group = ("/unit 0", 0) if person % 10 == 0 else (chosen.choice(paths), chosen.randrange(groups))
        yield {"type": "user", "name": name, "display_name": name.capitalize(), "email": f"{name}@example.com",
               "email_verified": True, "phone_region": "86", "phone_number": str(13000000000 + person),
               "phone_verified": True, "external_id": f"person-{person}", "primary_unit": unit,
               "groups": [f"group {group}"]}


def write(path, number):
    with open(path, "w", encoding="utf-8") as file:
        for line in lines(number):
            file.write(json.dumps(line, separators=(",", ":")) + "\n")
