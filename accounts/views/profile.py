from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts import services
from accounts.adapter import speak
from accounts.conflicts import conflict
from accounts.forms import ProfileForm
from accounts.models import User
from accounts.versions import StaleVersion
from accounts.views.second_factor import state_of


def profile(request: HttpRequest) -> HttpResponse:
    """One's own name, language and clock; what one may do is shown here, not changed."""
    person = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid():
        try:
            services.update_profile(user=person, values=form.values(), by=person, now=timezone.now(), seen=form.seen)
        except StaleVersion as stale:
            return conflict(request, form, stale.current)
        with translation.override(person.language):
            messages.success(request, _("Your profile is saved."))
        response = HttpResponseRedirect(reverse("accounts:profile"))
        speak(response, person.language)
        return response
    memberships = person.memberships.active(timezone.localdate()).select_related("unit", "acting_for")
    context = {"form": form, "memberships": memberships, **state_of(request)}
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)
