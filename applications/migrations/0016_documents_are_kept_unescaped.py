from django.db import migrations, models

import applications.models.dossier
import portal.jsontext


class Migration(migrations.Migration):
    """Documents already there keep their escapes until they are next saved."""

    dependencies = [("applications", "0015_a_round_has_review_rules")]

    operations = [
        migrations.SeparateDatabaseAndState(  # the column stays what it was
            state_operations=[
                migrations.AlterField(
                    model_name="dossier",
                    name="document",
                    field=models.JSONField(
                        default=applications.models.dossier.empty_document,
                        encoder=portal.jsontext.Unescaped,
                        verbose_name="填报内容",
                    ),
                ),
            ],
        ),
    ]
