"""The tables of a new house, made in one go; a house that has applied what this replaces has them already (docs/decisions/0056)."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import plan.bilingual


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("missions", "0001_initial"),
        ("missions", "0002_wording_in_both_languages"),
        ("missions", "0003_corrected_events"),
        ("missions", "0004_openings_and_forecast"),
        ("missions", "0005_codes_in_any_case"),
        ("missions", "0006_assumptions_replaced"),
        ("missions", "0007_link_assumptions"),
        ("missions", "0008_one_of_each"),
    ]
    dependencies = [
        ("accounts", "0005_codes_in_any_case"),
    ]

    operations = [
        migrations.CreateModel(
            name="Country",
            fields=[
                ("iso2", models.CharField(max_length=2, primary_key=True, serialize=False)),
                ("name_vi", models.CharField(blank=True, max_length=120)),
                ("name_en", models.CharField(blank=True, max_length=120)),
                ("basis", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["iso2"],
            },
            bases=(plan.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("position", models.PositiveSmallIntegerField()),
                ("name_vi", models.CharField(max_length=120)),
                ("name_en", models.CharField(max_length=120)),
            ],
            options={
                "ordering": ["position", "code"],
            },
            bases=(plan.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="Mission",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("unit", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="mission", to="accounts.unit")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("embassy", "Embassy"),
                            ("consulate_general", "Consulate General"),
                            ("consulate", "Consulate"),
                            ("permanent_mission", "Permanent mission"),
                            ("delegation", "Delegation"),
                            ("permanent_observer_mission", "Permanent observer mission"),
                            ("economic_cultural_office", "Economic and cultural office"),
                        ],
                        max_length=30,
                        verbose_name="kind",
                    ),
                ),
                ("is_intention", models.BooleanField(default=False)),
                (
                    "host_country",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="missions", to="missions.country"
                    ),
                ),
                ("organisation", models.CharField(blank=True, max_length=200)),
                ("host_vi", models.CharField(blank=True, max_length=200)),
                ("host_en", models.CharField(blank=True, max_length=200)),
                ("city_vi", models.CharField(blank=True, max_length=120)),
                ("city_en", models.CharField(blank=True, max_length=120)),
                ("latitude", models.DecimalField(decimal_places=5, max_digits=8, null=True)),
                ("longitude", models.DecimalField(decimal_places=5, max_digits=8, null=True)),
                ("time_zone", models.CharField(max_length=50)),
                ("region", models.CharField(blank=True, max_length=60)),
                ("region_broad", models.CharField(blank=True, max_length=60)),
                ("accredited_organisations", models.CharField(blank=True, max_length=200)),
                ("basis", models.TextField(blank=True)),
                ("source_vi", models.TextField(blank=True)),
                ("source_en", models.TextField(blank=True)),
                ("confidence", models.CharField(blank=True, max_length=10)),
                ("coordinate_basis", models.TextField(blank=True)),
                ("notes", models.TextField(blank=True)),
                ("search_text", models.TextField(default="", editable=False)),
                ("accredited_to", models.ManyToManyField(blank=True, related_name="accreditations", to="missions.country")),
            ],
            options={
                "ordering": ["unit__sort_key"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(
                                ("latitude__isnull", False),
                                ("latitude__range", (-90, 90)),
                                ("longitude__isnull", False),
                                ("longitude__range", (-180, 180)),
                            ),
                            _connector="OR",
                        ),
                        name="mission_coordinates_together",
                    ),
                    models.CheckConstraint(condition=models.Q(("time_zone", ""), _negated=True), name="mission_has_a_time_zone"),
                ],
            },
            bases=(plan.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="MissionEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mission", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="events", to="missions.mission")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("opened", "Opened"),
                            ("suspended", "Suspended"),
                            ("reopened", "Reopened"),
                            ("closed", "Closed"),
                            ("upgraded", "Upgraded"),
                            ("moved", "Moved"),
                        ],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField(null=True)),
                (
                    "precision",
                    models.CharField(
                        choices=[
                            ("day", "To the day"),
                            ("month", "To the month"),
                            ("year", "To the year"),
                            ("not_later_than", "Not later than"),
                            ("not_earlier_than", "Not earlier than"),
                            ("unknown", "Not known"),
                        ],
                        max_length=20,
                        verbose_name="precision",
                    ),
                ),
                ("decision_number", models.CharField(blank=True, max_length=100)),
                ("basis", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("corrected_at", models.DateTimeField(null=True)),
                (
                    "corrects",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="corrected_by", to="missions.missionevent"
                    ),
                ),
            ],
            options={
                "ordering": ["on", "id"],
                "indexes": [models.Index(fields=["mission", "kind", "on"], name="event_by_mission")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("on__isnull", True), ("precision", "unknown")),
                            models.Q(models.Q(("precision", "unknown"), _negated=True), ("on__isnull", False)),
                            _connector="OR",
                        ),
                        name="event_date_or_unknown",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("corrected_at__isnull", True)), fields=("mission", "kind", "on"), name="one_such_event_a_day"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("corrected_at__isnull", True), ("kind", "opened")),
                        fields=("mission",),
                        name="a_mission_is_opened_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["closed", "suspended", "reopened"]), _negated=True),
                            ("on__isnull", False),
                            _connector="OR",
                        ),
                        name="an_end_has_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NetworkTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("total", models.PositiveSmallIntegerField()),
                ("embassies", models.PositiveSmallIntegerField(null=True)),
                ("consulates", models.PositiveSmallIntegerField(null=True)),
                ("missions_at_organisations", models.PositiveSmallIntegerField(null=True)),
                ("offices", models.PositiveSmallIntegerField(null=True)),
                ("is_official", models.BooleanField(default=False)),
                ("source", models.TextField()),
                ("source_vi", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                ("note_vi", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["on"],
                "constraints": [models.UniqueConstraint(fields=("on", "source"), name="one_total_a_source_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("name_vi", models.CharField(max_length=250, verbose_name="name in Vietnamese")),
                ("name_en", models.CharField(blank=True, max_length=250, verbose_name="name in English")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("embassy", "Embassy"),
                            ("consulate_general", "Consulate General"),
                            ("consulate", "Consulate"),
                            ("permanent_mission", "Permanent mission"),
                            ("delegation", "Delegation"),
                            ("permanent_observer_mission", "Permanent observer mission"),
                            ("economic_cultural_office", "Economic and cultural office"),
                        ],
                        max_length=30,
                        verbose_name="kind",
                    ),
                ),
                (
                    "lead_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="accounts.unit",
                        verbose_name="department that leads it",
                    ),
                ),
                (
                    "region",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("africa", "Africa"),
                            ("americas", "Americas"),
                            ("asia_pacific", "Asia-Pacific"),
                            ("europe", "Europe"),
                            ("middle_east", "Middle East"),
                        ],
                        max_length=20,
                        verbose_name="region",
                    ),
                ),
                ("latitude", models.DecimalField(decimal_places=5, max_digits=8, null=True, verbose_name="latitude")),
                ("longitude", models.DecimalField(decimal_places=5, max_digits=8, null=True, verbose_name="longitude")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "state",
                    models.CharField(
                        choices=[("prepared", "In preparation"), ("opened", "Has opened"), ("abandoned", "Given up")],
                        default="prepared",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("abandoned_reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "mission",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="opening", to="missions.mission"
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("search_text", models.TextField(default="", editable=False)),
            ],
            options={
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("code", ""), _negated=True), models.Q(("name_vi", ""), _negated=True)),
                        name="opening_has_code_and_name",
                    ),
                    models.UniqueConstraint(django.db.models.functions.text.Lower("code"), name="opening_code_in_any_case"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mission__isnull", False), ("state", "opened")),
                            models.Q(models.Q(("state", "opened"), _negated=True), ("mission__isnull", True)),
                            _connector="OR",
                        ),
                        name="opening_opened_is_a_mission",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "abandoned"), models.Q(("abandoned_reason", ""), _negated=True)),
                            models.Q(models.Q(("state", "abandoned"), _negated=True), ("abandoned_reason", "")),
                            _connector="OR",
                        ),
                        name="opening_given_up_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(
                                ("latitude__gte", -90),
                                ("latitude__isnull", False),
                                ("latitude__lte", 90),
                                ("longitude__gte", -180),
                                ("longitude__isnull", False),
                                ("longitude__lte", 180),
                            ),
                            _connector="OR",
                        ),
                        name="opening_lies_on_the_globe",
                    ),
                ],
            },
            bases=(plan.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="OpeningStage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("opening", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="missions.opening")),
                ("stage", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="missions.stage")),
                ("earliest", models.DateField(null=True, verbose_name="at the earliest")),
                ("likely", models.DateField(null=True, verbose_name="most likely")),
                ("latest", models.DateField(null=True, verbose_name="at the latest")),
                (
                    "chance",
                    models.PositiveSmallIntegerField(
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0), django.core.validators.MaxValueValidator(100)],
                        verbose_name="chance",
                    ),
                ),
                ("reached_on", models.DateField(null=True, verbose_name="reached on")),
                ("evidence", models.TextField(blank=True, verbose_name="evidence")),
                ("address", models.CharField(blank=True, max_length=2000, verbose_name="address")),
            ],
            options={
                "ordering": ["stage__position"],
                "constraints": [
                    models.UniqueConstraint(fields=("opening", "stage"), name="one_row_a_stage_of_an_opening"),
                    models.CheckConstraint(
                        condition=models.Q(("chance__isnull", True), models.Q(("chance__gte", 0), ("chance__lte", 100)), _connector="OR"),
                        name="stage_chance_is_a_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("earliest__isnull", True), ("latest__isnull", True), ("likely__isnull", True)),
                            models.Q(
                                ("earliest__isnull", False),
                                ("latest__gte", models.F("likely")),
                                ("latest__isnull", False),
                                ("likely__gte", models.F("earliest")),
                                ("likely__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="stage_dates_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DateMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="missions.openingstage")),
                ("old_earliest", models.DateField(null=True)),
                ("old_likely", models.DateField(null=True)),
                ("old_latest", models.DateField(null=True)),
                ("earliest", models.DateField(null=True)),
                ("likely", models.DateField(null=True)),
                ("latest", models.DateField(null=True)),
                ("days", models.IntegerField(null=True)),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="date_moves", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-recorded_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Assumption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        choices=[
                            ("opening_rate", "Openings not yet in preparation"),
                            ("closure_rate", "Closures"),
                            ("unnamed_after", "Lead time of openings not yet in preparation"),
                            ("shared_delay", "Delay that all openings share"),
                            ("chance_factor", "Chance of openings against what was assessed"),
                        ],
                        max_length=20,
                        verbose_name="assumption",
                    ),
                ),
                ("value", models.IntegerField(null=True, verbose_name="value")),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="assumptions", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="replaced_by", to="missions.assumption"
                    ),
                ),
            ],
            options={
                "ordering": ["-recorded_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value__isnull", True), ("value__gte", 0), _connector="OR"), name="assumption_not_negative"
                    ),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="assumption_says_why"),
                    models.UniqueConstraint(
                        condition=models.Q(("replaces__isnull", True)), fields=("key",), name="one_first_assumption_of_a_key"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ForecastRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("seed", models.PositiveIntegerField()),
                ("draws", models.PositiveIntegerField()),
                ("inputs", models.JSONField()),
                ("outputs", models.JSONField()),
                ("sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="forecasts", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-made_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("by__isnull", True)), fields=("on",), name="one_nightly_forecast_a_day"),
                    models.UniqueConstraint(fields=("on", "sha256"), name="one_forecast_of_the_same_a_day"),
                ],
            },
        ),
    ]
