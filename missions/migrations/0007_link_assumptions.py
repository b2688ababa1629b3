from django.db import migrations


def link(apps, schema_editor):
    """Each row takes the place of the one of its key before it."""
    last = {}
    for row in apps.get_model("missions", "Assumption").objects.order_by("recorded_at", "pk"):
        if row.key in last:
            row.replaces_id = last[row.key]
            row.save(update_fields=["replaces"])
        last[row.key] = row.pk


def drop_copies(apps, schema_editor):
    """Forecasts that were kept more than once in a day, the same in every digit: the first stays."""
    seen = set()
    for row in apps.get_model("missions", "ForecastRun").objects.order_by("on", "made_at", "pk").only("pk", "on", "sha256"):
        if (row.on, row.sha256) in seen:
            row.delete()
        seen.add((row.on, row.sha256))


class Migration(migrations.Migration):
    dependencies = [
        ("missions", "0006_assumptions_replaced"),
    ]

    operations = [
        migrations.RunPython(link, migrations.RunPython.noop),
        migrations.RunPython(drop_copies, migrations.RunPython.noop),
    ]
