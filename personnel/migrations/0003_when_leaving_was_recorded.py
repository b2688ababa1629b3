from django.db import migrations, models
from django.utils import timezone


def said(apps, schema_editor):
    """When the history says that it was recorded; today where it does not, so that nobody is erased too early."""
    events, now = apps.get_model("accounts", "Event").objects.filter(verb="personnel.officer_left"), timezone.now()
    for officer in apps.get_model("personnel", "Officer").objects.filter(left_on__isnull=False, erased_at__isnull=True):
        last = events.filter(object_kind="personnel.officer", object_id=str(officer.pk)).order_by("-id").first()
        officer.left_recorded_at = last.at if last else now
        officer.save(update_fields=["left_recorded_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_membership_ended_at"),
        ("personnel", "0002_training_on_two_clocks"),
    ]

    operations = [
        migrations.AddField(model_name="officer", name="left_recorded_at", field=models.DateTimeField(null=True)),
        migrations.RunPython(said, migrations.RunPython.noop),
    ]
