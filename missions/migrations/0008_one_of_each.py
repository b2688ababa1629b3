from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("missions", "0007_link_assumptions"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="assumption",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", True)), fields=("key",), name="one_first_assumption_of_a_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="forecastrun",
            constraint=models.UniqueConstraint(fields=("on", "sha256"), name="one_forecast_of_the_same_a_day"),
        ),
    ]
