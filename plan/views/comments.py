"""Comments on a measure: the plan says who may, `office.comments` does the rest."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.permissions import Permission, can
from accounts.versions import StaleVersion
from office import comments
from office.comment_form import CommentForm, labelled
from office.comments import Subject
from office.conflicts import conflict
from plan import access
from plan.asked import MEASURE
from plan.models import Measure
from plan.views.acts import about, page_of

OFFERED = 8


def subject_of(measure: Measure) -> Subject:
    return Subject(
        kind=MEASURE,
        code=f"{measure.plan.code}/{measure.code}",
        label=f"{measure.code} {measure.title_vi}",
        address=page_of(measure),
        unit=measure.lead_unit(),
        may_read=partial(can, permission=Permission.PLAN_READ),
    )


@require_POST
def add(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    measure = access.measure_for(request.user, plan, code, to=Permission.COMMENT_WRITE)
    subject, form = subject_of(measure), CommentForm(request.POST)
    if not form.is_valid() or form.warns(subject.may_read):
        return _asked(request, measure, form, _("Comment on the measure"))
    written = comments.write(
        subject=subject, by=request.user, text=form.said(), language=request.LANGUAGE_CODE, mentioned=form.people(), now=timezone.now()
    )
    return redirect(f"{subject.address}#comment-{written.pk}")


def edit(request: HttpRequest, plan: str, code: str, pk: int) -> HttpResponse:
    """By its author."""
    measure, comment = access.comment_for(request.user, plan, code, pk, own=True)
    subject, title = subject_of(measure), _("Change the comment")
    if request.method != "POST":
        form = CommentForm(initial={"text": comment.text, "version": comment.version})
        return _asked(request, measure, form, title, status=200)
    form = CommentForm(request.POST, initial={"version": comment.version})
    if not form.is_valid() or form.warns(subject.may_read):
        return _asked(request, measure, form, title)
    try:
        comments.edit(
            comment=comment,
            unit=subject.unit,
            by=request.user,
            text=form.said(),
            mentioned=form.people(),
            now=timezone.now(),
            seen=form.seen,
        )
    except StaleVersion as stale:
        return conflict(request, form, stale.current, back=subject.address)
    except ValidationError as error:
        form.add_error(None, error)
        return _asked(request, measure, form, title)
    return redirect(f"{subject.address}#comment-{comment.pk}")


@require_POST
def withdraw(request: HttpRequest, plan: str, code: str, pk: int) -> HttpResponse:
    """By its author or the secretariat."""
    measure, comment = access.comment_for(request.user, plan, code, pk)
    subject = subject_of(measure)
    try:
        comments.withdraw(comment=comment, unit=subject.unit, by=request.user, now=timezone.now(), seen=None)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, str(_("The comment has been withdrawn.")))
    return redirect(f"{subject.address}#comments")


@require_safe
def people(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """Names that begin what is typed after “@”: a fragment beside the field."""
    access.measure_for(request.user, plan, code, to=Permission.COMMENT_WRITE)
    typed = request.GET.get("who", "")[:60].strip().lstrip("@")
    found = list(User.objects.filter(is_active=True).matching(typed).order_by("sort_key")[:OFFERED]) if typed else []
    return render(request, "office/_people.html", {"people": labelled(found), "typed": typed})


def _asked(request: HttpRequest, measure: Measure, form: CommentForm, title: object, status: int = 422) -> HttpResponse:
    submit = _("Post anyway") if form.blind else _("Save the comment") if "version" in form.initial else _("Post the comment")
    context = about(measure, title, submit, form=form, blind=form.blind, asks=form.asks)
    return render(request, "plan/comment.html", context, status=status)
