"""Units and people from an Excel workbook: read, shown row by row, then applied as shown or not at all."""
