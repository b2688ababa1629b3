"""The tables of a new house, made in one go; a house that has applied what this replaces has them already (docs/decisions/0056)."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import office.models.stored_file


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("office", "0001_initial"),
        ("office", "0002_stored_file"),
        ("office", "0003_saved_views"),
        ("office", "0004_import_draft"),
        ("office", "0005_comment_mention_visit"),
        ("office", "0006_outgoing_mail"),
        ("office", "0007_turns"),
    ]
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("part", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("job", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("ended_at", models.DateTimeField()),
                ("took", models.FloatField(default=0)),
                ("did", models.IntegerField(null=True)),
                ("error", models.TextField(blank=True)),
                ("gap_from", models.DateTimeField(null=True)),
                ("gap_until", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("object_kind", models.CharField(max_length=60)),
                ("object_code", models.CharField(max_length=120)),
                ("object_label", models.CharField(max_length=300)),
                ("address", models.CharField(max_length=300)),
                (
                    "author",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="comments", to=settings.AUTH_USER_MODEL),
                ),
                ("text", models.TextField(verbose_name="comment")),
                ("language", models.CharField(default="vi", max_length=5)),
                ("at", models.DateTimeField()),
                ("edited_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["at", "pk"],
                "indexes": [models.Index(fields=["object_kind", "object_code", "at"], name="comment_by_object")],
            },
        ),
        migrations.CreateModel(
            name="ImportDraft",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="import_drafts", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=40)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("grid", models.JSONField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["made_at"], name="import_draft_by_age")],
            },
        ),
        migrations.CreateModel(
            name="Installation",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("real", "Real data"), ("demo", "Illustrative data")], default="real", max_length=10)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_installation")],
            },
        ),
        migrations.CreateModel(
            name="Mail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, unique=True)),
                ("kind", models.CharField(max_length=40)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="mail", to=settings.AUTH_USER_MODEL)),
                ("address", models.CharField(max_length=254)),
                ("language", models.CharField(max_length=5)),
                ("subject", models.CharField(max_length=300)),
                ("text", models.TextField(blank=True)),
                ("enclosed", models.JSONField(null=True)),
                ("message_id", models.CharField(max_length=120, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Refused by the mail server"),
                            ("gave_up", "Given up after many tries"),
                            ("dropped", "Not sent: no longer needed"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("not_before", models.DateTimeField()),
                ("owner", models.UUIDField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(fields=["state", "not_before"], name="mail_to_send"),
                    models.Index(fields=["-created_at"], name="mail_by_age"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sending"), _negated=True),
                            models.Q(("lease_until__isnull", False), ("owner__isnull", False)),
                            _connector="OR",
                        ),
                        name="sending_means_owned",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MailOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="mail_off", to=settings.AUTH_USER_MODEL),
                ),
                ("kind", models.CharField(max_length=40)),
                ("since", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "kind"), name="a_kind_is_off_once")],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("comment", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="mentions", to="office.comment")),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="mentions", to=settings.AUTH_USER_MODEL),
                ),
                ("read_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("read_at__isnull", True)), fields=["user"], name="mention_unread")],
                "constraints": [models.UniqueConstraint(fields=("comment", "user"), name="one_mention_a_person")],
            },
        ),
        migrations.CreateModel(
            name="RememberedAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
                ("key", models.CharField(max_length=200)),
                ("request_digest", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField()),
                ("body", models.JSONField(null=True)),
                ("location", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "key"), name="one_answer_a_key")],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("job", models.CharField(max_length=120)),
                ("key", models.CharField(max_length=200, unique=True)),
                ("payload", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("owner", models.UUIDField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("steps_done", models.PositiveIntegerField(default=0)),
                ("steps_total", models.PositiveIntegerField(default=0)),
                ("step", models.CharField(blank=True, max_length=200)),
                ("error", models.TextField(blank=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="runs", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("woken_at", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("beat_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["state", "lease_until"], name="run_to_sweep")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "running"), _negated=True),
                            models.Q(("lease_until__isnull", False), ("owner__isnull", False)),
                            _connector="OR",
                        ),
                        name="running_means_owned",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "owner",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="saved_views", to=settings.AUTH_USER_MODEL),
                ),
                ("page", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("query", models.CharField(blank=True, max_length=2000, verbose_name="filter")),
                ("is_shared", models.BooleanField(default=False, verbose_name="shared")),
            ],
            options={
                "ordering": ["is_shared", "name", "id"],
                "constraints": [models.UniqueConstraint(fields=("owner", "page", "name"), name="one_view_a_name")],
            },
        ),
        migrations.CreateModel(
            name="DefaultView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="default_views", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("page", models.CharField(max_length=40)),
                ("view", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="default_for", to="office.savedview")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "page"), name="one_default_view_a_page")],
            },
        ),
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.FileField(upload_to=office.models.stored_file.place_for)),
                ("name", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=10)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "stored_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="stored_files", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("stored_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="stored_file_is_not_empty")],
            },
        ),
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="visits", to=settings.AUTH_USER_MODEL),
                ),
                ("object_kind", models.CharField(max_length=60)),
                ("object_code", models.CharField(max_length=120)),
                ("at", models.DateTimeField(db_index=True)),
                ("before", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "object_kind", "object_code"), name="one_visit_an_object")],
            },
        ),
    ]
