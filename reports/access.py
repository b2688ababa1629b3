"""Who sees and compiles progress reports: 404 for a stranger, 403 for a reader who may not compile."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from accounts.permissions import Permission, can
from reports.models import ProgressReport, ProgressReportQuerySet

Visitor = User | AnonymousUser


def reports_for(user: Visitor) -> ProgressReportQuerySet:
    if not can(user, Permission.PROGRESS_REPORT_READ):
        raise Http404
    return ProgressReport.objects.all()


def report_for(user: Visitor, pk: int) -> ProgressReport:
    return get_object_or_404(reports_for(user).with_rows(), pk=pk)


def may_compile(user: Visitor) -> bool:
    return can(user, Permission.PROGRESS_REPORT_COMPILE)


def must_compile(user: Visitor) -> None:
    if not can(user, Permission.PROGRESS_REPORT_READ):
        raise Http404
    if not may_compile(user):
        raise PermissionDenied
