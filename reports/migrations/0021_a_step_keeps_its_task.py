"""Each step of a proposal keeps the task that the proposal was of after it, as it keeps the unit and the day. Steps that were
taken before are told by the history, which has kept each change of the task; where that says nothing, by the task of today.
Where it stands in the order of migrations: docs/decisions/0056."""

import django.db.models.deletion
from django.db import migrations, models


def fill(apps, schema_editor):
    Proposal, Step = apps.get_model("reports", "Proposal"), apps.get_model("reports", "ProposalStep")
    for proposal in Proposal.objects.filter(pk__in=Step.objects.values("proposal")).order_by("pk").iterator():
        changes, task = _changes(apps, proposal), proposal.task_id
        for step in Step.objects.filter(proposal=proposal).order_by("-pk"):
            while changes and changes[0][0] > step.at:
                task = changes.pop(0)[1]
            Step.objects.filter(pk=step.pk).update(task=task)


def _changes(apps, proposal):
    """When the task changed and what it was before, the latest first. The history tells tasks by their codes: of the plan of the
    task that came after, else of the plan of which there is such a task."""
    events = apps.get_model("accounts", "Event").objects.filter(object_kind="reports.proposal", object_id=str(proposal.pk))
    found, plan = [], proposal.task.plan_id if proposal.task else None
    for event in events.filter(fields__contains="task").select_related("body").order_by("-id"):
        if "task" not in event.body.changes:
            continue
        code = event.body.changes["task"][0]
        tasks = apps.get_model("plan", "Task").objects.filter(code=code).order_by("plan")
        task = (tasks.filter(plan=plan).first() or tasks.first()) if code else None
        plan = task.plan_id if task else plan
        found.append((event.at, task and task.pk))
    return found


class Migration(migrations.Migration):
    dependencies = [("reports", "0020_reports_taken_back")]

    operations = [
        migrations.AddField(
            "proposalstep",
            "task",
            models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plan.task"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
