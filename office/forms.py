"""Forms in the look of the house; their clean text, days and numbers come from `accounts.inputs` and are given on here."""

from typing import Any

from django import forms
from django.core.files.base import File
from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.inputs import CleanedForm, DayField, NumberField, ReasonField, Suggest, TimeField, WholeField, sometimes
from office import files
from office.inspection import ENDINGS, Taken

__all__ = [
    "CleanedForm",
    "DayField",
    "HouseRenderer",
    "NumberField",
    "ReasonField",
    "Suggest",
    "TimeField",
    "UploadField",
    "WholeField",
    "sometimes",
]
SELECT = "django/forms/widgets/select.html"
_WITHOUT_BOX = {"checkbox", "radio", "hidden"}


class UploadField(forms.FileField):
    """A file, checked as soon as it is read; its value is what may be kept (`office.files.store`). That nothing secret may
    be chosen, and that it must be chosen again after an error, is written beside it by the template of every field."""

    default_error_messages = {"required": _("Choose a file.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ",".join(ENDINGS)}))
        kwargs.setdefault("help_text", _("Up to 10 MB: PDF, Word, Excel, OpenDocument, PNG, JPEG, text or CSV."))
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Taken | None:
        upload = super().clean(data, initial)
        return files.check(upload) if isinstance(upload, File) else None


class HouseRenderer(TemplatesSetting):
    """Forms, also those of allauth, in our look: own templates, and the class `input` on what is typed into."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        widget = context.get("widget")
        if widget and _is_box(template_name, widget):
            classes = widget["attrs"].get("class", "").split()
            if "input" not in classes:
                attrs = {**widget["attrs"], "class": " ".join(["input", *classes])}
                widget = {**widget, "attrs": attrs}
                context = {**context, "widget": widget}
        if template_name == SELECT:
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _select(widget: dict[str, Any]) -> SafeString:
    """Django's `select.html`, which includes two templates for each option: a filter offers a hundred of them."""
    parts = [format_html('<select name="{}"{}>', widget["name"], _attrs(widget["attrs"]))]
    for name, options, _index in widget["optgroups"]:
        made = [
            format_html('<option value="{}"{}>{}</option>', str(option["value"]), _attrs(option["attrs"]), option["label"])
            for option in options
        ]
        parts += [format_html('<optgroup label="{}">', name), *made, mark_safe("</optgroup>")] if name else made
    return mark_safe("\n".join([*parts, "</select>"]))  # noqa: S308 - of pieces that are escaped


def _attrs(attrs: dict[str, Any]) -> SafeString:
    given = [(name, value) for name, value in attrs.items() if value is not False]
    return mark_safe("".join(format_html(" {}" if value is True else ' {}="{}"', name, value) for name, value in given))  # noqa: S308


def _is_box(template_name: str, widget: dict[str, Any]) -> bool:
    if "optgroups" in widget:
        return template_name.endswith("/select.html")
    return widget.get("type") not in _WITHOUT_BOX
