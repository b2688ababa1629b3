import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("missions", "0005_codes_in_any_case"),
    ]

    operations = [
        migrations.AddField(
            model_name="assumption",
            name="replaces",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="replaced_by", to="missions.assumption"
            ),
        ),
    ]
