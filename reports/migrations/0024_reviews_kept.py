"""What a reviewer writes before deciding, saved to go on later."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0023_replies_to_remarks"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="ReviewDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("reason", models.TextField(blank=True)),
                ("remarks", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="review_drafts", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "report_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="review_drafts", to="reports.reportversion"
                    ),
                ),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("report_version", "by"), name="one_review_draft_a_person")]},
        ),
    ]
