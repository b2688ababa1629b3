"""Names that must not appear (domain, part g)."""

import pytest

from accounts.naming import forbidden


@pytest.mark.parametrize(
    "text",
    [
        "Đài Loan",
        "Taiwan",
        "TAIWAN",
        "Hồng Kông (Trung Quốc)",
        "Hồng Công",
        "Hong Kong",
        "Republic of China",
        "Đại sứ quán Việt Nam tại Đài Bắc",
        "Embassy of Viet Nam in Taipei",
        "Bắc Triều Tiên",
        "Nam Triều Tiên",
        "North Korea",
        "South China Sea",
    ],
)
def test_it_is_found(text):
    assert forbidden(text)


@pytest.mark.parametrize(
    "text",
    [
        "Đài Loan (Trung Quốc)",
        "Taiwan (China)",
        "Hồng Công (Trung Quốc)",
        "Hong Kong (China)",
        "People's Republic of China",
        "Văn phòng Kinh tế - Văn hóa Việt Nam tại Đài Bắc",
        "CHDCND Triều Tiên",
        "quan hệ Việt Nam Triều Tiên",
        "Asia/Hong_Kong",
        "Biển Đông",
    ],
)
def test_the_right_form_is_not(text):
    assert forbidden(text) == []
