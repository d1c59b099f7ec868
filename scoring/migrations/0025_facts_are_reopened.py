from django.db import migrations, models
from django.db.models import Q

OPEN_ONCE = "scoring_reopening_a_verdict_is_open_once"
NAMES = "scoring_reopening_names_what_is_wrong"


class Migration(migrations.Migration):
    dependencies = [("scoring", "0024_a_substitute_may_sit_in_a_defence")]

    operations = [
        migrations.RemoveConstraint(model_name="reopening", name=OPEN_ONCE),
        migrations.RemoveConstraint(model_name="reopening", name=NAMES),
        migrations.AlterField(
            model_name="reopening",
            name="kind",
            field=models.CharField(
                "事项",
                max_length=10,
                choices=[
                    ("facts", "申报内容"),
                    ("clause", "条款结论"),
                    ("veto", "一票否决事项"),
                    ("marks", "专家评分"),
                    ("seat", "应当回避的专家"),
                ],
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.UniqueConstraint(
                fields=["dossier", "kind", "target"],
                condition=Q(kind__in=["facts", "clause", "veto"], done_at=None),
                name=OPEN_ONCE,
                violation_error_message="这一项已经重新打开，请先办结。",
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.CheckConstraint(
                condition=(
                    Q(kind__in=["clause", "veto"], assignment=None) & ~Q(target="")
                )
                | Q(kind__in=["marks", "seat"], assignment__isnull=False, target="")
                | Q(kind="facts", assignment=None, target=""),
                name=NAMES,
            ),
        ),
    ]
