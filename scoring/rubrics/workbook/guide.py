"""What the workbook says about itself."""

from organizations.imports.package import MOST_ROWS

LINES = (
    "Sửa ở các trang rồi nạp lại vào phần mềm: tệp thành một bản thảo mới, bản đã ban hành không đổi.",
    "Cột có dấu * phải ghi ở mọi dòng. Ô có danh sách: chọn một mục trong danh sách.",
    "Trang “Tiêu chí”: mỗi nội dung một dòng, theo đúng thứ tự in. “Mã nhóm” là mã của dòng bên trên nó.",
    "Mã của nội dung giữ nguyên qua các phiên bản: điểm năm trước đặt cạnh điểm năm nay là nhờ mã.",
    "Điểm tối đa của nhóm phải bằng tổng các nội dung bên dưới (trừ khi có trần); phần mềm kiểm tra khi nạp.",
    "Ô nhiều dòng (các mức, khoảng điểm, trần…): xuống dòng bằng Alt+Enter, các phần cách nhau bằng dấu |.",
    "Trang “Điều kiện”: mỗi câu một dòng, ghi mã tiêu chí hoặc mã mức xếp loại mà nó thuộc về.",
    "So sánh viết như: ≥ 90, < 50, = thuong_ky, = có, ∈ tot, kha.",
    "Cột “Tự điền: …” của trang “Tiêu chí”: số lấy từ sổ sách, ghi như ở trang “Điều kiện”, không so sánh.",
    "Cột “Phần khác (JSON)” giữ những gì không có cột riêng (điều kiện lồng nhau…); để nguyên nếu không hiểu rõ.",
    "Trang “Hướng dẫn xếp loại” và “Mức xếp loại” để trống được: ngưỡng điểm nạp sau cũng được.",
    f"Không dùng công thức, không gộp ô, không ẩn dòng. Mỗi trang nhiều nhất {MOST_ROWS} dòng.",
)
