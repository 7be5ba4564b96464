#!/usr/bin/env python3
"""Writes what was measured into docs/performance.md and docs/operations.md: only what stands between the marks
<!-- NAME: written by … --> and <!-- end of NAME -->. All else in them is written by hand."""
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
RESULTS = pathlib.Path(__file__).with_name("results")
PERFORMANCE, OPERATIONS = ROOT / "docs" / "performance.md", ROOT / "docs" / "operations.md"
STORES = {"sqlite": "SQLite", "postgres": "PostgreSQL"}

# What: name in the results, least a second, its limit in the results, and what that limit was when the least was set.
RATES = (
    ("GetUser", "get_user", 40_000, "empty", 118_000),
    ("signed Ims GetUser, HMAC verified", "signed_get_user", 25_000, "empty", 118_000),
    ("client_credentials, opaque, durable audit row", "token", 18_000, "grouped", 28_800),
    ("CreateUser without password, durable", "create_user", 10_000, "grouped", 28_800),
)
LIMITS = {"empty": "empty handler", "grouped": "grouped durable writes", "argon2": "bare argon2id"}
PASSWORD_RATIO = 0.95
SLOWER_AT_SIZE = 1.5
LIST_MILLISECONDS, START_MILLISECONDS = 10, 100
IDLE_MIB, TRANSFER_RATE, MEMORY_GROWTH = 25, 20_000, 1.25


def fill(path, blocks):
    """Puts each text between its marks."""
    text = path.read_text(encoding="utf-8")
    for name, block in blocks.items():
        mark = re.compile(rf"(<!-- {re.escape(name)}: [^>]*-->\n).*?(<!-- end of {re.escape(name)} -->)", re.DOTALL)
        text, times = mark.subn(lambda found, block=block: f"{found[1]}\n{block}\n\n{found[2]}", text)
        if times != 1:
            raise SystemExit(f"{path}: marks of {name} stand there {times} times")
    path.write_text(text, encoding="utf-8")


def rows(heads, lines):
    """A table; the first column is text, the others are numbers."""
    marks = ["---", *["--:"] * (len(heads) - 1)]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in (heads, marks, *lines))


def verdict(met, as_ratio=None):
    """A machine may be too slow for the rate and meet the ratio all the same."""
    return "yes" if met else "as a ratio" if as_ratio else "**no**"


def rate_rows(serving):
    for title, name, least, limit, limit_then in RATES:
        rate, bound = serving[name]["rate"], serving[limit]["rate"]
        wanted, ratio = least / limit_then, rate / bound
        yield (title, f"{least:,}/s", f"{wanted:.2f}", f"{rate:,.0f}/s", f"{bound:,.0f}/s {LIMITS[limit]}", f"{ratio:.2f}",
               verdict(rate >= least, ratio >= wanted))


def size_row(serving):
    slower = serving["get_user"]["p99"] / serving["get_user_small"]["p99"]
    return ("GetUser, p99 with all users to p99 with few", f"at most {SLOWER_AT_SIZE}", "", f"{slower:.2f}", "", "",
            verdict(slower <= SLOWER_AT_SIZE))


def password_rows(found):
    rate, bound = found["create_user_with_password"]["rate"], found["argon2"]["rate"]
    yield ("CreateUser with password", f"{PASSWORD_RATIO:.0%} of argon2id", f"{PASSWORD_RATIO:.2f}", f"{rate:.1f}/s",
           f"{bound:.1f}/s {LIMITS['argon2']}", f"{rate / bound:.2f}", verdict(rate / bound >= PASSWORD_RATIO))


def list_row(found):
    worst = max(found, key=lambda row: row["p99"])
    return ("any page of a list, p99", f"below {LIST_MILLISECONDS} ms", "", f"{worst['p99']:.1f} ms",
            f"worst: {worst['list']}, {worst['page']} page", "", verdict(worst["p99"] < LIST_MILLISECONDS))


