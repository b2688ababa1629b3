"""The house keeps its shape: imports and foreign keys go one way, files stay short, nothing names a private place."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps

PROJECT = Path(__file__).resolve().parents[2]
FLOORS = ["accounts", "office", "plan", "missions", "personnel", "reports", "overview"]
TRACKED = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True).stdout.split("\0")[:-1]


def _texts(*endings):
    if not TRACKED:
        pytest.skip("not a git checkout")
    for name in TRACKED:
        file = PROJECT / name
        if file.is_file() and (not endings or file.suffix in endings):
            try:
                yield name, file.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a picture or a font


def test_imports_go_one_way():
    done = subprocess.run([Path(sys.executable).with_name("lint-imports"), "--no-logo"], cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_pages_forms_and_calls_lie_where_the_contract_of_layers_sees_them():
    """It knows them by the name of their package: one beside it, `x_views.py`, might import and be imported by anything. The
    views of `office/saved_views.py` are those that people save."""
    beside = [name for name in TRACKED if re.search(r"^(?!office)\w+/\w+_(views|forms|api|services)\.py$", name)]
    assert not beside


def test_foreign_keys_point_down():
    """The linter of imports does not see a key written as a string."""
    for model in apps.get_models():
        own = model._meta.app_label
        if own not in FLOORS:
            continue
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model is not None:
                other = field.related_model._meta.app_label
                assert other not in FLOORS or FLOORS.index(other) <= FLOORS.index(own), (
                    f"{model.__name__}.{field.name} points up at {other}"
                )


def test_no_module_is_longer_than_400_lines():
    long = {name: len(text.splitlines()) for name, text in _texts(".py") if "/migrations/" not in name}
    assert not {name: lines for name, lines in long.items() if lines > 400}


SPOKEN = re.compile(r"\{% blocktranslate.*?(endblocktranslate %\}|$)|\{%.*?%\}|\{\{.*?\}\}")


def crowded(text: str) -> list[str]:
    """Lines of a template that nobody can read or compare: over 160 characters, and 140 of them markup. A sentence that is to be
    translated stands on one line, however long; what else is long can be broken beside a block or between attributes."""
    return [line for line in text.splitlines() if len(line) > 160 and len(SPOKEN.sub("", line)) > 140]


def test_the_lines_of_a_template_can_be_read():
    assert not {name: lines for name, text in _texts(".html") if (lines := crowded(text))}


def test_a_line_that_is_all_markup_is_noticed():
    assert crowded("<p>" + '<span class="tag">x</span>' * 7)
    assert not crowded("<p>{% translate '" + "word " * 60 + "' %}</p>")


def test_no_template_is_longer_than_200_lines():
    long = {name: len(text.splitlines()) for name, text in _texts(".html")}
    assert not {name: lines for name, lines in long.items() if lines > 200}


def test_a_service_that_takes_the_version_that_was_seen_asks_it():
    """Taken and never asked it would look as if nobody could overwrite what they have not read."""
    asked, ignored = 0, []
    for name, text in _texts(".py"):
        if "/services" not in name or name.startswith("tests/"):
            continue
        for act in ast.walk(ast.parse(text)):
            if isinstance(act, ast.FunctionDef) and "seen" in {one.arg for one in (*act.args.args, *act.args.kwonlyargs)}:
                asked += 1
                if not any(isinstance(one, ast.Name) and one.id == "seen" for line in act.body for one in ast.walk(line)):
                    ignored.append(f"{name}: {act.name}")
    assert asked > 50, "they are found"
    assert not ignored


CITED = re.compile(r"\bdesign ((?:(?:parts?|rules?) \d+(?:(?:, | and | to )\d+)*(?:[,;] )?)+)", re.IGNORECASE)


def test_what_is_cited_of_the_design_stands_in_it():
    design = (PROJECT / "docs" / "design.md").read_text(encoding="utf-8")
    there = {"part": set(re.findall(r"^## (\d+)\.", design, re.M)), "rule": set(re.findall(r"^(\d+)\. ", design, re.M))}
    cited = {"part": set(), "rule": set()}
    for name, text in _texts(".py", ".md", ".toml"):
        for found in CITED.findall(text) if name != "docs/design.md" else ():
            for kind, numbers in re.findall(r"(part|rule)s? (\d+(?:(?:, | and | to )\d+)*)", found, re.IGNORECASE):
                cited[kind.lower()] |= set(re.findall(r"\d+", numbers))
    assert len(cited["part"]) >= 5, "they are found"
    assert cited == there


def test_no_module_has_a_name_that_says_nothing():
    vague = {"utils", "common", "helpers", "misc", "core"}
    assert not [name for name in TRACKED if vague & set(Path(name).with_suffix("").parts)]


# Where this checkout lies, and the folder around it where its name is long enough to be no address of ours: a checkout
# in /check is no reason why /reports/check/ may not be written.
HERE = [PROJECT, *(folder for folder in [PROJECT.parent] if len(folder.parts) > 2)]
PRIVATE = [
    *(r"(?<![\w.-])" + re.escape(str(folder)) + r"(?![\w.-])" for folder in HERE),
    r"/tmp/[a-z]", r"/root/", r"/home/[a-z]", r"worktree", r"index-url", r"trusted-host",
    r"https?://[^\s\"')]*(artifactory|nexus|proxy|mirror)", r"files\.pythonhosted\.org", r"pypi\.org/simple", r"registry\.npmjs",
]  # fmt: skip


def test_the_guard_of_private_places_knows_where_this_checkout_lies():
    pattern = re.compile("|".join(PRIVATE))
    assert all(pattern.search(f"see {folder}") and pattern.search(f'"{folder}/plan/models.py"') for folder in HERE)
    assert not pattern.search("/reports/2026-Q4/emb-fr/check/")


def test_no_file_names_a_private_place():
    pattern = re.compile("|".join(PRIVATE))
    own = str(Path(__file__).relative_to(PROJECT))
    for name, text in _texts():
        allowed = "--no-emit-index-url"  # how the locks are made, so that they name no host
        found = pattern.search(text.replace(allowed, ""))
        assert name == own or not found, f"{name} names {found.group()}"


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_line_of_a_lock_is_hashed_and_names_no_host(lock):
    text = (PROJECT / lock).read_text()
    assert "://" not in text
    wanted = re.findall(r"^([a-z0-9._-]+)==", text, re.M | re.I)
    hashed = re.findall(r"^([a-z0-9._-]+)==[^\n]*\\\n    --hash=sha256:", text, re.M | re.I)
    assert wanted == hashed != []


def test_every_variable_that_is_read_is_explained():
    """In .env.example and, with its meaning, in docs/operating.md."""
    reads = re.compile(
        r"""\b(?:text|flag|integer|words|hosts|choice|folder|database|secret|some)\(\s*"([A-Z_]+)"|environ(?:\.get\(|\[)"([A-Z_]+)\""""
    )
    sources = [*PROJECT.glob("config/**/*.py"), PROJECT / "run.py"]
    found = {name for file in sources for pair in reads.findall(file.read_text()) for name in pair if name}
    found = {name.removesuffix("_FILE") if name == "SECRET_KEY_FILE" else name for name in found}
    inner = {
        "SUPERVISOR_PID",
        "HOUSE_PART",
        "DJANGO_SETTINGS_MODULE",
        "STATIC_STORAGE",
        "REPORTS_STEP_PAUSE",
    }  # set by ourselves for ourselves
    example = set(re.findall(r"^#? ?([A-Z_]+)=", (PROJECT / ".env.example").read_text(), re.M))
    table = set(re.findall(r"^\| `([A-Z_]+)`", (PROJECT / "docs" / "operating.md").read_text(), re.M))
    assert found - inner == example == table
