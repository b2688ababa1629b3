"""The digit 0 was written as the sign that parts words, so that 109 stood before 10; the keys of names are made anew."""

from django.db import migrations

from accounts.folding import sort_key


def make_anew(apps, schema_editor):
    for model, name in (("Unit", "name_vi"), ("User", "name")):
        rows = apps.get_model("accounts", model).objects
        for row in rows.only(name).iterator(1000):
            rows.filter(pk=row.pk).update(sort_key=sort_key(getattr(row, name)))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_codes_in_any_case")]

    operations = [migrations.RunPython(make_anew, migrations.RunPython.noop, elidable=True)]
