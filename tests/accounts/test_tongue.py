"""In which language a text was typed, by what stands in it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as some

from accounts.tongue import language_of

VIETNAMESE = """
Đã hoàn thành | Có | Không | Chưa có vướng mắc. | ĐÃ TRÌNH BỘ | 300 tỷ đồng | Gửi a@b.vn | Rà soát framework agreement của ASEAN
Hội thảo về Law of the Sea and the United Nations | São Tomé và Príncipe | Vụ Tổ chức Cán bộ | Đại sứ quán tại Côte d'Ivoire
Kinh phí được bố trí muộn; thời hạn của nhiệm vụ này đã điều chỉnh nhiều lần. | Đề nghị bổ sung một biên chế (theo QĐ 12/QĐ-BNG).
"""
ENGLISH = """
The talks with the host country have been held. | Waiting for the approval of the budget by the Ministry of Finance
The delegation met Mr Nguyễn Văn Hải, Đỗ Thị Hà and Trần Đức Lương in Hà Nội, and they agreed with this.
"""
OTHERS = """
Café | Côte d'Ivoire | São Tomé | São Tomé and Príncipe | Für die Ständige Vertretung in Köln | déjà vu | naïve | là-bas | Là où il va
Łódź i Kraków | Đorđe Đoković | a fost închis după ședință | Mañana | El señor habló de la política exterior con él | Reunião às três
Não há nada a relatar à embaixada | Ambassade du Viêt Nam à Paris | Istanbul'da görüşmeler yapıldı | Ok | Done. | ... | 12/2026
Da hoan thanh theo ke hoach | https://đường.vn/của/và | Ministry of Foreign Affairs | Met with Đỗ Thị Hà
"""


def listed(texts):
    return [text.strip() for line in texts.split("\n") for text in line.split("|") if text.strip()]


@pytest.mark.parametrize("text", listed(VIETNAMESE))
def test_vietnamese_is_told_by_its_words(text):
    assert language_of(text) == "vi"


@pytest.mark.parametrize("text", listed(ENGLISH))
def test_english_is_told_by_words_that_only_english_has(text):
    assert language_of(text) == "en"


@pytest.mark.parametrize("text", listed(OTHERS))
def test_of_another_language_and_of_what_is_too_short_nothing_is_said(text):
    assert language_of(text) == ""


@given(some.text(some.characters(max_codepoint=127)))
def test_a_text_without_marks_is_never_called_vietnamese(text):
    assert language_of(text) != "vi"


@given(some.text(some.characters(max_codepoint=127)), some.sampled_from("äöüßñçåøîïû"))
def test_nor_is_one_whose_only_marks_are_of_others(text, letter):
    assert language_of(text + letter) != "vi"


@given(some.lists(some.sampled_from(listed(VIETNAMESE)), min_size=1, max_size=9))
def test_sentences_of_vietnamese_are_vietnamese_together(texts):
    assert language_of(". ".join(texts)) == "vi"


@given(some.text())
def test_it_does_not_matter_how_the_marks_are_written(text):
    assert language_of(unicodedata.normalize("NFD", text)) == language_of(unicodedata.normalize("NFC", text))
