"""A unit takes back what it has sent: a decision of its own, and a reason as for a return."""

from django.db import migrations, models

from reports import triggers


class Migration(migrations.Migration):
    dependencies = [("reports", "0019_notes_keep_their_report")]

    operations = [
        # On SQLite the table is rebuilt: without its triggers, which are installed again below.
        migrations.RunPython(
            lambda apps, editor: triggers.remove(editor.connection, triggers.SUBMITTED),
            lambda apps, editor: triggers.install(editor.connection),
            elidable=False,
        ),
        migrations.AlterField(
            model_name="quarterlyreport",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("submitted", "Submitted"),
                    ("returned", "Returned"),
                    ("withdrawn", "Taken back by the unit"),
                    ("accepted", "Accepted"),
                    ("reopened", "Reopened"),
                ],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="reportversion",
            name="decision",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Open"),
                    ("accepted", "Accepted"),
                    ("returned", "Returned"),
                    ("withdrawn", "Taken back by the unit"),
                ],
                default="",
                max_length=10,
            ),
        ),
        migrations.RemoveConstraint(model_name="reportversion", name="a_return_has_a_reason"),
        migrations.AddConstraint(
            model_name="reportversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision__in", ["returned", "withdrawn"]), _negated=True)
                | models.Q(("decision_reason", ""), _negated=True),
                name="what_comes_back_has_a_reason",
            ),
        ),
        migrations.RunPython(
            lambda apps, editor: triggers.install(editor.connection),
            lambda apps, editor: triggers.remove(editor.connection, triggers.SUBMITTED),
            elidable=False,
        ),
    ]
