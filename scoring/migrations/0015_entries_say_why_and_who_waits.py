from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0014_what_a_mark_was_given_by"),
    ]

    operations = [
        migrations.AddField(
            model_name="shortlistentry",
            name="ground",
            field=models.JSONField(
                blank=True, default=dict, verbose_name="入选或不入选的理由"
            ),
        ),
        migrations.AddField(
            model_name="shortlistentry",
            name="reserve",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="候补次序"
            ),
        ),
        migrations.AddConstraint(
            model_name="shortlistentry",
            constraint=models.UniqueConstraint(
                fields=("shortlist", "reserve"),
                name="scoring_shortlistentry_one_in_each_reserve_place",
                violation_error_message="同一候补次序只能有一家。",
            ),
        ),
    ]
