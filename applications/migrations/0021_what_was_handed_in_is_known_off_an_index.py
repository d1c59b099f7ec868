from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0020_what_was_filed_is_counted_off_an_index"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(
                fields=["round", "status", "submitted_at", "version", "enterprise"],
                condition=models.Q(submitted_at__isnull=False),
                name="applications_dossier_filed",
            ),
        ),
    ]
