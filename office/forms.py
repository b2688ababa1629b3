"""Forms in the look of the house; their clean text, days and numbers come from `accounts.inputs` and are given on here."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.inputs import CleanedForm, DayField, NumberField, ReasonField, Suggest, sometimes

__all__ = ["CleanedForm", "DayField", "HouseRenderer", "NumberField", "ReasonField", "Suggest", "sometimes"]
SELECT = "django/forms/widgets/select.html"
_WITHOUT_BOX = {"checkbox", "radio", "hidden"}


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
