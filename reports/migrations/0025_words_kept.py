"""What a report says is kept with it (docs/decisions/0042). Those compiled before have no words kept: their page says so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0024_reviews_kept")]

    operations = [
        migrations.AddField(model_name="progressreport", name="words", field=models.JSONField(null=True)),
    ]
