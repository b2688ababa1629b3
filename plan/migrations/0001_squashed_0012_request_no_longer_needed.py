"""The tables of a new house, made in one go; a house that has applied what this replaces has them already (docs/decisions/0056)."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import plan.bilingual


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("plan", "0001_initial"),
        ("plan", "0002_indicator_across_units_period_observation"),
        ("plan", "0003_indicator_version"),
        ("plan", "0004_wording_in_both_languages"),
        ("plan", "0005_money"),
        ("plan", "0006_evidence"),
        ("plan", "0007_measures_outside_the_plan"),
        ("plan", "0008_edit"),
        ("plan", "0009_keeping_the_plan"),
        ("plan", "0010_completion_view_milestone"),
        ("plan", "0011_days_off_and_ad_hoc"),
        ("plan", "0012_request_no_longer_needed"),
    ]
    dependencies = [
        ("accounts", "0004_membership_ended_at"),
        ("office", "0002_stored_file"),
    ]

    operations = [
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=20, unique=True)),
                ("number", models.CharField(max_length=60, verbose_name="number and symbol")),
                ("kind_vi", models.CharField(max_length=100)),
                ("kind_en", models.CharField(max_length=100)),
                ("title_vi", models.TextField()),
                ("title_en", models.TextField()),
                ("issued_by_vi", models.CharField(max_length=200)),
                ("issued_by_en", models.CharField(blank=True, max_length=200)),
                ("signed_by_vi", models.CharField(max_length=200)),
                ("signed_by_en", models.CharField(blank=True, max_length=200)),
                ("issued_on", models.DateField(verbose_name="issued on")),
                ("effective_on", models.DateField(verbose_name="in force from")),
                ("horizon", models.PositiveSmallIntegerField(verbose_name="horizon")),
                ("vision", models.PositiveSmallIntegerField(verbose_name="vision")),
                ("basis", models.TextField(blank=True)),
                ("unknown", models.JSONField(default=list)),
            ],
            options={
                "ordering": ["code"],
            },
            bases=(plan.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="Occasion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="occasions", to="plan.plan")),
                ("code", models.CharField(max_length=40)),
                ("name_vi", models.CharField(blank=True, max_length=300, verbose_name="name in Vietnamese")),
                ("name_en", models.CharField(blank=True, max_length=300, verbose_name="name in English")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                ("basis", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["-starts_on"],
                "constraints": [models.UniqueConstraint(fields=("plan", "code"), name="one_occasion_a_code")],
            },
            bases=(plan.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="MovedDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("on", models.DateField(unique=True, verbose_name="day")),
                ("is_worked", models.BooleanField()),
                ("decision", models.CharField(max_length=300, verbose_name="by which decision")),
                ("recorded_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="days_moved", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["on"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("decision", ""), _negated=True), name="a_moved_day_has_a_decision")
                ],
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.SlugField(max_length=10, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("quarter", "Quarter"), ("half_year", "Half-year"), ("year", "Year"), ("ad_hoc", "Ad hoc")], max_length=10
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("cut_off_on", models.DateField(verbose_name="cut-off")),
                ("due_at", models.DateTimeField(verbose_name="reports due at")),
                ("government_due_on", models.DateField(null=True, verbose_name="to the Government by")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
            ],
            options={
                "ordering": ["starts_on", "-cut_off_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cut_off_on__gt", models.F("starts_on")),
                            models.Q(("cut_off_on", models.F("starts_on")), ("kind", "ad_hoc")),
                            _connector="OR",
                        ),
                        name="period_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "ad_hoc"), _negated=True), fields=("kind", "starts_on"), name="one_period_a_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("government_due_on__isnull", True), ("kind", "ad_hoc"), models.Q(("title", ""), _negated=True)),
                            models.Q(models.Q(("kind", "ad_hoc"), _negated=True), ("government_due_on__isnull", False), ("title", "")),
                            _connector="OR",
                        ),
                        name="an_ad_hoc_report_has_a_title",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sources", to="plan.plan")),
                ("key", models.CharField(max_length=20)),
                ("title", models.TextField()),
                ("publisher", models.CharField(max_length=200)),
                ("publisher_vi", models.CharField(blank=True, max_length=200)),
                ("dated", models.CharField(max_length=10)),
            ],
            options={
                "ordering": ["key"],
                "constraints": [models.UniqueConstraint(fields=("plan", "key"), name="one_source_a_key")],
            },
            bases=(plan.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="Directive",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="directives", to="plan.plan")),
                ("code", models.CharField(max_length=40)),
                ("position", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("instruction", "Instruction"), ("policy_statement", "Policy statement"), ("background", "Background")],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("source", "In the source articles"),
                            ("found_later", "Found in other public sources"),
                            ("entered", "Entered by the secretariat"),
                        ],
                        default="source",
                        max_length=12,
                    ),
                ),
                ("who_vi", models.CharField(blank=True, max_length=300, verbose_name="given by, in Vietnamese")),
                ("who_en", models.CharField(blank=True, max_length=300, verbose_name="given by, in English")),
                ("given_on", models.DateField(verbose_name="given on")),
                (
                    "occasion",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="directives", to="plan.occasion"
                    ),
                ),
                ("occasion_text", models.CharField(blank=True, max_length=300)),
                ("occasion_text_vi", models.CharField(blank=True, max_length=300)),
                ("text_vi", models.TextField(blank=True, verbose_name="text in Vietnamese")),
                ("text_en", models.TextField(blank=True, verbose_name="text in English")),
                ("basis", models.TextField(blank=True, verbose_name="where it is published")),
                ("note", models.TextField(blank=True)),
                (
                    "source",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="plan.source", verbose_name="source"),
                ),
                ("source_sentence", models.TextField(blank=True, verbose_name="sentence in the source")),
                ("recorded_at", models.DateTimeField(editable=False, null=True)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="withdrawn at")),
                ("search_text", models.TextField(default="", editable=False)),
            ],
            options={
                "ordering": ["-given_on", "position"],
                "constraints": [models.UniqueConstraint(fields=("plan", "code"), name="one_directive_a_code")],
            },
            bases=(plan.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="Objective",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="objectives", to="plan.plan")),
                ("code", models.CharField(max_length=20)),
                ("text_vi", models.TextField()),
                ("text_en", models.TextField()),
                ("basis", models.TextField(blank=True)),
                ("source", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="plan.source")),
                ("source_sentence", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["code"],
                "constraints": [models.UniqueConstraint(fields=("plan", "code"), name="one_objective_a_code")],
            },
            bases=(plan.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="facts", to="plan.plan")),
                ("code", models.CharField(max_length=20)),
                ("text_vi", models.TextField(blank=True)),
                ("text_en", models.TextField(blank=True)),
                ("value", models.IntegerField(null=True)),
                ("note", models.TextField(blank=True)),
                ("note_vi", models.TextField(blank=True)),
                ("source", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="plan.source")),
                ("source_sentence", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["code"],
                "constraints": [models.UniqueConstraint(fields=("plan", "code"), name="one_fact_a_code")],
            },
            bases=(plan.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="plan.plan")),
                ("code", models.CharField(max_length=20)),
                ("position", models.PositiveSmallIntegerField()),
                ("title_vi", models.TextField(verbose_name="title in Vietnamese")),
                ("title_en", models.TextField(verbose_name="title in English")),
                ("basis", models.TextField(blank=True)),
                ("source", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="plan.source")),
                ("source_sentence", models.TextField(blank=True, verbose_name="sentence in the source")),
            ],
            options={
                "ordering": ["position"],
                "constraints": [models.UniqueConstraint(fields=("plan", "code"), name="one_task_a_code")],
            },
            bases=(plan.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="measures", to="plan.plan")),
                ("task", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="measures", to="plan.task")),
                ("code", models.CharField(max_length=20)),
                ("position", models.PositiveIntegerField()),
                ("title_vi", models.TextField(verbose_name="title in Vietnamese")),
                ("title_en", models.TextField(verbose_name="title in English")),
                ("title_basis", models.TextField(blank=True)),
                ("output_vi", models.TextField(blank=True, verbose_name="output in Vietnamese")),
                ("output_en", models.TextField(blank=True, verbose_name="output in English")),
                ("output_basis", models.TextField(blank=True)),
                (
                    "output_kind",
                    models.CharField(
                        choices=[
                            ("legal_text", "Legal text"),
                            ("product", "Product"),
                            ("ongoing", "Ongoing work"),
                            ("unknown", "Not stated"),
                        ],
                        default="unknown",
                        max_length=12,
                        verbose_name="kind of output",
                    ),
                ),
                ("is_key", models.BooleanField(default=False, verbose_name="key measure")),
                ("in_plan_from", models.DateField(null=True)),
                ("in_plan_recorded_at", models.DateTimeField(null=True)),
                (
                    "superseded_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="supersedes", to="plan.measure"
                    ),
                ),
                ("superseded_from", models.DateField(blank=True, null=True)),
                ("superseded_recorded_at", models.DateTimeField(null=True)),
                ("superseded_decision", models.CharField(blank=True, max_length=300)),
                (
                    "source",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="plan.source", verbose_name="source"),
                ),
                ("source_scope", models.CharField(blank=True, max_length=40)),
                ("source_sentence", models.TextField(blank=True, verbose_name="sentence in the source")),
                ("note", models.TextField(blank=True)),
                ("search_text", models.TextField(default="", editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_started", "Not started"),
                            ("in_progress", "In progress"),
                            ("proposed", "Completion proposed"),
                            ("done", "Completed"),
                            ("paused", "Paused"),
                            ("cancelled", "Cancelled by decision"),
                            ("reopened", "Reopened"),
                        ],
                        default="not_started",
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                (
                    "health",
                    models.CharField(
                        blank=True,
                        choices=[("on_track", "On track"), ("at_risk", "At risk"), ("off_track", "Off track")],
                        max_length=10,
                        verbose_name="health",
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField(null=True, verbose_name="percent")),
                (
                    "term",
                    models.CharField(
                        choices=[("none", "No deadline yet"), ("dated", "By a date"), ("ongoing", "Ongoing")],
                        default="none",
                        max_length=10,
                        verbose_name="term",
                    ),
                ),
                ("due_on", models.DateField(null=True, verbose_name="deadline")),
                ("completed_on", models.DateField(null=True)),
                ("due_at_completion", models.DateField(null=True)),
                ("updated_on", models.DateField(null=True)),
            ],
            options={
                "ordering": ["plan", "position"],
                "indexes": [
                    models.Index(fields=["plan", "state", "due_on"], name="measure_by_standing"),
                    models.Index(fields=["plan", "position"], name="measure_by_position"),
                    models.Index(condition=models.Q(("in_plan_from__isnull", True)), fields=["plan"], name="measure_outside_the_plan"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "code"), name="one_measure_a_code"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_on__isnull", False), ("term", "dated")),
                            models.Q(models.Q(("term", "dated"), _negated=True), ("due_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="dated_means_a_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("percent__isnull", True), ("percent__lte", 100), _connector="OR"), name="percent_up_to_100"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_on__isnull", False), ("state", "done")),
                            models.Q(models.Q(("state", "done"), _negated=True), ("completed_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="done_means_a_day",
                    ),
                ],
            },
            bases=(plan.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="indicators", to="plan.plan")),
                ("code", models.SlugField(max_length=40)),
                ("name_vi", models.CharField(max_length=300, verbose_name="name in Vietnamese")),
                ("name_en", models.CharField(max_length=300, verbose_name="name in English")),
                ("unit_vi", models.CharField(max_length=60, verbose_name="unit of the values in Vietnamese")),
                ("unit_en", models.CharField(blank=True, max_length=60, verbose_name="unit of the values in English")),
                (
                    "direction",
                    models.CharField(
                        choices=[("up", "Should rise"), ("down", "Should fall"), ("keep", "Should stay")],
                        default="up",
                        max_length=6,
                        verbose_name="direction",
                    ),
                ),
                (
                    "source_kind",
                    models.CharField(
                        choices=[("computed", "Computed"), ("reported", "Reported by units"), ("typed", "Entered by hand")],
                        max_length=10,
                        verbose_name="where its values come from",
                    ),
                ),
                (
                    "across_units",
                    models.CharField(
                        choices=[("sum", "Sum over the units"), ("mean", "Mean of the units")],
                        default="sum",
                        max_length=5,
                        verbose_name="of several units",
                    ),
                ),
                (
                    "over_time",
                    models.CharField(
                        choices=[("latest", "The latest value counts"), ("sum", "Values add up")],
                        default="latest",
                        max_length=6,
                        verbose_name="of several days or periods",
                    ),
                ),
                ("decimals", models.PositiveSmallIntegerField(default=0, verbose_name="digits after the decimal mark")),
                ("baseline", models.BigIntegerField(null=True, verbose_name="baseline")),
                ("baseline_on", models.DateField(null=True, verbose_name="day of the baseline")),
                ("basis", models.TextField(blank=True, verbose_name="source of the baseline")),
                ("measures", models.ManyToManyField(related_name="indicators", to="plan.measure")),
            ],
            options={
                "ordering": ["code"],
                "constraints": [models.UniqueConstraint(fields=("plan", "code"), name="one_indicator_a_code")],
            },
            bases=(plan.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="Comparison",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "indicator",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="comparisons", to="plan.indicator"),
                ),
                ("name_vi", models.CharField(max_length=200, verbose_name="name in Vietnamese")),
                ("name_en", models.CharField(max_length=200, verbose_name="name in English")),
                ("source", models.TextField(verbose_name="source")),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="withdrawn at")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)), fields=("indicator", "name_vi"), name="one_comparison_a_name"
                    )
                ],
            },
            bases=(plan.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="ComparisonValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("comparison", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="values", to="plan.comparison")),
                ("on", models.DateField(verbose_name="as of")),
                ("value", models.BigIntegerField(null=True, verbose_name="value")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("recorded_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comparison_values",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="replaced_by", to="plan.comparisonvalue"
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-recorded_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Completion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("measure", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="completions", to="plan.measure")),
                ("effective_on", models.DateField(verbose_name="completed on")),
                ("note", models.TextField(verbose_name="evidence of completion")),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="completions_proposed", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("proposed_at", models.DateTimeField()),
                (
                    "decision",
                    models.CharField(
                        choices=[("waiting", "Waiting for confirmation"), ("confirmed", "Confirmed"), ("refused", "Not confirmed")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="completions_decided",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
            ],
            options={
                "ordering": ["-proposed_at"],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("decision", "waiting")), fields=("measure",), name="one_open_completion"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True), models.Q(("decided_by", models.F("proposed_by")), _negated=True), _connector="OR"
                        ),
                        name="a_second_person_confirms",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("decision", "waiting")),
                            models.Q(
                                models.Q(("decision", "waiting"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="decided_means_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("measure", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="plan.measure")),
                (
                    "kind",
                    models.CharField(
                        choices=[("document", "Issued document"), ("file", "File"), ("link", "Link")],
                        max_length=10,
                        verbose_name="kind of evidence",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                ("dated_on", models.DateField(null=True, verbose_name="date of issue")),
                ("issued_by", models.CharField(blank=True, max_length=200, verbose_name="issuing body")),
                ("signatory", models.CharField(blank=True, max_length=120, verbose_name="signatory")),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="office.storedfile",
                        verbose_name="file",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=2000, verbose_name="address")),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="evidence_added", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("added_at", models.DateTimeField()),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence_withdrawn",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_reason", models.TextField(blank=True, verbose_name="reason")),
                ("completions", models.ManyToManyField(related_name="evidence", to="plan.completion")),
            ],
            options={
                "ordering": ["-added_at", "-id"],
                "indexes": [models.Index(fields=["measure", "-added_at", "-id"], name="evidence_by_measure")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("dated_on__isnull", False),
                                ("kind", "document"),
                                models.Q(("number", ""), _negated=True),
                                models.Q(("issued_by", ""), _negated=True),
                            ),
                            models.Q(
                                ("address", ""), ("dated_on__isnull", True), ("file__isnull", False), ("kind", "file"), ("number", "")
                            ),
                            models.Q(
                                ("dated_on__isnull", True),
                                ("file__isnull", True),
                                ("kind", "link"),
                                ("number", ""),
                                models.Q(("address", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_is_what_it_says",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True), ("withdrawn_reason", "")),
                            models.Q(("withdrawn_at__isnull", False), models.Q(("withdrawn_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="withdrawn_means_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DirectiveLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("directive", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="links", to="plan.directive")),
                (
                    "measure",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="directive_links", to="plan.measure"
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        choices=[("to_be_confirmed", "To be confirmed"), ("confirmed", "Confirmed"), ("rejected", "Rejected")],
                        default="to_be_confirmed",
                        max_length=20,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="links_decided", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["directive", "measure__position"],
                "constraints": [
                    models.UniqueConstraint(fields=("directive", "measure"), name="one_link_a_pair"),
                    models.UniqueConstraint(
                        condition=models.Q(("measure__isnull", True)), fields=("directive",), name="one_link_to_the_whole_plan"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeadlineChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "measure",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="deadline_changes", to="plan.measure"),
                ),
                (
                    "old_term",
                    models.CharField(choices=[("none", "No deadline yet"), ("dated", "By a date"), ("ongoing", "Ongoing")], max_length=10),
                ),
                ("old_due_on", models.DateField(null=True)),
                (
                    "new_term",
                    models.CharField(
                        choices=[("none", "No deadline yet"), ("dated", "By a date"), ("ongoing", "Ongoing")],
                        max_length=10,
                        verbose_name="term",
                    ),
                ),
                ("new_due_on", models.DateField(null=True, verbose_name="new deadline")),
                ("reason", models.TextField(verbose_name="reason")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="deadlines_asked", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "endorsed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadlines_endorsed",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("endorsed_at", models.DateTimeField(null=True)),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("requested", "Requested"),
                            ("endorsed", "Endorsed by the head of unit"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("withdrawn", "No longer needed"),
                        ],
                        default="requested",
                        max_length=10,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadlines_decided",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("effective_on", models.DateField(null=True)),
                ("decision_reason", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["-asked_at", "-id"],
                "indexes": [
                    models.Index(fields=["measure", "decision", "-effective_on", "-decided_at", "-id"], name="deadline_by_measure")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decision__in", ["requested", "endorsed"])),
                        fields=("measure",),
                        name="one_open_deadline_request",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("new_due_on__isnull", False), ("new_term", "dated")),
                            models.Q(models.Q(("new_term", "dated"), _negated=True), ("new_due_on__isnull", True)),
                            _connector="OR",
                        ),
                        name="new_dated_means_a_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "approved"), _negated=True),
                            models.Q(("decided_at__isnull", False), ("effective_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="approved_means_effective",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measure", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="assignments", to="plan.measure")),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="assignments", to="accounts.unit")),
                ("role", models.CharField(choices=[("lead", "Lead agency"), ("coordinating", "Coordinating agency")], max_length=12)),
                ("from_on", models.DateField()),
                ("until_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("ended_recorded_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["role", "unit__sort_key"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"),
                        name="assignment_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("role", "lead"), ("until_on__isnull", True)), fields=("measure",), name="one_lead_at_a_time"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until_on__isnull", True)), fields=("measure", "unit"), name="a_unit_once_a_measure"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Milestone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("measure", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="milestones", to="plan.measure")),
                ("position", models.PositiveSmallIntegerField(verbose_name="place in the list")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("drafted", "Drafted"),
                            ("consulted", "Opinions collected"),
                            ("submitted", "Submitted"),
                            ("issued", "Issued"),
                            ("in_force", "In force"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                        verbose_name="step",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="name of the step")),
                ("planned_on", models.DateField(null=True, verbose_name="planned on")),
                ("reached_on", models.DateField(null=True, verbose_name="reached on")),
                ("reached_recorded_at", models.DateTimeField(null=True)),
                (
                    "reached_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones_reached",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("recorded_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "other"), _negated=True), models.Q(("title", ""), _negated=True), _connector="OR"
                        ),
                        name="another_step_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reached_on__isnull", True), ("reached_recorded_at__isnull", True)),
                            models.Q(("reached_on__isnull", False), ("reached_recorded_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="reached_means_recorded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Observation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "indicator",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="observations", to="plan.indicator"),
                ),
                ("on", models.DateField(verbose_name="as of")),
                ("value", models.BigIntegerField(null=True, verbose_name="value")),
                (
                    "period",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="observations", to="plan.period"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="observations", to="accounts.unit"
                    ),
                ),
                ("source_kind", models.CharField(max_length=40)),
                ("source_code", models.CharField(blank=True, max_length=80)),
                ("source_address", models.CharField(blank=True, max_length=200)),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("recorded_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="observations", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="replaced_by", to="plan.observation"
                    ),
                ),
            ],
            options={
                "ordering": ["-on", "-recorded_at", "-id"],
                "indexes": [models.Index(fields=["indicator", "period", "unit"], name="observation_by_period")],
            },
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="inspections", to="plan.plan")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspections",
                        to="accounts.unit",
                        verbose_name="unit inspected",
                    ),
                ),
                ("on", models.DateField(verbose_name="day of the inspection")),
                ("conclusion", models.TextField(verbose_name="conclusion")),
                ("follow_up", models.TextField(blank=True, verbose_name="follow-up asked for")),
                ("follow_up_due", models.DateField(blank=True, null=True, verbose_name="follow-up due")),
                ("followed_up_on", models.DateField(blank=True, null=True, verbose_name="followed up on")),
                ("outcome", models.TextField(blank=True, verbose_name="what was done")),
                ("language", models.CharField(default="vi", max_length=5)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="inspections", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="withdrawn at")),
                ("search_text", models.TextField(default="", editable=False)),
                ("measures", models.ManyToManyField(blank=True, related_name="inspections", to="plan.measure", verbose_name="measures")),
            ],
            options={
                "ordering": ["-on", "-pk"],
                "indexes": [models.Index(fields=["plan", "-on"], name="inspection_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("follow_up_due__isnull", True),
                            models.Q(("follow_up_due__gte", models.F("on")), models.Q(("follow_up", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="follow_up_due_after_the_inspection",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("followed_up_on__isnull", True),
                            models.Q(("followed_up_on__gte", models.F("on")), models.Q(("follow_up", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="followed_up_after_the_inspection",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="projects", to="plan.plan")),
                ("measure", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="projects", to="plan.measure")),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("title", models.CharField(max_length=500, verbose_name="title of the project")),
                ("language", models.CharField(default="vi", max_length=5)),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="projects", to="accounts.unit")),
                ("decision_number", models.CharField(blank=True, max_length=100, verbose_name="number of the decision")),
                ("decided_on", models.DateField(blank=True, null=True, verbose_name="day of the decision")),
                ("total", models.BigIntegerField(blank=True, null=True, verbose_name="total approved")),
                ("starts_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="first year")),
                ("ends_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="last year")),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["measure__position", "code"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "code"), name="one_project_a_code"),
                    models.CheckConstraint(
                        condition=models.Q(("total__isnull", True), ("total__gte", 0), _connector="OR"), name="project_total_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_year__isnull", True),
                            ("ends_year__isnull", True),
                            ("ends_year__gte", models.F("starts_year")),
                            _connector="OR",
                        ),
                        name="project_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Funding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("project", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="funding", to="plan.project")),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)],
                        verbose_name="budget year",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("investment", "State budget, public investment"),
                            ("recurrent", "State budget, recurrent spending"),
                            ("aid", "Official development assistance and concessional loans"),
                            ("other", "Other lawful sources"),
                        ],
                        max_length=12,
                        verbose_name="source of money",
                    ),
                ),
                ("planned", models.BigIntegerField(null=True, verbose_name="planned")),
                ("allocated", models.BigIntegerField(null=True, verbose_name="allocated")),
                ("disbursed", models.BigIntegerField(null=True, verbose_name="disbursed")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("effective_on", models.DateField(verbose_name="as of")),
                ("recorded_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="funding", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="replaced_by", to="plan.funding"
                    ),
                ),
            ],
            options={
                "ordering": ["-year", "source", "-effective_on", "-recorded_at", "-id"],
                "indexes": [models.Index(fields=["project", "year", "source", "-effective_on"], name="funding_by_project")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("planned__isnull", True), ("planned__gte", 0), _connector="OR"),
                        name="funding_planned_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("allocated__isnull", True), ("allocated__gte", 0), _connector="OR"),
                        name="funding_allocated_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("disbursed__isnull", True), ("disbursed__gte", 0), _connector="OR"),
                        name="funding_disbursed_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatusUpdate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measure", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="updates", to="plan.measure")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_started", "Not started"),
                            ("in_progress", "In progress"),
                            ("proposed", "Completion proposed"),
                            ("done", "Completed"),
                            ("paused", "Paused"),
                            ("cancelled", "Cancelled by decision"),
                            ("reopened", "Reopened"),
                        ],
                        max_length=20,
                        verbose_name="status",
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField(null=True, verbose_name="percent")),
                (
                    "health",
                    models.CharField(
                        blank=True,
                        choices=[("on_track", "On track"), ("at_risk", "At risk"), ("off_track", "Off track")],
                        max_length=10,
                        verbose_name="health",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("narrative", models.TextField(blank=True, verbose_name="results")),
                ("difficulties", models.TextField(blank=True, verbose_name="difficulties and obstacles")),
                ("language", models.CharField(default="vi", max_length=5)),
                ("effective_on", models.DateField(verbose_name="effective on")),
                ("recorded_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="status_updates", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="replaced_by", to="plan.statusupdate"
                    ),
                ),
            ],
            options={
                "ordering": ["-effective_on", "-recorded_at", "-id"],
                "indexes": [models.Index(fields=["measure", "-effective_on", "-recorded_at", "-id"], name="update_by_measure")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("percent__isnull", True), ("percent__lte", 100), _connector="OR"),
                        name="update_percent_up_to_100",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("health__in", ["", "on_track"]), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="reason_unless_on_track",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Edit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.UUIDField()),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="edits", to=settings.AUTH_USER_MODEL)),
                ("at", models.DateTimeField()),
                ("measure", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="edits", to="plan.measure")),
                ("version", models.PositiveIntegerField()),
                (
                    "update",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="edit", to="plan.statusupdate"
                    ),
                ),
                (
                    "change",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="edit", to="plan.deadlinechange"
                    ),
                ),
                ("assigned", models.BooleanField(default=False)),
                ("updated_before", models.DateField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-at", "-id"],
                "constraints": [models.UniqueConstraint(fields=("act", "measure"), name="one_edit_a_measure_in_an_act")],
            },
        ),
        migrations.CreateModel(
            name="Target",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("indicator", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="targets", to="plan.indicator")),
                ("code", models.CharField(max_length=20)),
                ("due_on", models.DateField()),
                ("value", models.BigIntegerField()),
                ("about", models.BooleanField(default=False)),
                ("nature", models.CharField(blank=True, max_length=200)),
                ("nature_vi", models.CharField(blank=True, max_length=200)),
                ("recorded_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["due_on"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)), fields=("indicator", "code"), name="one_target_a_code"
                    )
                ],
            },
            bases=(plan.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="CompletionView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("completion", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="views", to="plan.completion")),
                (
                    "unit",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="completion_views", to="accounts.unit"),
                ),
                (
                    "opinion",
                    models.CharField(
                        choices=[("agrees", "Agrees"), ("objects", "Has another opinion")], max_length=10, verbose_name="opinion"
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="completion_views", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("given_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["unit__sort_key"],
                "constraints": [
                    models.UniqueConstraint(fields=("completion", "unit"), name="one_view_a_unit"),
                    models.CheckConstraint(
                        condition=models.Q(("opinion", "agrees"), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="who_objects_says_why",
                    ),
                ],
            },
        ),
    ]
