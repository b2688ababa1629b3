"""The tables of a new house, made in one go; a house that has applied what this replaces has them already (docs/decisions/0056)."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import plan.bilingual


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("personnel", "0001_initial"),
        ("personnel", "0002_training_on_two_clocks"),
        ("personnel", "0003_when_leaving_was_recorded"),
    ]
    dependencies = [
        ("accounts", "0004_membership_ended_at"),
        ("missions", "0004_openings_and_forecast"),
        ("plan", "0011_days_off_and_ad_hoc"),
    ]

    operations = [
        migrations.CreateModel(
            name="Language",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=10, unique=True)),
                ("position", models.PositiveSmallIntegerField()),
                ("name_vi", models.CharField(max_length=80)),
                ("name_en", models.CharField(max_length=80)),
            ],
            options={
                "ordering": ["position", "code"],
            },
            bases=(plan.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="ExpertTeam",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("name_vi", models.CharField(max_length=250, verbose_name="name in Vietnamese")),
                ("name_en", models.CharField(blank=True, max_length=250, verbose_name="name in English")),
                ("area_vi", models.CharField(blank=True, max_length=250, verbose_name="priority area in Vietnamese")),
                ("area_en", models.CharField(blank=True, max_length=250, verbose_name="priority area in English")),
                (
                    "lead_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="teams", to="accounts.unit", verbose_name="lead unit"
                    ),
                ),
                ("wanted", models.PositiveSmallIntegerField(default=0, verbose_name="experts wanted")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                ("recorded_at", models.DateTimeField()),
                ("search_text", models.TextField(default="", editable=False)),
            ],
            options={
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("code", ""), _negated=True), models.Q(("name_vi", ""), _negated=True)),
                        name="team_has_code_and_name",
                    )
                ],
            },
            bases=(plan.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="LanguageNeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "opening",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="language_needs",
                        to="missions.opening",
                    ),
                ),
                ("language", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="needs", to="personnel.language")),
                (
                    "share",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(100)], verbose_name="share in per cent"
                    ),
                ),
            ],
            options={
                "ordering": ["opening__code", "language__position"],
                "constraints": [
                    models.UniqueConstraint(fields=("opening", "language"), name="one_need_a_language"),
                    models.UniqueConstraint(
                        condition=models.Q(("opening__isnull", True)), fields=("language",), name="one_share_a_language"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("opening__isnull", False), ("share__isnull", True)),
                            models.Q(("opening__isnull", True), ("share__isnull", False), ("share__lte", 100)),
                            _connector="OR",
                        ),
                        name="need_of_an_opening_or_a_share",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NormPost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                    "rank_level",
                    models.CharField(
                        choices=[("senior", "Senior"), ("middle", "Middle"), ("junior", "Junior")],
                        max_length=10,
                        verbose_name="level of rank",
                    ),
                ),
                (
                    "posts",
                    models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(200)], verbose_name="posts"),
                ),
                (
                    "language_level",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (1, "Level 1 (A1)"),
                            (2, "Level 2 (A2)"),
                            (3, "Level 3 (B1)"),
                            (4, "Level 4 (B2)"),
                            (5, "Level 5 (C1)"),
                            (6, "Level 6 (C2)"),
                        ],
                        null=True,
                        verbose_name="level of language",
                    ),
                ),
            ],
            options={
                "ordering": ["kind", "pk"],
                "constraints": [models.UniqueConstraint(fields=("kind", "rank_level"), name="one_norm_a_kind_and_level")],
            },
        ),
        migrations.CreateModel(
            name="Officer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="officers", to="accounts.unit", verbose_name="unit"
                    ),
                ),
                (
                    "rank",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("dai_su", "Ambassador"),
                            ("cong_su", "Minister"),
                            ("tham_tan", "Counsellor"),
                            ("bi_thu_1", "First Secretary"),
                            ("bi_thu_2", "Second Secretary"),
                            ("bi_thu_3", "Third Secretary"),
                            ("tuy_vien", "Attaché"),
                        ],
                        max_length=20,
                        verbose_name="diplomatic rank",
                    ),
                ),
                ("post", models.CharField(blank=True, max_length=150, verbose_name="post")),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="officer",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="left the service on")),
                ("left_recorded_at", models.DateTimeField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="merged", to="personnel.officer"
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("search_text", models.TextField(default="", editable=False)),
                ("sort_key", models.CharField(db_index=True, default="", editable=False, max_length=250)),
            ],
            options={
                "ordering": ["sort_key", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("name", ""), _negated=True), ("erased_at__isnull", False), _connector="OR"),
                        name="officer_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("erased_at__isnull", True), ("left_on__isnull", False), _connector="OR"),
                        name="only_who_has_left_is_erased",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rank__in", ["", "dai_su", "cong_su", "tham_tan", "bi_thu_1", "bi_thu_2", "bi_thu_3", "tuy_vien"])
                        ),
                        name="officer_has_a_known_rank",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LanguageSkill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("officer", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="skills", to="personnel.officer")),
                (
                    "language",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="skills", to="personnel.language", verbose_name="language"
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Level 1 (A1)"),
                            (2, "Level 2 (A2)"),
                            (3, "Level 3 (B1)"),
                            (4, "Level 4 (B2)"),
                            (5, "Level 5 (C1)"),
                            (6, "Level 6 (C2)"),
                        ],
                        verbose_name="level",
                    ),
                ),
                ("dated_on", models.DateField(blank=True, null=True, verbose_name="certificate of")),
                ("certificate", models.CharField(blank=True, max_length=150, verbose_name="certificate")),
            ],
            options={
                "ordering": ["language__position", "-level"],
                "constraints": [
                    models.UniqueConstraint(fields=("officer", "language", "dated_on"), name="one_skill_a_language_and_day"),
                    models.UniqueConstraint(
                        condition=models.Q(("dated_on__isnull", True)), fields=("officer", "language"), name="one_skill_without_a_day"
                    ),
                    models.CheckConstraint(condition=models.Q(("level__gte", 1), ("level__lte", 6)), name="skill_on_the_six_level_frame"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "officer",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="corrections", to="personnel.officer"),
                ),
                ("text", models.TextField(verbose_name="what is to be put right")),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Asked"), ("made", "Put right"), ("refused", "Refused")], default="asked", max_length=10
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("answer", models.TextField(blank=True, verbose_name="answer")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at__isnull", True), ("state", "asked")),
                            models.Q(
                                models.Q(("state", "asked"), _negated=True),
                                ("answered_at__isnull", False),
                                models.Q(("state", "made"), models.Q(("answer", ""), _negated=True), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="correction_answered_or_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "officer",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="postings", to="personnel.officer"),
                ),
                (
                    "destination",
                    models.CharField(
                        choices=[
                            ("mission", "Mission"),
                            ("locality", "Locality"),
                            ("organisation", "International organisation"),
                            ("ministry", "Ministry"),
                        ],
                        max_length=15,
                        verbose_name="kind of place",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="postings",
                        to="accounts.unit",
                        verbose_name="unit",
                    ),
                ),
                ("organisation", models.CharField(blank=True, max_length=200, verbose_name="international organisation")),
                ("post", models.CharField(blank=True, max_length=150, verbose_name="post")),
                ("decision", models.CharField(blank=True, max_length=100, verbose_name="decision number")),
                ("from_on", models.DateField(verbose_name="from")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended on")),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["until_on", "officer__sort_key", "pk"],
                "indexes": [
                    models.Index(fields=["unit", "from_on"], name="personnel_p_unit_id_78c2d4_idx"),
                    models.Index(fields=["until_on"], name="personnel_p_until_o_f8b22d_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("destination", "organisation"), ("unit__isnull", True), models.Q(("organisation", ""), _negated=True)
                            ),
                            models.Q(
                                models.Q(("destination", "organisation"), _negated=True), ("organisation", ""), ("unit__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="posting_has_one_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"),
                        name="posting_has_a_term",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_on__isnull", True), ("ended_on__gt", models.F("from_on")), _connector="OR"),
                        name="posting_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="code")),
                ("name_vi", models.CharField(max_length=250, verbose_name="name in Vietnamese")),
                ("name_en", models.CharField(blank=True, max_length=250, verbose_name="name in English")),
                (
                    "audience",
                    models.CharField(
                        choices=[("central", "Central level"), ("locality", "Localities"), ("mission", "Missions")],
                        max_length=10,
                        verbose_name="audience",
                    ),
                ),
                ("legal_basis", models.CharField(blank=True, max_length=300, verbose_name="legal basis")),
                ("approved_by", models.CharField(blank=True, max_length=200, verbose_name="approved by")),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="approved on")),
                ("from_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "lead_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="programmes", to="accounts.unit", verbose_name="lead unit"
                    ),
                ),
                ("budget", models.PositiveBigIntegerField(blank=True, null=True, verbose_name="budget in đồng")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                ("recorded_at", models.DateTimeField()),
                ("search_text", models.TextField(default="", editable=False)),
                ("measures", models.ManyToManyField(blank=True, related_name="programmes", to="plan.measure", verbose_name="measures")),
            ],
            options={
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("code", ""), _negated=True), models.Q(("name_vi", ""), _negated=True)),
                        name="programme_has_code_and_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_on__isnull", True), ("until_on__isnull", True), ("until_on__gte", models.F("from_on")), _connector="OR"
                        ),
                        name="programme_days_in_order",
                    ),
                ],
            },
            bases=(plan.bilingual.Bilingual, models.Model),
        ),
        migrations.CreateModel(
            name="Course",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="courses",
                        to="personnel.programme",
                        verbose_name="programme",
                    ),
                ),
                ("title", models.CharField(max_length=250, verbose_name="title")),
                ("language", models.CharField(default="vi", max_length=2)),
                ("provider", models.CharField(blank=True, max_length=200, verbose_name="provider")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="place")),
                (
                    "mode",
                    models.CharField(
                        choices=[("in_person", "In person"), ("online", "Online"), ("mixed", "In person and online")],
                        default="in_person",
                        max_length=10,
                        verbose_name="mode",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="starts on")),
                ("ends_on", models.DateField(verbose_name="ends on")),
                ("enrol_until", models.DateField(blank=True, null=True, verbose_name="enrolment until")),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5000)],
                        verbose_name="seats",
                    ),
                ),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="cancelled on")),
                ("cancelled_reason", models.TextField(blank=True, verbose_name="reason")),
                ("recorded_at", models.DateTimeField()),
                ("search_text", models.TextField(default="", editable=False)),
            ],
            options={
                "ordering": ["-starts_on", "pk"],
                "indexes": [models.Index(fields=["starts_on"], name="personnel_c_starts__2f4b28_idx")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="course_days_in_order"),
                    models.CheckConstraint(condition=models.Q(("capacity__gte", 1)), name="course_has_seats"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cancelled_on__isnull", True), ("cancelled_reason", "")),
                            models.Q(("cancelled_on__isnull", False), models.Q(("cancelled_reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="course_cancelled_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CourseSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("course", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="personnel.course")),
                ("on", models.DateField(verbose_name="day")),
                ("begins_at", models.TimeField(blank=True, null=True, verbose_name="begins at")),
                ("ends_at", models.TimeField(blank=True, null=True, verbose_name="ends at")),
                ("topic", models.CharField(blank=True, max_length=250, verbose_name="topic")),
            ],
            options={
                "ordering": ["course", "on", "begins_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Enrolment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "course",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="enrolments", to="personnel.course"),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="enrolments",
                        to="personnel.officer",
                        verbose_name="officer",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="enrolments", to="accounts.unit", verbose_name="unit"
                    ),
                ),
                ("heads", models.PositiveSmallIntegerField(default=1, verbose_name="people")),
                (
                    "state",
                    models.CharField(
                        choices=[("enrolled", "Enrolled"), ("waiting", "On the waiting list"), ("withdrawn", "Withdrawn")],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("completed", "Completed"), ("failed", "Not passed"), ("absent", "Did not attend")],
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                ("completed_on", models.DateField(blank=True, null=True, verbose_name="completed on")),
                ("completed_heads", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="people who completed")),
                ("certificate", models.CharField(blank=True, max_length=100, verbose_name="certificate")),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["course", "asked_at", "pk"],
                "indexes": [models.Index(fields=["completed_on"], name="personnel_e_complet_9d1a39_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "withdrawn"), _negated=True),
                        fields=("course", "officer"),
                        name="one_seat_an_officer_and_course",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("officer__isnull", True), ("heads", 1), _connector="OR"), name="a_named_officer_is_one"
                    ),
                    models.CheckConstraint(condition=models.Q(("heads__gte", 1)), name="a_seat_is_for_somebody"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_heads__isnull", False), ("completed_on__isnull", False), ("result", "completed")),
                            models.Q(
                                models.Q(("result", "completed"), _negated=True),
                                ("completed_heads__isnull", True),
                                ("completed_on__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="completed_says_when_and_how_many",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("completed_heads__isnull", True),
                            models.Q(("completed_heads__gte", 1), ("completed_heads__lte", models.F("heads"))),
                            _connector="OR",
                        ),
                        name="no_more_complete_than_enrolled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("result", ""), ("state", "enrolled"), _connector="OR"), name="only_who_is_enrolled_has_a_result"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "programme",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="targets", to="personnel.programme"),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(2000), django.core.validators.MaxValueValidator(2100)],
                        verbose_name="year",
                    ),
                ),
                ("people", models.PositiveIntegerField(verbose_name="people")),
                ("recorded_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["programme", "year"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("programme", "year"),
                        name="one_target_a_programme_and_year",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ResultRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "enrolment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="records", to="personnel.enrolment"),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("completed", "Completed"), ("failed", "Not passed"), ("absent", "Did not attend")],
                        max_length=10,
                    ),
                ),
                ("completed_on", models.DateField(null=True)),
                ("heads", models.PositiveSmallIntegerField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("replaced_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["enrolment", "recorded_at", "pk"],
                "indexes": [models.Index(fields=["completed_on"], name="personnel_r_complet_d20018_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)), fields=("enrolment",), name="one_result_of_an_enrolment_stands"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_on__isnull", False), ("heads__isnull", False), ("result", "completed")),
                            models.Q(
                                models.Q(("result", "completed"), _negated=True), ("completed_on__isnull", True), ("heads__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="record_of_completion_is_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RotationTerm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "months",
                    models.PositiveSmallIntegerField(
                        default=36,
                        validators=[django.core.validators.MinValueValidator(6), django.core.validators.MaxValueValidator(120)],
                        verbose_name="term in months",
                    ),
                ),
                (
                    "studied_months",
                    models.PositiveSmallIntegerField(
                        default=48,
                        validators=[django.core.validators.MinValueValidator(6), django.core.validators.MaxValueValidator(120)],
                        verbose_name="term under study, in months",
                    ),
                ),
                (
                    "retention_years",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(50)],
                        verbose_name="years for which the data of who has left are kept",
                    ),
                ),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="one_rotation_term")],
            },
        ),
        migrations.CreateModel(
            name="TeamMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("team", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="members", to="personnel.expertteam")),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="teams", to="personnel.officer", verbose_name="officer"
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=150, verbose_name="part in the team")),
                ("from_on", models.DateField(verbose_name="from")),
                ("until_on", models.DateField(blank=True, null=True, verbose_name="until")),
            ],
            options={
                "ordering": ["team", "officer__sort_key"],
                "constraints": [
                    models.UniqueConstraint(fields=("team", "officer", "from_on"), name="one_membership_of_a_team_and_day"),
                    models.CheckConstraint(
                        condition=models.Q(("until_on__isnull", True), ("until_on__gt", models.F("from_on")), _connector="OR"),
                        name="team_member_has_a_term",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attendances", to="personnel.coursesession"
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="attendances", to="personnel.enrolment"),
                ),
                ("heads", models.PositiveSmallIntegerField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("session", "enrolment"), name="one_attendance_a_session")],
            },
        ),
        migrations.CreateModel(
            name="Establishment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="establishments", to="accounts.unit", verbose_name="unit"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("posts", models.PositiveSmallIntegerField(verbose_name="posts approved")),
                ("decision", models.CharField(blank=True, max_length=100, verbose_name="decision number")),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["unit__sort_key", "-year"],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "year"), name="one_establishment_a_unit_and_year"),
                    models.CheckConstraint(condition=models.Q(("year__gte", 1945), ("year__lte", 2100)), name="establishment_of_a_year"),
                ],
            },
        ),
    ]
