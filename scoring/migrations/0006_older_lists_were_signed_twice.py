"""Lists from before the steps: who froze one signed first, who approved it second."""

from django.db import migrations

STEPS = ["经办", "复核"]


def sign(apps, schema_editor):
    shortlist = apps.get_model("scoring", "Shortlist")
    step = apps.get_model("scoring", "ShortlistStep")
    for each in shortlist.objects.filter(steps=[]).order_by("pk"):
        hands = [(each.drawn_up_by_id, each.drawn_up_at)]
        if each.approved_by_id is not None:
            hands.append((each.approved_by_id, each.approved_at))
        for number, (person, at) in enumerate(hands, start=1):
            step.objects.create(
                shortlist=each,
                number=number,
                name=STEPS[number - 1],
                action="signed",
                is_standing=True,
                by_id=person,
                at=at,
            )
        each.steps, each.stage = STEPS, len(hands)
        each.save(update_fields=["steps", "stage"])


def forget(apps, schema_editor):
    """The list itself still names who froze and who approved it."""
    apps.get_model("scoring", "ShortlistStep").objects.all().delete()
    apps.get_model("scoring", "Shortlist").objects.update(steps=[], stage=0)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0005_lists_go_through_steps")]
    operations = [migrations.RunPython(sign, forget)]
