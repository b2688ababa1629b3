from django.urls import URLPattern, URLResolver, path

from accounts import views

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/profile/", views.profile, name="profile"),
    path("accounts/sessions/", views.sessions, name="sessions"),
    path("accounts/tokens/", views.tokens, name="tokens"),
    path("accounts/invitation/<str:token>/", views.invitation, name="invitation"),
    path("manage/", views.manage, name="manage"),
    path("manage/users/", views.users, name="users"),
    path("manage/users/invite/", views.user_invite, name="user-invite"),
    path("manage/users/invite-list/", views.invite_list, name="invite-list"),
    path("manage/users/<int:pk>/", views.user, name="user"),
    path("manage/users/<int:pk>/roles/add/", views.membership_add, name="membership-add"),
    path("manage/roles/<int:pk>/", views.membership_edit, name="membership-edit"),
    path("manage/units/", views.units, name="units"),
    path("manage/units/<slug:code>/", views.unit, name="unit"),
    path("audit/", views.audit, name="audit"),
    path("audit/<int:pk>/", views.event, name="event"),
    path("audit/<int:pk>/redact/", views.redact, name="redact"),
]
