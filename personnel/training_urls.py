"""Addresses of training programmes and courses."""

from django.urls import URLPattern, URLResolver, path

from personnel.api import training
from personnel.views import completion, courses, enrolling, importing, programmes, results

urlpatterns: list[URLPattern | URLResolver] = [
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes.<slug:form>", programmes.programmes_file, name="programmes-file"),
    path("programmes/add/", programmes.add, name="programme-add"),
    path("programmes/completion/", completion.completion, name="completion"),
    path("programmes/completion.<slug:form>", completion.completion_file, name="completion-file"),
    path("programmes/<slug:code>/", programmes.programme, name="programme"),
    path("programmes/<slug:code>/edit/", programmes.edit, name="programme-edit"),
    path("programmes/<slug:code>/targets/", programmes.targets, name="programme-targets"),
    path("programmes/<slug:code>/close/", programmes.close, name="programme-close"),
    path("programmes/<slug:code>/reopen/", programmes.reopen, name="programme-reopen"),
    path("programmes/<slug:code>/courses/add/", courses.add, name="course-add"),
    path("courses/", courses.courses, name="courses"),
    path("courses.<slug:form>", courses.courses_file, name="courses-file"),
    path("courses/<int:pk>/", courses.course, name="course"),
    path("courses/<int:pk>/edit/", courses.edit, name="course-edit"),
    path("courses/<int:pk>/sessions/", courses.sessions, name="course-sessions"),
    path("courses/<int:pk>/cancel/", courses.cancel, name="course-cancel"),
    path("courses/<int:pk>/enrol/", enrolling.enrol, name="course-enrol"),
    path("courses/<int:pk>/enrolments/<int:enrolment>/withdraw/", enrolling.withdraw, name="enrolment-withdraw"),
    path("courses/<int:pk>/results/", results.results, name="course-results"),
    path("courses/<int:pk>/import/", importing.begin, name="course-import"),
    path("courses/<int:pk>/import/<uuid:draft>/", importing.check, name="course-import-check"),
    path("courses/<int:pk>/import/<uuid:draft>/faults.xlsx", importing.faults, name="course-import-faults"),
    path("courses/<int:pk>/<slug:kind>.xlsx", importing.course_file, name="course-file"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("programmes/", training.Programmes.as_view(), name="programmes"),
    path("courses/", training.Courses.as_view(), name="courses"),
    path("courses/<int:pk>/", training.OneCourse.as_view(), name="course"),
    path("courses/<int:pk>/enrolments/", training.Enrolments.as_view(), name="course-enrolments"),
]
