from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0012_lean_field_history"),
    ]

    operations = [
        migrations.AddField(
            model_name="recommendationsheet",
            name="digest_was_read",
            field=models.BooleanField(default=False, verbose_name="页脚摘要已读出"),
        ),
    ]
