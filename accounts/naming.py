"""Names that must not appear, and what to write instead (the ministry's usage on countries, territories and seas)."""

import re

_RULES = [
    (re.compile(pattern, re.IGNORECASE), instead)
    for pattern, instead in [
        (r"Đài Loan(?! \(Trung Quốc\))", "Đài Loan (Trung Quốc)"),
        (r"Taiwan(?! \(China\))", "Taiwan (China)"),
        (r"Hồng Kông", "Hồng Công (Trung Quốc)"),
        (r"Hồng Công(?! \(Trung Quốc\))", "Hồng Công (Trung Quốc)"),
        (r"Hong ?Kong(?! \(China\))", "Hong Kong (China)"),
        (r"Trung Hoa Dân [Qq]uốc|(?<!People's )(?<!People’s )\bRepublic of China", "Đài Loan (Trung Quốc) / Taiwan (China)"),
        (r"(?:Đại sứ quán|Lãnh sự quán|Embassy|Consulate)[^.;]{0,60}(?:Đài Bắc|Taipei|Đài Loan|Taiwan)", "Văn phòng Kinh tế - Văn hóa"),
        (r"Bắc Triều Tiên|North Korea", "CHDCND Triều Tiên / Democratic People's Republic of Korea"),
        (r"(?<!Việt )Nam Triều Tiên|South Korea", "Hàn Quốc / Republic of Korea"),
        (r"South China Sea|Biển Nam Trung Hoa|Biển Hoa Nam", "Biển Đông / East Sea"),
        (r"Paracel", "Quần đảo Hoàng Sa"),
        (r"Spratly", "Quần đảo Trường Sa"),
    ]
]


def forbidden(text: str) -> list[tuple[str, str]]:
    """What the text says that it must not, each with the wording to use."""
    return [(found.group(), instead) for pattern, instead in _RULES for found in pattern.finditer(text)]
