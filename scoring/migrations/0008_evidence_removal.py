import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0002_jobs"),
        ("organizations", "0003_branch_index"),
        ("scoring", "0007_team_report"),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceRemoval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(verbose_name="lý do xóa")),
                ("proposed_by_id", models.BigIntegerField()),
                ("proposed_by_label", models.CharField(max_length=200)),
                ("proposed_at", models.DateTimeField()),
                ("approved_by_id", models.BigIntegerField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="evidence",
            name="evidence_file_or_reference",
        ),
        migrations.AlterField(
            model_name="evidence",
            name="kind",
            field=models.CharField(
                choices=[("file", "tệp"), ("reference", "văn bản"), ("removed", "tệp đã xóa")], max_length=10
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("file_name", ""), _negated=True),
                        ("file__isnull", False),
                        ("kind", "file"),
                        ("no_secret", True),
                    ),
                    models.Q(
                        models.Q(("number", ""), _negated=True),
                        ("file__isnull", True),
                        ("file_name", ""),
                        ("kind", "reference"),
                    ),
                    models.Q(("file__isnull", True), ("file_name", ""), ("kind", "removed"), ("preview__isnull", True)),
                    _connector="OR",
                ),
                name="evidence_file_or_reference",
            ),
        ),
        migrations.AddField(
            model_name="evidenceremoval",
            name="evidence",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="removal", to="scoring.evidence"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceremoval",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="removal_with_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidenceremoval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at__isnull", True), ("approved_by_id__isnull", True), ("sha256", "")),
                    models.Q(
                        models.Q(("approved_by_id", models.F("proposed_by_id")), _negated=True),
                        models.Q(("sha256", ""), _negated=True),
                        ("approved_at__isnull", False),
                        ("approved_by_id__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="removal_by_two_people",
            ),
        ),
    ]
