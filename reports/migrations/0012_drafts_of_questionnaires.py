from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F

from reports import triggers


def publish(apps, editor):
    """What stood before there were drafts had been published when it was loaded."""
    apps.get_model("reports", "Questionnaire").objects.update(published_at=F("recorded_at"))


class Migration(migrations.Migration):
    dependencies = [("reports", "0011_reminders"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField("questionnaire", "version", models.PositiveIntegerField(default=1, editable=False)),
        migrations.AddField("questionnaire", "published_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "questionnaire",
            "published_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="questionnaires_published",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(publish, migrations.RunPython.noop),
        migrations.RunPython(
            lambda apps, editor: triggers.install(editor.connection),
            lambda apps, editor: triggers.remove(editor.connection, triggers.PUBLISHED),
            elidable=False,
        ),
    ]
