from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0013_a_sheet_knows_whether_its_digest_was_read"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                fields=["round", "status", "submitted_at", "enterprise"],
                name="applications_dossier_queue",
            ),
        ),
    ]
