"""Goes to every address of a frozen report, and compares what the report says with what is found there."""

from urllib.parse import parse_qs, urlsplit

from django.test import Client

VALUED = ("n", "value", "completed", "planned")  # what stands beside an address and can be held against what is found there


def told_in(figures, where="figures"):
    """Every part of the figures that has an address: (where it stands, the part)."""
    if isinstance(figures, dict):
        if figures.get("address"):
            yield where, figures
        for name, inner in figures.items():
            yield from told_in(inner, f"{where}.{name}")
    elif isinstance(figures, list):
        for place, inner in enumerate(figures):
            yield from told_in(inner, f"{where}[{place}]")


def addresses_of(figures):
    return sorted({part["address"] for _where, part in told_in(figures)})


def faults_of(figures, person, among=None):
    """Where the report and its rows disagree: one line for each; and how many numbers were compared, by the page that has the rows.
    Every address is asked, or those `among` some."""
    browser = Client()
    browser.force_login(person)
    faults, compared, pages = [], {}, {}
    for where, part in told_in(figures):
        address = part["address"]
        if among is not None and address not in among:
            continue
        if address not in pages:
            pages[address] = browser.get(address)
        page, path = pages[address], urlsplit(address).path
        if page.status_code != 200:
            faults.append(f"{where}: {address} answers {page.status_code}")
            continue
        name = next((name for name in VALUED if name in part), None)
        if name is None:
            continue  # names one row: the page is that row
        found = counted_on(path, page.context, address, part, figures)
        compared[path] = compared.get(path, 0) + 1
        if found != part[name]:
            faults.append(f"{where}: {part[name]} told, {found} found at {address}")
    return faults, compared


def counted_on(path, context, address, part, figures):
    """What the page counts. A page that is not known here fails: each address of a report must be walked."""
    asked = parse_qs(urlsplit(address).query)
    plan = f"/plan/{figures['plan']['code']}"
    if path == f"{plan}/measures/" or path == "/reports/proposals/":
        return context["page"].paginator.count
    if path == f"{plan}/directives/":
        own = context["own"]  # those found later in other sources stand apart
        return own.links if "link" in asked and "kind" not in asked else own.directives
    if path == f"{plan}/money/":
        return context["total"].planned if "source" not in asked else next(iter(context["sources"])).amounts.planned
    if path.startswith(f"{plan}/measures/"):  # what is spent on one
        return part["planned"]
    if path.startswith(f"{plan}/indicators/"):
        indicator, value = context["indicator"], context["at"].value
        return None if value is None else value / 10**indicator.decimals
    if path == "/missions/":
        return context["register"].open_total if hasattr(context["register"], "open_total") else context["page"].paginator.count
    if path == "/personnel/programmes/completion/":
        return context["found"].whole.completed
    if path.startswith("/reports/2026-Q"):
        return sum(len(group.rows) for group in context["register"].groups)
    raise AssertionError(f"nobody has said what is counted at {address}")
