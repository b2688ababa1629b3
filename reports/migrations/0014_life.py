import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from reports import triggers


class Migration(migrations.Migration):
    dependencies = [
        ("plan", "0011_days_off_and_ad_hoc"),
        ("reports", "0013_four_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # On SQLite the table is rebuilt: without its triggers, which are installed again below.
        migrations.RunPython(
            lambda apps, editor: triggers.remove(editor.connection, triggers.APPROVED),
            lambda apps, editor: triggers.install(editor.connection),
            elidable=False,
        ),
        migrations.AddField(
            model_name="progressreport",
            name="origin",
            field=models.CharField(
                choices=[
                    ("person", "asked for by a person"),
                    ("cut_off", "compiled at the cut-off"),
                    ("due", "compiled when reports were due"),
                    ("night", "draft of the night"),
                ],
                default="person",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="progressreport",
            name="asked_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="progress_reports_asked", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.CreateModel(
            name="ReportNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="note")),
                ("language", models.CharField(default="vi", max_length=5)),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="report_notes", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="reports.progressreport"),
                ),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("drafts", models.BooleanField(default=False, verbose_name="also drafts compiled at the cut-off and when reports are due")),
                ("with_file", models.BooleanField(default=False, verbose_name="with the Word file")),
                ("since", models.DateTimeField()),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="report_subscription", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ScheduledReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "occasion",
                    models.CharField(
                        choices=[("cut_off", "At the cut-off"), ("due", "When reports are due"), ("night", "Every night")], max_length=10
                    ),
                ),
                ("counted_from", models.DateTimeField()),
                ("at", models.DateTimeField()),
                (
                    "period",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="scheduled_reports", to="plan.period"),
                ),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plan.plan")),
                (
                    "report",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="occasions", to="reports.progressreport"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-at"], name="scheduled_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "period", "occasion", "counted_from"), name="an_occasion_is_answered_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60)),
                ("number", models.PositiveIntegerField()),
                ("vi", models.TextField()),
                ("en", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="wordings", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["key", "-number"],
                "constraints": [models.UniqueConstraint(fields=("key", "number"), name="one_wording_a_version")],
            },
        ),
        migrations.RunPython(
            lambda apps, editor: triggers.install(editor.connection),
            lambda apps, editor: triggers.remove(editor.connection, triggers.APPROVED),
            elidable=False,
        ),
    ]
