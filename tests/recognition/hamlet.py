"""A place so small that building it is quick."""

from recognition.demo.names import Size

# The smallest in which every printed account has a post, and every stage some sheets.
HAMLET = Size("Đảng bộ xã Suối Ngàn", "Suối Ngàn", bases=3, solos=5, cells=15, cases=False)
