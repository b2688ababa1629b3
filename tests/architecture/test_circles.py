"""No module reads another that reads it: not at its top, not inside a function, not for the checker of types."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
FLOORS = ["config", "accounts", "office", "plan", "missions", "personnel", "reports", "overview"]
# A model and its questions: the checker of types must know the model that the questions answer. Nothing is read when it runs.
FOR_TYPES = {("plan.models.measures", "plan.models.measure")}


def modules():
    files = (file for floor in FLOORS for file in (PROJECT / floor).rglob("*.py") if "migrations" not in file.parts)
    return {".".join(file.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__"): file.read_text("utf-8") for file in files}


def read_by(text, known):
    """The modules that one names in its imports, wherever they stand."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                found = f"{node.module}.{name.name}"
                yield found if found in known else node.module


def circle(sources):
    """The first circle that is found; None where there is none."""
    graph = {name: {one for one in read_by(text, sources) if one in sources and one != name} for name, text in sources.items()}
    for name, other in FOR_TYPES:
        graph.get(name, set()).discard(other)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return error.args[1]
    return None


def test_no_module_reads_one_that_reads_it():
    assert circle(modules()) is None


@pytest.mark.parametrize(
    "hidden", ["from plan import one", "def later():\n    import plan.one", "if TYPE_CHECKING:\n    from plan.one import Something"]
)
def test_a_circle_is_found_wherever_it_hides(hidden):
    found = circle({"plan.one": "from plan.two import other", "plan.two": hidden})
    assert set(found) == {"plan.one", "plan.two"}


def test_what_is_let_pass_is_still_there():
    sources = modules()
    assert all(other in read_by(sources[name], sources) for name, other in FOR_TYPES)
