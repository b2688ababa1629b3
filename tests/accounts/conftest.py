"""Lines of the history, for those who seal and verify it."""

import pytest

from accounts import history


@pytest.fixture
def write(department, administrator):
    def write(count=1, **more):
        made = [
            history.record(
                by=administrator,
                verb="unit.rename",
                obj=department,
                code="x",
                changes={"name_vi": ("cũ", f"mới {n}")},
                reason="vì sao",
                **more,
            )
            for n in range(count)
        ]
        return made[-1]

    return write
