from django.urls import URLPattern, URLResolver, path

from office import views

app_name = "office"
urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/mail/", views.my_mail, name="my-mail"),
    path("mail/off/<str:token>/", views.mail_off, name="mail-off"),
    path("manage/mail/", views.mail, name="mail"),
    path("manage/mail/retry/", views.mail_retry_all, name="mail-retry-all"),
    path("manage/mail/<int:pk>/retry/", views.mail_retry, name="mail-retry"),
]
