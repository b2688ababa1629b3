"""The digit 0 was written as the sign that parts words, so that 109 stood before 10; the keys of names are made anew."""

from django.db import migrations

from accounts.folding import sort_key


def make_anew(apps, schema_editor):
    rows = apps.get_model("personnel", "Officer").objects
    for row in rows.exclude(name="").only("name").iterator(1000):  # an erased one keeps nothing
        rows.filter(pk=row.pk).update(sort_key=sort_key(row.name))


class Migration(migrations.Migration):
    dependencies = [("personnel", "0003_when_leaving_was_recorded")]

    operations = [migrations.RunPython(make_anew, migrations.RunPython.noop, elidable=True)]
