from __future__ import annotations

from django.db import migrations

from reports import triggers


class Migration(migrations.Migration):
    dependencies = [("reports", "0017_scopes")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: triggers.install(editor.connection),
            lambda apps, editor: triggers.remove(editor.connection, [triggers.NAMED]),
            elidable=False,
        )
    ]
