from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0026_who_sits_where_is_read_off_an_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="shortlist",
            name="line_reason",
            field=models.TextField(
                blank=True, default="", verbose_name="入围线与规则名额不同的理由"
            ),
        ),
    ]
