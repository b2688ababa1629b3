"""The database refuses to change or remove an approved progress report."""

from django.db import migrations

from reports import triggers


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_answer_obligation_quarterlyreport_questionnaire_and_more")]

    operations = [
        migrations.RunPython(
            lambda apps, editor: triggers.install(editor.connection),
            lambda apps, editor: triggers.remove(editor.connection),
            elidable=False,
        )
    ]
