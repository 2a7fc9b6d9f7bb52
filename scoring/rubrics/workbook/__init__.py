"""A rubric as an Excel workbook that an officer edits, and back."""

from scoring.rubrics.workbook.read import RubricWorkbook, read_workbook
from scoring.rubrics.workbook.write import write_workbook

__all__ = ["RubricWorkbook", "read_workbook", "write_workbook"]
