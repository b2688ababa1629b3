"""What a line of things to do is called for those who hear it."""

import pytest

from overview.items import Item


@pytest.mark.parametrize(
    ("act", "what", "called"),
    [
        ("Review", "Review the report: Embassy", "Review the report: Embassy"),
        ("Confirm", "Confirm that measure 2.2 is completed", "Confirm that measure 2.2 is completed"),
        ("See them", "2 units have not sent the report", "See them: 2 units have not sent the report"),
        ("Act", "Action wanted", "Act: Action wanted"),
    ],
)
def test_a_button_says_its_act_once(act, what, called):
    item = Item(sign="wait", what=what, address="", note="", act=act, act_address="")
    assert f"{item.act}{item.more}" == called
