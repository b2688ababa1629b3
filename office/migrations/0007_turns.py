from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0006_outgoing_mail"),
    ]

    operations = [
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
        migrations.AddField(
            model_name="mail",
            name="enclosed",
            field=models.JSONField(null=True),
        ),
    ]