def transfer_rows(found):
    for verb in ("import", "export"):
        few, many = (row for row in found if row["verb"] == verb)
        yield (f"{verb} of {many['users']:,} users", f"{TRANSFER_RATE:,}/s", "", f"{many['rate']:,.0f}/s",
               f"{many['processor']:.0f} s of processors", "", verdict(many["rate"] >= TRANSFER_RATE))
        growth = many["own"] / few["own"]
        yield (f"{verb}: memory, to that of {few['users']:,} users", "constant", "", f"{growth:.2f}",
               f"{mib(few['own'])} → {mib(many['own'])}", "", verdict(growth <= MEMORY_GROWTH))


def start_rows(starts, idle):
    for name, title in (("healthz", "start to the first answer"), ("get_user", "start to the first user")):
        milliseconds = starts[name] * 1000
        yield (title, f"below {START_MILLISECONDS} ms", "", f"{milliseconds:.0f} ms", "", "",
               verdict(milliseconds < START_MILLISECONDS))
    yield ("idle memory", f"below {IDLE_MIB} MiB", "", mib(idle["resident"]), f"{mib(idle['own'])} without mapped files", "",
           verdict(idle["resident"] < IDLE_MIB * 1024))


def mib(kibibytes):
    return f"{kibibytes / 1024:.0f} MiB"


def table(results):
    """The promises, each with what was measured; what was not measured has no row."""
    lines = []
    if "serving" in results:
        lines += [*rate_rows(results["serving"]), size_row(results["serving"])]
    if "passwords" in results:
        lines += password_rows(results["passwords"])
    if "lists" in results:
        lines.append(list_row(results["lists"]))
    if "transfers" in results:
        lines += transfer_rows(results["transfers"])
    if "starts" in results:
        lines += start_rows(results["starts"], results["idle"])
    return rows(("work", "at least", "ratio", "measured", "limit beside it", "ratio", "met"), lines)


def latencies(results):
    titles = {name: title for title, name, *_ in RATES} | {"get_user_small": "GetUser with few users", **LIMITS}
    found = {**results["serving"], **results["passwords"]}
    lines = [(titles[name], f"{one['rate']:,.0f}/s", *(f"{one[key]:.2f}" for key in ("p50", "p99", "most")),
              f"{min(one['rates']):,.0f} – {max(one['rates']):,.0f}")
             for name, one in found.items() if name in titles and "p50" in one]
    return rows(("64 connections", "rate", "p50 ms", "p99 ms", "longest ms", "rates of the rounds"), lines)


def beside(found):
    lines = [(title, *(f"{found[name][key]:.2f}" for key in ("p50", "p99", "most")))
             for name, title in (("token_alone", "alone"), ("token_beside", "while passwords are hashed"))]
    return rows(("a token, one after the other", "p50 ms", "p99 ms", "longest ms"), lines)


def pages(found):
    lines = [(row["list"], f"{row['of']:,}", row["page"], *(f"{row[key]:.2f}" for key in ("p50", "p99", "most")))
             for row in found]
    return rows(("100 a page", "of", "page", "p50 ms", "p99 ms", "longest ms"), lines)


def transfers(found):
    lines = [(f"{row['verb']}, {row['users']:,} users", f"{row['seconds']:.1f}", f"{row['rate']:,.0f}",
              f"{row['processor']:.1f}", mib(row["peak"]), mib(row["own"])) for row in found]
    return rows(("", "seconds", "users/s", "seconds of processors", "memory at most", "without mapped files"), lines)


def memory(results):
    lines = [(title, mib(found["resident"]), mib(found["own"])) for title, found in (
        ("idle, after a start", results["idle"]), ("after the load", results["busy"]),
        ("after passwords", results["passwords"]["memory"]))]
    return rows(("memory", "resident", "without mapped files"), lines)


def digests(found):
    return rows(("`openssl speed`", "bytes", "a second"),
                [(row["name"], row["bytes"], f"{row['rate']:,.0f}") for row in found])


