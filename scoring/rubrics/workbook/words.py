"""Closed words of a rubric as officers read them."""

KINDS = {
    "group": "Nhóm", "points": "Chấm điểm", "pass_fail": "Đạt / không đạt", "choice": "Chọn mức",
    "count": "Đếm số lượng", "measure": "Giá trị đo được", "ratio": "Thực hiện so với kế hoạch",
    "weighted": "Nhóm có hệ số", "lines": "Đơn vị kê từng việc", "deduction": "Điểm trừ",
}  # fmt: skip
ROLES = {"base": "Khung tiêu chí", "bonus": "Điểm thưởng"}
ASIDE = {"refused": "Không được", "excluded": "Được, bỏ khỏi phiếu", "full": "Được, tính đủ điểm"}
DEMANDED = {
    "always": "Luôn luôn", "when_positive": "Khi có điểm", "when_below_maximum": "Khi dưới điểm tối đa",
    "when_failed": "Khi không đạt", "when_not_applicable": "Khi không áp dụng",
}  # fmt: skip
READINGS = {"lower": "Khoảng dưới", "upper": "Khoảng trên"}
PLAN_ZERO = {"refused": "Không nhận", "full": "Đủ điểm", "zero": "0 điểm", "excluded": "Bỏ khỏi phiếu"}
SUBJECTS = {"organization": "Tổ chức đảng", "member": "Đảng viên"}
PERIODS = {"month": "Tháng", "quarter": "Quý", "year": "Năm", "term": "Nhiệm kỳ"}
EACH = {key: PERIODS[key] for key in ("month", "quarter", "year")}
MODES = {"half_up": "Từ 5 làm tròn lên", "half_even": "5 về số chẵn", "down": "Luôn xuống", "up": "Luôn lên"}
COLUMNS = {
    "marker": "Số thứ tự", "text": "Nội dung", "maximum": "Điểm chuẩn", "self": "Tự chấm",
    "appraisal": "Thẩm định", "note": "Ghi chú",
}  # fmt: skip
SOURCES = {
    "marks": "Phiếu này", "sheets": "Phiếu khác", "meetings": "Sổ sinh hoạt", "facts": "Số liệu khai báo",
    "years": "Kết quả các năm",
}  # fmt: skip
UNITS = {"self": "Chính đơn vị", "children": "Trực thuộc trực tiếp", "subtree": "Toàn bộ bên dưới"}
AGGREGATES = {
    "every": "Mọi bản ghi đều đạt", "none": "Không bản ghi nào", "count": "Đếm", "share": "Tỷ lệ %", "sum": "Tổng",
    "average": "Trung bình", "least": "Nhỏ nhất", "greatest": "Lớn nhất", "longest_run": "Chuỗi liền dài nhất",
    "value": "Giá trị khai báo",
}  # fmt: skip
EMPTY = {"unknown": "Chưa đủ dữ liệu", "holds": "Coi là đạt", "fails": "Coi là không đạt"}
EFFECTS = {
    "advise": "Chỉ nhắc", "full": "Đủ điểm", "zero": "0 điểm", "cap": "Không quá (trần)", "force": "Đặt mức",
    "block": "Không đề xuất công nhận",
}  # fmt: skip
ON = {"fails": "Khi không đạt", "holds": "Khi đạt"}
TYPES = {"number": "Số", "yes_no": "Có / không", "level": "Mức", "date": "Ngày", "text": "Chữ"}
READS = {"raw": "Như in trên phiếu", "lowered": "Theo phần chấm được", "scaled": "Quy đổi đủ thang"}
EARNS = {"points": "Điểm từng việc", "share": "Tỷ lệ từng việc", "average": "Tỷ lệ trung bình"}
NEWLY = {
    "clip": "Tính từ khi lập", "whole": "Tính cả thời gian", "holds": "Coi là đạt", "fails": "Coi là không đạt",
    "unknown": "Chưa đủ dữ liệu",
}  # fmt: skip
UNCONFIRMED = {"unknown": "Coi như chưa biết", "counts": "Tính luôn"}
COMPARES = {"rounded": "Đã làm tròn", "exact": "Chưa làm tròn"}
