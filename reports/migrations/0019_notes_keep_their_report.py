"""No report goes while somebody's note stands on it. It depends on the last step of those who came step by step: in a house made
in one go that name stands for the one migration that replaces it (docs/decisions/0056)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0018_named_units_never_change")]

    operations = [
        migrations.AlterField(
            "reportnote",
            "report",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="reports.progressreport"),
        ),
    ]
