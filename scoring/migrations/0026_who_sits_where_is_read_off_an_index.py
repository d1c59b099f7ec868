from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0025_facts_are_reopened"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                fields=["dossier", "state", "expert"], name="scoring_seat_stands"
            ),
        ),
    ]
