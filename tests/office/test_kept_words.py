"""Words, labels, addresses and an empty form that are made once say the same as those made anew, in each language."""

import pytest
from django.db.models import Model
from django.template import Context, Engine, Template
from django.templatetags import i18n
from django.urls import NoReverseMatch
from django.utils.translation import override

from office.comment_form import CommentForm, empty_form
from plan.models import Measure

WORDS = [
    '{% translate "Plan" %}',
    '{% translate "Next" context "page" %}',
    '{% translate "Plan" as kept %}[{{ kept }}]',
    '{% translate "Plan" noop %}',
    "{% translate word %}",
    "{% blocktranslate with day=day %}as of {{ day }}{% endblocktranslate %}",
    "{% blocktranslate with n=7 %}{{ n }}%{% endblocktranslate %}",
    "{% blocktranslate count n=n %}{{ n }} measure{% plural %}{{ n }} measures{% endblocktranslate %}",
    "{% blocktranslate count n=1 %}{{ n }} measure{% plural %}{{ n }} measures{% endblocktranslate %}",
    "{% blocktranslate trimmed %}Roadmap <b>292</b>{% endblocktranslate %}",
    "{% blocktranslate with day=day asvar kept %}as of {{ day }}{% endblocktranslate %}[{{ kept }}]",
    "{% blocktranslate %}{{ missing }} and {{ day }}{% endblocktranslate %}",
]


@pytest.mark.parametrize("text", WORDS)
def test_a_kept_word_is_djangos_in_each_language(text: str) -> None:
    ours, theirs = Template("{% load i18n %}" + text), Template(text, engine=_plain_engine())
    for language in ("vi", "en", "vi"):
        with override(language):
            drawn = [made.render(Context({"day": "<1>", "n": 3, "word": "Plan"})) for made in (ours, theirs)]
        assert drawn[0] == drawn[1]
        assert drawn[0]


def test_the_words_do_follow_the_language() -> None:
    word = Template('{% load i18n %}{% translate "Plan" %}')
    drawn = []
    for language in ("vi", "en"):
        with override(language):
            drawn.append(word.render(Context()))
    assert drawn == ["Kế hoạch", "Plan"]


def test_a_translation_that_cannot_be_filled_is_said_in_the_language_of_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    block = Template("{% load i18n %}{% blocktranslate with day=1 %}as of {{ day }}{% endblocktranslate %}")
    monkeypatch.setattr("office.templatetags.i18n.gettext", lambda _words: "%(tag)s")
    with override("en"):
        assert block.render(Context()) == "as of 1"


def test_an_address_is_that_of_its_parts() -> None:
    link = Template('{% url "plan:measure" plan code %}')
    assert link.render(Context({"plan": "292", "code": "1.1"})) == "/plan/292/measures/1.1/"
    assert link.render(Context({"plan": "292", "code": "1.2"})) == "/plan/292/measures/1.2/"


def test_an_address_that_is_none_is_said_so_each_time() -> None:
    for _turn in range(2):
        with pytest.raises(NoReverseMatch):
            Template('{% url "plan:none" %}').render(Context())
        assert Template('{% url "plan:none" as none %}[{{ none }}]').render(Context()) == "[]"


def _plain_engine() -> Engine:
    engine = Engine(builtins=["django.templatetags.i18n"])
    assert engine.template_libraries == {}
    assert i18n.register in engine.template_builtins
    return engine


@pytest.mark.parametrize("kind", ["legal_text", "product", "unknown", "of old", "", None])
def test_a_label_is_djangos_in_each_language(kind: str | None) -> None:
    row, field = Measure(output_kind=kind), Measure._meta.get_field("output_kind")
    for language in ("vi", "en", "vi"):
        with override(language):
            assert row.get_output_kind_display() == Model._get_FIELD_display(row, field)


def test_the_labels_do_follow_the_language() -> None:
    drawn = []
    for language in ("vi", "en"):
        with override(language):
            drawn.append(Measure(output_kind="product").get_output_kind_display())
    assert drawn == ["Sản phẩm", "Output"]


def test_the_empty_form_of_a_comment_is_the_form_in_each_language() -> None:
    drawn = []
    for language in ("vi", "en", "vi"):
        with override(language):
            assert empty_form() == CommentForm().render()
            drawn.append(empty_form())
    assert drawn[0] == drawn[2] != drawn[1]


def test_what_somebody_typed_is_never_in_the_form_of_another() -> None:
    with override("vi"):
        assert "thử" in CommentForm({"text": "thử"}).render()
        assert "thử" not in empty_form()
