from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scoring", "0006_bodies")]

    operations = [
        migrations.AddField(
            model_name="team",
            name="recommendations",
            field=models.TextField(blank=True, default="", verbose_name="kiến nghị"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="team",
            name="revision",
            field=models.PositiveIntegerField(default=1),
        ),
    ]
