from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import zones
from accounts.inputs import CleanedForm, Suggest
from accounts.models import User


class ProfileForm(CleanedForm, forms.ModelForm):
    class Meta:
        model = User
        fields = ("name", "language", "time_zone")
        help_texts = {
            "language": _("Of pages and of mail to you."),
            "time_zone": _("Type the city, such as Paris or New York. Deadlines are shown in Hà Nội time and in yours."),
        }
        widgets = {"language": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["time_zone"].widget = Suggest(zones.names(), {"autocomplete": "off", "spellcheck": "false"})

    def clean_time_zone(self) -> str:
        zone = zones.find(self.cleaned_data["time_zone"])
        if zone is None:
            raise ValidationError(_("There is no time zone of this name. Type a city and choose from the list, such as Europe/Paris."))
        return zone

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
