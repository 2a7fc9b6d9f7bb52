"""Invented names and sizes of the demonstration; no person and no place is real."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """How large a demonstration is: the superior committee, its base committees, chi bộ cơ sở, cells in all."""

    top: str
    place: str
    bases: int
    solos: int
    cells: int
    # Whether the further programmes run beside the first one.
    cases: bool = True
    # Whether the board of the superior checks the sheets of cells before their committee concludes.
    checked: bool = False


SIZES = {
    "commune": Size("Đảng bộ xã Suối Ngàn", "Suối Ngàn", 12, 7, 80),
    "district": Size("Đảng bộ đặc khu Hòn Sương", "Hòn Sương", 44, 6, 450, checked=True),
}

BASES = (
    ("các cơ quan Đảng", "co_quan_hanh_chinh"),
    ("khu vực Đồng Mây", "thon_to_dan_pho"),
    ("cơ quan Ủy ban nhân dân", "co_quan_hanh_chinh"),
    ("Công an", "luc_luong_vu_trang"),
    ("Trường Trung học phổ thông Ngàn Thông", "don_vi_su_nghiep"),
    ("Công ty Chè Mây", "doanh_nghiep"),
    ("Trung tâm Y tế", "don_vi_su_nghiep"),
    ("Hợp tác xã Rừng Xanh", "doanh_nghiep"),
)
# Whatever goes beyond the list is a residential area.
AREA = ("khu dân cư số {number}", "thon_to_dan_pho")
SOLOS = (
    ("Chi bộ Trạm Kiểm lâm Suối Ngàn", "co_quan_hanh_chinh"),
    ("Chi bộ Quân sự", "luc_luong_vu_trang"),
    ("Chi bộ Trường Mầm non Hoa Ban", "don_vi_su_nghiep"),
    ("Chi bộ Chợ trung tâm", "doanh_nghiep"),
)
SOLO = ("Chi bộ cơ sở số {number}", "don_vi_su_nghiep")
VILLAGES = (
    "Đồng Mây", "Suối Lạnh", "Nà Thông", "Bến Đá", "Ngòi Chanh", "Đồi Cọ", "Gốc Gạo", "Khe Sương", "Bản Hồi", "Cây Đa",
)  # fmt: skip
OFFICES = (
    "Văn phòng", "Khối Dân vận", "Phòng Kinh tế", "Phòng Văn hóa", "Tổ Kỹ thuật", "Khối Đào tạo", "Tổ Sản xuất",
    "Tổ Dịch vụ", "Khối Hành chính", "Tổ Tổng hợp",
)  # fmt: skip

# Stock reasons of the board where it gives less than the unit gave itself.
REASONS = (
    "Chưa đủ minh chứng cho phần tự chấm.",
    "Còn hai tháng nộp báo cáo chậm.",
    "Kết quả chưa cao so với kế hoạch đầu năm.",
    "Sổ biên bản ghi chưa đầy đủ ý kiến thảo luận.",
)
