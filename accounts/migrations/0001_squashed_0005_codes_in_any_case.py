"""The tables of a new house, made in one go; a house that has applied what this replaces has them already (docs/decisions/0056)."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from accounts import triggers


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("accounts", "0001_initial"),
        ("accounts", "0002_history_triggers"),
        ("accounts", "0003_unit_is_planned"),
        ("accounts", "0004_membership_ended_at"),
        ("accounts", "0005_codes_in_any_case"),
    ]
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail address")),
                ("name", models.CharField(max_length=150, verbose_name="full name")),
                (
                    "language",
                    models.CharField(
                        choices=[("vi", "Tiếng Việt"), ("en", "English")], default="vi", max_length=5, verbose_name="language"
                    ),
                ),
                ("time_zone", models.CharField(default="Asia/Ho_Chi_Minh", max_length=50, verbose_name="time zone")),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("date_joined", models.DateTimeField(auto_now_add=True)),
                ("search_text", models.TextField(default="", editable=False)),
                ("sort_key", models.CharField(db_index=True, default="", editable=False, max_length=250)),
            ],
            options={
                "ordering": ["sort_key"],
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="api_tokens", to=settings.AUTH_USER_MODEL),
                ),
                ("label", models.CharField(max_length=100)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("read_only", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("last_used_on", models.DateField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to=settings.AUTH_USER_MODEL),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("name_vi", models.CharField(max_length=250, verbose_name="name in Vietnamese")),
                ("name_en", models.CharField(max_length=250, verbose_name="name in English")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("department", "Department"),
                            ("bureau", "Bureau"),
                            ("office", "Office"),
                            ("inspectorate", "Inspectorate"),
                            ("local_department", "Local department"),
                            ("commission", "Commission"),
                            ("school", "School"),
                            ("newspaper", "Newspaper"),
                            ("group", "Group of units"),
                            ("leadership", "Ministry leadership"),
                            ("ministry", "Ministry"),
                            ("ministerial_agency", "Ministerial agency"),
                            ("province", "Province or city"),
                            ("mission", "Representative mission"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="children", to="accounts.unit"
                    ),
                ),
                (
                    "lead_unit",
                    models.ForeignKey(
                        blank=True,
                        help_text="The geographic department that follows this mission.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_units",
                        to="accounts.unit",
                    ),
                ),
                (
                    "until",
                    models.DateField(
                        blank=True, help_text="First day on which the unit no longer exists.", null=True, verbose_name="until"
                    ),
                ),
                ("is_planned", models.BooleanField(default=False)),
                ("basis", models.TextField(blank=True)),
                ("search_text", models.TextField(default="", editable=False)),
                ("sort_key", models.CharField(db_index=True, default="", editable=False, max_length=250)),
                ("successors", models.ManyToManyField(blank=True, related_name="predecessors", to="accounts.unit")),
            ],
            options={
                "ordering": ["sort_key"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("code", ""), _negated=True), name="unit_has_a_code"),
                    models.UniqueConstraint(django.db.models.functions.text.Lower("code"), name="unit_code_in_any_case"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="events", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("by_label", models.CharField(max_length=200)),
                (
                    "acting_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events_as_principal",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("acting_for_label", models.CharField(blank=True, max_length=200)),
                ("verb", models.CharField(max_length=60)),
                ("object_kind", models.CharField(max_length=60)),
                ("object_id", models.CharField(max_length=40)),
                ("object_code", models.CharField(max_length=120)),
                ("object_label", models.CharField(max_length=300)),
                (
                    "unit",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="events", to="accounts.unit"),
                ),
                ("fields", models.CharField(blank=True, max_length=300)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["object_kind", "object_id", "-id"], name="event_by_object"),
                    models.Index(fields=["unit", "-id"], name="event_by_unit"),
                    models.Index(fields=["by", "-id"], name="event_by_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="EventBody",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="body",
                        serialize=False,
                        to="accounts.event",
                    ),
                ),
                ("changes", models.JSONField(default=dict)),
                ("reason", models.TextField(blank=True)),
                ("salt", models.CharField(max_length=32)),
                ("redacted_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="seal", to="accounts.event")),
                ("previous", models.CharField(max_length=64, unique=True)),
                ("hash", models.CharField(max_length=64, unique=True)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="memberships", to="accounts.unit", verbose_name="unit"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("unit_officer", "Unit officer"),
                            ("unit_head", "Head of unit"),
                            ("mission_officer", "Mission officer"),
                            ("mission_head", "Head of mission"),
                            ("personnel", "Personnel department"),
                            ("secretariat", "Secretariat"),
                            ("leadership", "Ministry leadership"),
                            ("auditor", "Auditor"),
                            ("administrator", "Administrator"),
                        ],
                        max_length=30,
                        verbose_name="role",
                    ),
                ),
                ("from_on", models.DateField(verbose_name="from")),
                ("until_on", models.DateField(blank=True, help_text="Last day; empty while it lasts.", null=True, verbose_name="until")),
                ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="ended at")),
                (
                    "acting_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deputies",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="acting for",
                    ),
                ),
            ],
            options={
                "ordering": ["-from_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"),
                        name="membership_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("acting_for__isnull", True), models.Q(("acting_for", models.F("user")), _negated=True), _connector="OR"
                        ),
                        name="nobody_acts_for_themselves",
                    ),
                ],
            },
        ),
        migrations.RunPython(
            lambda apps, editor: triggers.install(editor.connection),
            lambda apps, editor: triggers.remove(editor.connection),
            elidable=False,
        ),
    ]
