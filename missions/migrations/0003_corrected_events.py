
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_membership_ended_at'),
        ('missions', '0002_wording_in_both_languages'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='missionevent',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='missionevent',
            name='corrects',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrected_by', to='missions.missionevent'),
        ),
        migrations.AddField(
            model_name='missionevent',
            name='note',
            field=models.TextField(blank=True),
        ),
        migrations.AddConstraint(
            model_name='mission',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude__isnull', True), ('longitude__isnull', True)), models.Q(('latitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__isnull', False), ('longitude__range', (-180, 180))), _connector='OR'), name='mission_coordinates_together'),
        ),
        migrations.AddConstraint(
            model_name='mission',
            constraint=models.CheckConstraint(condition=models.Q(('time_zone', ''), _negated=True), name='mission_has_a_time_zone'),
        ),
        migrations.AddConstraint(
            model_name='missionevent',
            constraint=models.UniqueConstraint(condition=models.Q(('corrected_at__isnull', True)), fields=('mission', 'kind', 'on'), name='one_such_event_a_day'),
        ),
        migrations.AddConstraint(
            model_name='missionevent',
            constraint=models.UniqueConstraint(condition=models.Q(('corrected_at__isnull', True), ('kind', 'opened')), fields=('mission',), name='a_mission_is_opened_once'),
        ),
        migrations.AddConstraint(
            model_name='missionevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['closed', 'suspended', 'reopened']), _negated=True), ('on__isnull', False), _connector='OR'), name='an_end_has_a_day'),
        ),
    ]
