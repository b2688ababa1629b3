"""Forms in the look of the house; their clean text, days and numbers come from `accounts.inputs` and are given on here."""

from typing import Any

from django.forms.renderers import TemplatesSetting

from accounts.inputs import CleanedForm, DayField, NumberField, ReasonField, Suggest, TimeField, WholeField, sometimes

__all__ = ["CleanedForm", "DayField", "HouseRenderer", "NumberField", "ReasonField", "Suggest", "TimeField", "WholeField", "sometimes"]
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
                context = {**context, "widget": {**widget, "attrs": attrs}}
        return super().render(template_name, context, request)


def _is_box(template_name: str, widget: dict[str, Any]) -> bool:
    if "optgroups" in widget:
        return template_name.endswith("/select.html")
    return widget.get("type") not in _WITHOUT_BOX
