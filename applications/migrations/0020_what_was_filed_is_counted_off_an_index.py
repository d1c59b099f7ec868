from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0019_a_round_has_a_defence"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="dossier", name="applications_dossier_queue"),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                fields=["round", "status", "submitted_at", "enterprise", "kind"],
                name="applications_dossier_queue",
            ),
        ),
    ]
