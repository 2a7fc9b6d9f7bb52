from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scoring', '0003_facts'),
    ]

    operations = [
        migrations.AddField(
            model_name='mark',
            name='lines',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='mark',
            name='plan',
            field=models.DecimalField(decimal_places=3, max_digits=12, null=True),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.CheckConstraint(condition=models.Q(('plan__isnull', True), models.Q(('choice', ''), ('not_applicable', False), ('plan__gte', 0)), _connector='OR'), name='mark_plan_of_a_number'),
        ),
        migrations.AddConstraint(
            model_name='mark',
            constraint=models.CheckConstraint(condition=models.Q(('lines', []), models.Q(('choice', ''), ('not_applicable', False), ('plan__isnull', True), ('value__isnull', True)), _connector='OR'), name='mark_lines_alone'),
        ),
    ]
