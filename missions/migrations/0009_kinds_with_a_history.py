"""The kind of a mission gets a history. What stands keeps its kind: nothing is known of another. Where somebody has corrected a kind
since, what the register said before is taken from the history, so that what was known on a day can be asked for again."""

import django.db.models.deletion
from django.db import migrations, models

KINDS = [
    ("embassy", "Embassy"),
    ("consulate_general", "Consulate General"),
    ("consulate", "Consulate"),
    ("permanent_mission", "Permanent mission"),
    ("delegation", "Delegation"),
    ("permanent_observer_mission", "Permanent observer mission"),
    ("economic_cultural_office", "Economic and cultural office"),
]
EVENTS = [
    ("opened", "Opened"),
    ("suspended", "Suspended"),
    ("reopened", "Reopened"),
    ("closed", "Closed"),
    ("upgraded", "Upgraded or changed in kind"),
    ("moved", "Moved"),
]


def remember(apps, schema_editor):
    """What each mission was said to be before its kind was edited or loaded anew."""
    former, kinds = apps.get_model("missions", "FormerKind").objects, {key for key, _label in KINDS}
    missions = {str(pk) for pk in apps.get_model("missions", "Mission").objects.values_list("pk", flat=True)}
    events = apps.get_model("accounts", "Event").objects.filter(object_kind="missions.mission", fields__contains="kind")
    found = []
    for event in events.select_related("body").order_by("at", "pk"):
        old = event.body.changes.get("kind", [""])[0]  # a body that was blanked holds none
        if old in kinds and event.object_id in missions:
            found.append(former.model(mission_id=int(event.object_id), kind=old, until=event.at))
    former.bulk_create(found)


class Migration(migrations.Migration):
    dependencies = [("missions", "0008_one_of_each")]

    operations = [
        migrations.AlterField("missionevent", "kind", models.CharField(choices=EVENTS, max_length=10)),
        migrations.AddField(
            "missionevent", "from_kind", models.CharField(blank=True, choices=KINDS, default="", max_length=30, verbose_name="kind before")
        ),
        migrations.AddField(
            "missionevent", "to_kind", models.CharField(blank=True, choices=KINDS, default="", max_length=30, verbose_name="kind after")
        ),
        migrations.AddConstraint(
            "missionevent",
            models.CheckConstraint(
                condition=models.Q(("from_kind", ""), ("to_kind", ""))
                | models.Q(
                    ("kind", "upgraded"),
                    ("on__isnull", False),
                    ~models.Q(from_kind=""),
                    ~models.Q(to_kind=""),
                    ~models.Q(from_kind=models.F("to_kind")),
                ),
                name="an_upgrade_has_two_kinds_and_a_day",
            ),
        ),
        migrations.CreateModel(
            name="FormerKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=KINDS, max_length=30)),
                ("until", models.DateTimeField()),
                (
                    "mission",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="former_kinds", to="missions.mission"),
                ),
            ],
            options={
                "ordering": ["until", "id"],
                "indexes": [models.Index(fields=["mission", "until"], name="former_kind_by_mission")],
            },
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
