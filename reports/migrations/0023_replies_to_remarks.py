"""What a unit answers to the remarks on its report; the database itself refuses to change what has been submitted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from reports import triggers


class Migration(migrations.Migration):
    dependencies = [("reports", "0022_triggers_fire_always"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="replies", to=settings.AUTH_USER_MODEL),
                ),
                ("remark", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="reports.remark")),
                (
                    "report_version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="reports.reportversion"),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("report_version", "remark"), name="one_reply_a_remark_and_version")],
            },
        ),
        migrations.RunPython(
            lambda apps, editor: triggers.install(editor.connection),
            lambda apps, editor: triggers.remove(editor.connection, [triggers.REPLY]),
            elidable=False,
        ),
    ]
