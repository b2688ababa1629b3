"""Notes on a mission are kept in Vietnamese beside those in English; what stands stays where it is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("missions", "0009_kinds_with_a_history")]

    operations = [
        migrations.AddField(model_name="mission", name="notes_vi", field=models.TextField(blank=True)),
    ]