def figures(results):
    """Everything of one store."""
    return "\n\n".join((table(results), latencies(results), beside(results["passwords"]), pages(results["lists"]),
                        transfers(results["transfers"]), memory(results), digests(results["digests"])))


def origin(results):
    found, options = results["machine"], results["options"]
    libraries = ", ".join(f"{name} {version}" for name, version in found["libraries"].items())
    return (f"{found['date']}, commit {found['commit']}: {found['cores']} cores of {found['processor']}, "
            f"{found['memory_gib']} GiB, Linux {found['kernel']}, {found['compiler']}, {libraries}, wrk {found['wrk']}; "
            f"{options['users']:,} users, medians of {options['rounds']} rounds of {options['seconds']:g} s.")


def ourselves(results):
    """Muster as a row among the others."""
    return {"name": "Muster (SQLite)", "start": results["starts"]["healthz"], "idle": results["idle"],
            "busy": results["busy"], "works": {"client_credentials, opaque, durable audit row": results["serving"]["token"],
                                               "reading a user": results["serving"]["get_user"]}}


def peers(results):
    servers = [ourselves(results), *results["peers"]]
    there = [one for one in servers if "missing" not in one]
    blocks = [rows(("server", "start to the first answer", "idle", "at most"),
                   [(one["name"], f"{one['start']:.2f} s", mib(one["idle"]["resident"]), mib(one["busy"]["peak"]))
                    for one in there]),
              rows(("work", "rate", "p50 ms", "p99 ms"),
                   [(f"{one['name'].partition(' (')[0]}: {title}", f"{work['rate']:,.0f}/s", f"{work['p50']:.1f}",
                     f"{work['p99']:.1f}") for one in there for title, work in one["works"].items()])]
    return "\n\n".join(blocks + [f"{one['name']} was not measured: {one['missing']}." for one in servers
                                 if "missing" in one])


def rounded(number):
    """Two digits, as rules of thumb have."""
    return f"{float(f'{number:.2g}'):,.0f}"


def sizing(results):
    found, ours = next(row for row in reversed(results["transfers"]) if row["verb"] == "import"), results["serving"]
    lines = [("reading a user with a token", f"{rounded(ours['get_user']['rate'])}/s"),
             ("reading a user with a signature", f"{rounded(ours['signed_get_user']['rate'])}/s"),
             ("giving out an opaque token", f"{rounded(ours['token']['rate'])}/s"),
             ("making a user", f"{rounded(ours['create_user']['rate'])}/s"),
             ("hashing a password", f"{results['passwords']['create_user_with_password']['rate']:.0f}/s"),
             ("importing users, on two cores", f"{rounded(found['rate'])}/s"),
             ("disk for each user", f"{found['disk'] / found['users'] / 1024:.1f} KiB"),
             ("disk for each row of the audit", f"{results['audit_bytes']:,.0f} bytes"),
             ("memory, idle and busy, without mapped files",
              f"{mib(results['idle']['own'])} and {mib(results['busy']['own'])}"),
             ("a start", f"{results['starts']['healthz'] * 1000:.0f} ms")]
    return rows(("of one core", "measured"), lines)


def saved(store):
    path = RESULTS / f"{store}.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def write():
    """Both pages from what is kept."""
    found = {store: saved(store) for store in STORES if saved(store)}
    blocks = {title: f"{origin(found[store])}\n\n{figures(found[store])}" for store, title in STORES.items() if store in found}
    if "peers" in found.get("sqlite", {}):
        blocks["peers"] = peers(found["sqlite"])
    fill(PERFORMANCE, blocks)
    if "sqlite" in found:
        fill(OPERATIONS, {"sizing": sizing(found["sqlite"])})


def keep(results):
    """The results, a part that was not measured as it was before; then both pages."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{results['store']}.json"
    path.write_text(json.dumps({**(saved(results["store"]) or {}), **results}, indent=1) + "\n", encoding="utf-8")
    write()


if __name__ == "__main__":
    write()
