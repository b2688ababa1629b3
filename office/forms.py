"""Forms in the look of the house; their clean text, days and numbers come from `accounts.inputs` and are given on here."""

from typing import Any

from django import forms
from django.core.files.base import File
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from accounts.inputs import CleanedForm, DayField, NumberField, ReasonField, Suggest, sometimes
from office import files
from office.inspection import ENDINGS, Taken

__all__ = ["CleanedForm", "DayField", "HouseRenderer", "NumberField", "ReasonField", "Suggest", "UploadField", "sometimes"]
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
                context = {**context, "widget": {**widget, "attrs": attrs}}
        return super().render(template_name, context, request)


def _is_box(template_name: str, widget: dict[str, Any]) -> bool:
    if "optgroups" in widget:
        return template_name.endswith("/select.html")
    return widget.get("type") not in _WITHOUT_BOX
