"""The tables of a new house, made in one go; a house that has applied what this replaces has them already (docs/decisions/0056)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import plan.bilingual
import reports.models.reminder
from reports import triggers


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("reports", "0001_initial"),
        ("reports", "0002_answer_obligation_quarterlyreport_questionnaire_and_more"),
        ("reports", "0003_approved_reports_never_change"),
        ("reports", "0004_answer_by_measure"),
        ("reports", "0005_submitted_versions_never_change"),
        ("reports", "0006_proposals"),
        ("reports", "0007_extension_requests_and_audiences"),
        ("reports", "0008_ratings"),
        ("reports", "0009_attachment"),
        ("reports", "0010_submitted_files_never_change"),
        ("reports", "0011_reminders"),
        ("reports", "0012_drafts_of_questionnaires"),
        ("reports", "0013_four_files"),
        ("reports", "0014_life"),
        ("reports", "0015_acknowledged"),
        ("reports", "0016_base_document"),
        ("reports", "0017_scopes"),
        ("reports", "0018_named_units_never_change"),
    ]
    dependencies = [
        ("accounts", "0004_membership_ended_at"),
        ("office", "0007_turns"),
        ("plan", "0011_days_off_and_ad_hoc"),
    ]

    operations = [
        migrations.CreateModel(
            name="Questionnaire",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.SlugField(max_length=40)),
                ("number", models.PositiveSmallIntegerField(verbose_name="edition")),
                ("title_vi", models.CharField(max_length=300)),
                ("title_en", models.CharField(max_length=300)),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("missions", "Representative missions"),
                            ("ministry", "Units of the ministry"),
                            ("named", "The units named"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "period_kind",
                    models.CharField(
                        choices=[("quarter", "Quarter"), ("half_year", "Half-year"), ("year", "Year"), ("ad_hoc", "Ad hoc")],
                        default="quarter",
                        max_length=10,
                    ),
                ),
                ("asked_from", models.DateField(verbose_name="asked from")),
                ("content", models.JSONField()),
                ("recorded_at", models.DateTimeField()),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questionnaires_published",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("units", models.ManyToManyField(blank=True, related_name="+", to="accounts.unit")),
            ],
            options={
                "ordering": ["code", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "number"), name="one_edition_a_number"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="editions_begin_at_one"),
                ],
            },
            bases=(plan.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="Obligation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("period", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="obligations", to="plan.period")),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="obligations", to="accounts.unit")),
                (
                    "questionnaire",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="obligations", to="reports.questionnaire"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("due", "Owed"), ("waived", "Waived"), ("void", "Void: the unit has closed")], default="due", max_length=10
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("extended_to", models.DateTimeField(null=True, verbose_name="extended to")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations_decided",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("added_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["period", "unit__sort_key"],
                "constraints": [
                    models.UniqueConstraint(fields=("period", "unit", "questionnaire"), name="a_unit_owes_once_a_period"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "waived"), _negated=True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="a_waiver_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("extended_to__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="an_extension_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuarterlyReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "obligation",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="report", to="reports.obligation"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("accepted", "Accepted"),
                            ("reopened", "Reopened"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("first_submitted_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state", "draft"), ("first_submitted_at__isnull", False), _connector="OR"),
                        name="only_a_draft_was_never_submitted",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="ratings_given", to="accounts.unit"
                    ),
                ),
                ("period", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to="plan.period")),
                (
                    "department",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="ratings", to="accounts.unit"),
                ),
                ("timely", models.PositiveSmallIntegerField()),
                ("useful", models.PositiveSmallIntegerField()),
                ("enough", models.PositiveSmallIntegerField()),
                ("word", models.TextField(blank=True, verbose_name="word")),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("period", "unit"), name="one_rating_a_unit_and_period"),
                    models.CheckConstraint(
                        condition=models.Q(("timely__gte", 1), ("timely__lte", 5)), name="rating_timely_from_one_to_five"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("useful__gte", 1), ("useful__lte", 5)), name="rating_useful_from_one_to_five"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("enough__gte", 1), ("enough__lte", 5)), name="rating_enough_from_one_to_five"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "obligation",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to="reports.obligation"),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("due", "By the steps before and after the due day"),
                            ("returned", "After a return"),
                            ("hand", "By hand"),
                            ("review", "Waits for review"),
                        ],
                        max_length=10,
                    ),
                ),
                ("step", models.SmallIntegerField()),
                ("counted_from", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="reminders", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[("officer", "officer"), ("head", "head"), ("department", "department"), ("reviewer", "reviewer")],
                        max_length=10,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="reminders_sent", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "mail",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="reminders", to="office.mail"),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["obligation", "-at"], name="reminder_by_obligation")],
                "constraints": [
                    models.UniqueConstraint(fields=("obligation", "cause", "step", "counted_from", "user"), name="a_reminder_is_sent_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderPolicy",
            fields=[
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ("is_on", models.BooleanField(default=True, verbose_name="reminders are sent")),
                ("tells_reviewers", models.BooleanField(default=True, verbose_name="reviewers are told what waits")),
                ("around_due", models.JSONField(default=reports.models.reminder._around_due, verbose_name="days around the due day")),
                ("after_return", models.JSONField(default=reports.models.reminder._after_return, verbose_name="days after a return")),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_reminder_policy")],
            },
        ),
        migrations.CreateModel(
            name="ReportVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="reports.quarterlyreport"),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("opened_at", models.DateTimeField()),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="report_versions_opened", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("reopened_because", models.TextField(blank=True)),
                ("done_sections", models.JSONField(default=list)),
                ("is_nil", models.BooleanField(default=False)),
                ("submitted_at", models.DateTimeField(null=True)),
                (
                    "submitted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report_versions_submitted",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submitted_for",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("answers_digest", models.CharField(blank=True, max_length=64)),
                (
                    "decision",
                    models.CharField(
                        blank=True, choices=[("", "Open"), ("accepted", "Accepted"), ("returned", "Returned")], default="", max_length=10
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="report_versions_decided",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decision_reason", models.TextField(blank=True, verbose_name="reason")),
            ],
            options={
                "ordering": ["report", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "number"), name="one_version_a_number"),
                    models.UniqueConstraint(condition=models.Q(("decision", "")), fields=("report",), name="one_open_version"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answers_digest", ""), ("decision", ""), ("submitted_at__isnull", True), ("submitted_by__isnull", True)
                            ),
                            models.Q(
                                ("submitted_at__isnull", False),
                                ("submitted_by__isnull", False),
                                models.Q(("answers_digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="submitted_means_by_somebody_and_sealed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("decision", "")),
                            models.Q(
                                models.Q(("decision", ""), _negated=True), ("decided_at__isnull", False), ("decided_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="version_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "returned"), _negated=True),
                            models.Q(("decision_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_return_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgressReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="progress_reports", to="plan.plan")),
                (
                    "period",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="progress_reports", to="plan.period"
                    ),
                ),
                ("scope", models.CharField(blank=True, default="", max_length=80)),
                ("scope_name", models.JSONField(null=True)),
                ("since", models.DateField(null=True)),
                ("on", models.DateField(verbose_name="as of")),
                ("known_at", models.DateTimeField(null=True)),
                (
                    "language",
                    models.CharField(
                        choices=[("vi", "Tiếng Việt"), ("en", "English")], default="vi", max_length=5, verbose_name="language"
                    ),
                ),
                ("revision", models.PositiveSmallIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[("compiling", "Being compiled"), ("draft", "Draft"), ("approved", "Approved")],
                        default="compiling",
                        max_length=10,
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="progress_report", to="office.run"
                    ),
                ),
                ("figures", models.JSONField(null=True)),
                ("figures_digest", models.CharField(blank=True, max_length=64)),
                ("inputs_digest", models.CharField(blank=True, max_length=64)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("person", "asked for by a person"),
                            ("cut_off", "compiled at the cut-off"),
                            ("due", "compiled when reports were due"),
                            ("night", "draft of the night"),
                        ],
                        default="person",
                        max_length=10,
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress_reports_asked",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("compiled_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="progress_reports_approved",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("approved_at", models.DateTimeField(null=True)),
                ("acknowledged", models.JSONField(null=True)),
                ("versions_used", models.ManyToManyField(related_name="progress_reports", to="reports.reportversion")),
            ],
            options={
                "ordering": ["-asked_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("period__isnull", True), ("since__isnull", True)),
                        fields=("plan", "on", "language", "scope", "revision"),
                        name="one_report_a_revision",
                    ),
                    models.UniqueConstraint(
                        fields=("plan", "since", "on", "language", "scope", "revision"), name="one_report_between_two_days"
                    ),
                    models.UniqueConstraint(
                        fields=("plan", "period", "on", "language", "scope", "revision"), name="one_report_a_period_and_revision"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("since__isnull", True), models.Q(("period__isnull", True), ("since__lt", models.F("on"))), _connector="OR"
                        ),
                        name="since_an_earlier_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at__isnull", False), ("approved_by__isnull", False), ("state", "approved")),
                            models.Q(
                                models.Q(("state", "approved"), _negated=True), ("approved_at__isnull", True), ("approved_by__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="approved_means_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["draft", "approved"]), _negated=True),
                            models.Q(("compiled_at__isnull", False), ("figures__isnull", False), ("known_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="compiled_means_figures",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="files", to="reports.progressreport"),
                ),
                ("kind", models.CharField(choices=[("docx", "Word"), ("pdf", "PDF"), ("xlsx", "Excel"), ("html", "HTML")], max_length=5)),
                ("file", models.FileField(max_length=200, upload_to="")),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["kind"],
                "constraints": [models.UniqueConstraint(fields=("report", "kind"), name="one_file_a_kind")],
            },
        ),
        migrations.CreateModel(
            name="ReportNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="reports.progressreport"),
                ),
                ("text", models.TextField(verbose_name="note")),
                ("language", models.CharField(default="vi", max_length=5)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="report_notes", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report_version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to="reports.reportversion"),
                ),
                ("question", models.CharField(max_length=60)),
                ("row", models.CharField(blank=True, max_length=20)),
                ("text", models.TextField(verbose_name="remark")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="remarks", to=settings.AUTH_USER_MODEL)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "source",
                    models.CharField(
                        choices=[("report", "Report of a unit"), ("locality", "Locality"), ("conference", "Conference")],
                        max_length=12,
                        verbose_name="source",
                    ),
                ),
                (
                    "obligation",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="reports.obligation"
                    ),
                ),
                (
                    "said_in",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="proposals", to="reports.reportversion"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals_raised",
                        to="accounts.unit",
                        verbose_name="raised by",
                    ),
                ),
                ("raised_by", models.CharField(blank=True, max_length=250, verbose_name="raised by")),
                ("occasion", models.CharField(blank=True, max_length=250, verbose_name="occasion")),
                ("raised_on", models.DateField(verbose_name="raised on")),
                ("text", models.TextField(verbose_name="proposal")),
                ("language", models.CharField(default="vi", max_length=5)),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="plan.task",
                        verbose_name="task",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("raised", "To be assigned"),
                            ("assigned", "Waits for an answer"),
                            ("answered", "Answered"),
                            ("closed", "Closed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="raised",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "assigned_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals_to_answer",
                        to="accounts.unit",
                        verbose_name="unit that answers",
                    ),
                ),
                ("due_on", models.DateField(null=True, verbose_name="answer due")),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                ("answered_on", models.DateField(null=True, verbose_name="answered on")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals_answered",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                ("returned_because", models.TextField(blank=True, verbose_name="to be answered better")),
                ("ended_on", models.DateField(null=True, verbose_name="closed or withdrawn on")),
                ("ended_because", models.TextField(blank=True, verbose_name="reason")),
                ("recorded_at", models.DateTimeField()),
                ("search_text", models.TextField(default="", editable=False)),
                ("measures", models.ManyToManyField(blank=True, related_name="proposals", to="plan.measure", verbose_name="measures")),
            ],
            options={
                "ordering": ["-raised_on", "-pk"],
                "indexes": [models.Index(fields=["state", "due_on"], name="proposal_by_due_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("obligation__isnull", False), ("said_in__isnull", False), ("source", "report"), ("unit__isnull", False)
                            ),
                            models.Q(
                                models.Q(("source", "report"), _negated=True),
                                ("obligation__isnull", True),
                                ("said_in__isnull", True),
                                models.Q(("raised_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="a_proposal_is_raised_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["assigned", "answered"]), _negated=True),
                            models.Q(("assigned_to__isnull", False), ("due_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="assigned_to_a_unit_by_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "answered"), _negated=True),
                            models.Q(models.Q(("answer", ""), _negated=True), ("answered_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="answered_with_words_on_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on__isnull", False), ("state__in", ["closed", "withdrawn"])),
                            models.Q(
                                models.Q(("state__in", ["closed", "withdrawn"]), _negated=True),
                                ("ended_because", ""),
                                ("ended_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="only_what_ended_has_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "withdrawn"), _negated=True), models.Q(("ended_because", ""), _negated=True), _connector="OR"
                        ),
                        name="a_withdrawal_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report_version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="reports.reportversion"),
                ),
                ("section", models.CharField(max_length=60)),
                ("question", models.CharField(blank=True, max_length=60)),
                ("row", models.CharField(blank=True, max_length=20)),
                (
                    "file",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="office.storedfile"),
                ),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to=settings.AUTH_USER_MODEL),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("section", ""), _negated=True), name="an_attachment_belongs_to_a_section"),
                    models.CheckConstraint(
                        condition=models.Q(("row", ""), models.Q(("question", ""), _negated=True), _connector="OR"),
                        name="a_row_belongs_to_a_question",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "report_version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="reports.reportversion"),
                ),
                ("question", models.CharField(max_length=60)),
                ("row", models.CharField(blank=True, max_length=20)),
                ("value", models.JSONField(null=True)),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="answers", to=settings.AUTH_USER_MODEL)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("row", ""), _negated=True), fields=["row"], name="answer_by_measure")],
                "constraints": [models.UniqueConstraint(fields=("report_version", "question", "row"), name="one_answer_a_field")],
            },
        ),
        migrations.CreateModel(
            name="ScheduledReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("plan", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plan.plan")),
                (
                    "period",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="scheduled_reports", to="plan.period"),
                ),
                (
                    "occasion",
                    models.CharField(
                        choices=[("cut_off", "At the cut-off"), ("due", "When reports are due"), ("night", "Every night")], max_length=10
                    ),
                ),
                ("counted_from", models.DateTimeField()),
                ("at", models.DateTimeField()),
                (
                    "report",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="occasions", to="reports.progressreport"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-at"], name="scheduled_by_age")],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "period", "occasion", "counted_from"), name="an_occasion_is_answered_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="report_subscription", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("is_on", models.BooleanField(default=True, verbose_name="receives it")),
                ("drafts", models.BooleanField(default=False, verbose_name="also drafts compiled at the cut-off and when reports are due")),
                ("with_file", models.BooleanField(default=False, verbose_name="with the Word file")),
                ("since", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Wording",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60)),
                ("number", models.PositiveIntegerField()),
                ("vi", models.TextField()),
                ("en", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="wordings", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["key", "-number"],
                "constraints": [models.UniqueConstraint(fields=("key", "number"), name="one_wording_a_version")],
            },
        ),
        migrations.CreateModel(
            name="BaseDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="base_documents", to="office.storedfile"),
                ),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("at", models.DateTimeField()),
                ("in_use", models.BooleanField(default=True)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [models.UniqueConstraint(condition=models.Q(("in_use", True)), fields=("in_use",), name="one_base_in_use")],
            },
        ),
        migrations.CreateModel(
            name="ExtensionRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "obligation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extension_requests", to="reports.obligation"
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("until", models.DateTimeField(verbose_name="until")),
                ("reason", models.TextField(verbose_name="reason")),
                ("asked_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extensions_asked", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True, choices=[("", "Undecided"), ("granted", "Granted"), ("refused", "Refused")], default="", max_length=10
                    ),
                ),
                ("granted_to", models.DateTimeField(null=True)),
                ("decision_reason", models.TextField(blank=True)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions_decided",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "id"],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("decision", "")), fields=("obligation",), name="one_open_request_a_report"),
                    models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="a_request_has_a_reason"),
                    models.CheckConstraint(
                        condition=models.Q(("decision", "granted"), ("granted_to__isnull", True), _connector="XOR"),
                        name="granted_to_some_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "refused"), _negated=True),
                            models.Q(("decision_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_refusal_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProposalStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("proposal", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="reports.proposal")),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("raised", "Raised"),
                            ("corrected", "Corrected"),
                            ("assigned", "Assigned"),
                            ("answered", "Answered"),
                            ("returned", "Returned to be answered better"),
                            ("closed", "Closed"),
                            ("withdrawn", "Withdrawn"),
                            ("reopened", "Opened again"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("raised", "To be assigned"),
                            ("assigned", "Waits for an answer"),
                            ("answered", "Answered"),
                            ("closed", "Closed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        max_length=10,
                    ),
                ),
                ("unit", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit")),
                ("due_on", models.DateField(null=True)),
                ("text", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["proposal", "-id"], name="last_step_of_a_proposal")],
            },
        ),
        migrations.RunPython(
            lambda apps, editor: triggers.install(editor.connection),
            lambda apps, editor: triggers.remove(editor.connection),
            elidable=False,
        ),
    ]
