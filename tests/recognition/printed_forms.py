"""The two forms of the plan of 28/6/2024 as they are printed: Stt, nội dung, điểm chuẩn, row by row.

Copied from the paper letter by letter; what the rubric corrects stands in MISPRINTS.
"""

# ruff: noqa: E501 - a printed row is one line

CELL = (
    ("I", "ĐIỂM THEO KHUNG TIÊU CHÍ", "90"),
    ("1", "Hoàn thành tốt nhiệm vụ chính trị", "30"),
    (
        "(1)",
        "Triển khai thực hiện tốt chủ trương, nghị quyết, quy định của Đảng, pháp luật của Nhà nước; cụ thể hóa phù hợp với thực tiễn của địa phương, cơ quan, đơn vị",
        "6",
    ),
    (
        "(2)",
        "Lãnh đạo, chỉ đạo thực hiện tốt nhiệm vụ chính trị, phát triển KT-XH, ANQP, xây dựng Đảng và hệ thống chính trị, nhất là các nhiệm vụ trọng tâm của địa phương, cơ quan, đơn vị; công tác cán bộ, công tác kết nạp đảng viên (đảm bảo số lượng, chất lượng, đạt và vượt chỉ tiêu được giao đối với các đơn vị còn nguồn kết nạp); hoàn thành tốt nội dung cam kết của cấp ủy, chi bộ và người đứng đầu với cấp ủy cấp trên trực tiếp",
        "6",
    ),
    (
        "(3)",
        "Lãnh đạo, chỉ đạo thực hiện tốt việc đấu tranh ngăn chặn, đẩy lùi biểu hiện suy thoái về tư tưởng chính trị, đạo đức, lối sống, những biểu hiện “tự diễn biến”, “tự chuyển hóa” trong nội bộ, gắn với đẩy mạnh việc học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh và thực hiện tốt công tác phòng, chống tham nhũng, tiêu cực; bảo vệ nền tảng tư tưởng của Đảng, đấu tranh phản bác các quan điểm sai trái, thù địch",
        "6",
    ),
    (
        "(4)",
        "Lãnh đạo xây dựng chính quyền, MTTQ và các tổ chức CT-XH hoạt động hiệu lực, hiệu quả, hoàn thành tốt nhiệm vụ; nâng cao chất lượng giám sát, vai trò phân biện xã hội của MTTQ và các tổ chức CT-XH",
        "6",
    ),
    (
        "(5)",
        "Lãnh đạo, chỉ đạo thực hiện tốt công tác kiểm tra, giám sát và kỷ luật đảng, nhất là công tác kiểm tra, giám sát đối với hoạt động của chính quyền; thực hiện tốt công tác dân vận; kịp thời xem xét, giải quyết những vấn đề bức xúc nảy sinh từ cơ sở, không để vụ việc tồn đọng, không để khiếu nại phức tạp đông người và vượt cấp",
        "6",
    ),
    ("2", "Chất lượng sinh hoạt tốt", "20"),
    (
        "(1)",
        "Đối với sinh hoạt thường kỳ: Chi bộ được xếp loại chất lượng sinh hoạt theo tiêu chí quy định tại Hướng dẫn số 04 - HD/TU ngày 28/02/2022 của BTV Tỉnh ủy đạt từ khá trở lên, trong đó 9/12 tháng xếp loại tốt",
        "15",
    ),
    ("(2)", "Đối với sinh hoạt chuyên đề:", "05"),
    (
        "",
        "Thực hiện nghiêm túc, nề nếp chế độ sinh hoạt chuyên đề mỗi quý ít nhất một lần theo quy định, trong đó có ít nhất 50% các cuộc họp bàn về các giải pháp thực hiện nhiệm vụ chính trị của chi bộ hoặc các giải pháp giải quyết các vấn đề thực tiễn phát sinh tại chi bộ",
        "02",
    ),
    (
        "",
        "Tỷ lệ đảng viên tham gia sinh hoạt chi bộ chuyên đề đạt từ 90% trở lên đối với chi bộ cơ quan hành chính, đơn vị sự nghiệp, doanh nghiệp, lực lượng vũ trang; 85% trở lên đối với chi bộ thôn, tổ dân phố và không có đảng viên vắng mặt không có lý do",
        "01",
    ),
    (
        "",
        "Thực hiện đầy đủ các nội dung, trình tự các bước tổ chức sinh hoạt chuyên đề; nội dung sinh hoạt được gửi trước cho đảng viên; nội dung gợi ý thảo luận và các ý kiến thảo luận của đảng viên sát với nội dung của buổi sinh hoạt; đảng viên tích cực tham gia phát biểu ý kiến tại cuộc họp; thời gian sinh hoạt chi bộ phải đảm bảo theo quy định; sổ ghi biên bản họp chi bộ được ghi chép đầy đủ, chính xác diễn biến, nội dung, các ý kiến thảo luận, góp ý của đảng viên",
        "02",
    ),
    ("3", "Đoàn kết, kỷ luật tốt", "20"),
    (
        "(1)",
        "Quy chế hoạt động của chi ủy, chi bộ rõ ràng, chặt chẽ, đảm bảo đúng nguyên tắc, hoạt động của Đảng, nhất là nguyên tắc tập trung dân chủ",
        "04",
    ),
    (
        "(2)",
        "100% cấp ủy viên, đảng viên nói và làm theo nghị quyết; chấp hành các nội dung trong quy chế làm việc của chi bộ",
        "04",
    ),
    (
        "(3)",
        "Triển khai đồng bộ đầy đủ, hiệu quả các nội dung quy định về quy chế làm việc của chi bộ, quy chế dân chủ ở cơ sở",
        "04",
    ),
    (
        "(4)",
        "Nghiêm túc thực hiện tự phê bình và phê bình; thẳng thắn xác định các tồn tại, hạn chế của tập thể, xây dựng kế hoạch, giải pháp khắc phục",
        "04",
    ),
    ("(5)", "Không có biểu hiện mất đoàn kết trong nội bộ chi bộ", "04"),
    ("4", "Cán bộ, đảng viên tốt", "20"),
    (
        "(1)",
        "Cán bộ, đảng viên trong chi bộ có tinh thần trách nhiệm, hoàn thành 100% công việc đảm bảo tiến độ, chất lượng",
        "10",
    ),
    (
        "(2)",
        "100% cấp ủy viên được xếp loại “Hoàn thành tốt nhiệm vụ” trở lên; 90% đảng viên được xếp loại “Hoàn thành tốt nhiệm vụ trở lên”. Không có đảng viên bị xếp loại “Không hoàn thành nhiệm vụ”",
        "10",
    ),
    ("II", "ĐIỂM THƯỞNG", "10"),
    (
        "1",
        "Hoàn thành vượt mức chỉ tiêu nhiệm vụ chính trị theo kế hoạch, đột xuất, phát sinh được giao (mỗi tiêu chí hoàn thành vượt mức cộng 0,5 điểm)",
        "05",
    ),
    (
        "2",
        "Chi bộ có kết quả nổi bật, có cách làm mới, sáng tạo, hiệu quả và có tính lan tỏa cao (có báo cáo giải trình cụ thể từng lĩnh vực kèm theo)",
        "05",
    ),
    ("", "CỘNG ĐIỂM", "100"),
)

COMMITTEE = (
    ("I", "ĐIỂM THEO KHUNG TIÊU CHÍ", "90"),
    ("1", "Hoàn thành tốt nhiệm vụ chính trị", "30"),
    (
        "(1)",
        "Triển khai thực hiện tốt chủ trương, nghị quyết, quy định của Đảng, pháp luật của Nhà nước; cụ thể hóa phù hợp với thực tiễn của địa phương, cơ quan, đơn vị",
        "6",
    ),
    (
        "(2)",
        "Lãnh đạo, chỉ đạo thực hiện tốt nhiệm vụ chính trị, phát triển KT-XH, ANQP, xây dựng Đảng và hệ thống chính trị, nhất là các nhiệm vụ trọng tâm của địa phương, cơ quan, đơn vị; công tác cán bộ, công tác kết nạp đảng viên (đảm bảo số lượng, chất lượng, đạt và vượt chỉ tiêu được giao đối với các đơn vị còn nguồn kết nạp); hoàn thành tốt nội dung cam kết của cấp ủy, chi bộ và người đứng đầu với cấp ủy cấp trên trực tiếp",
        "6",
    ),
    (
        "(3)",
        "Lãnh đạo, chỉ đạo thực hiện tốt việc đấu tranh ngăn chặn, đẩy lùi biểu hiện suy thoái về tư tưởng chính trị, đạo đức, lối sống, những biểu hiện “tự diễn biến”, “tự chuyển hóa” trong nội bộ, gắn với đẩy mạnh việc học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh và thực hiện tốt công tác phòng, chống tham nhũng, tiêu cực; bảo vệ nền tảng tư tưởng của Đảng, đấu tranh phản bác các quan điểm sai trái, thù địch",
        "6",
    ),
    (
        "(4)",
        "Lãnh đạo xây dựng chính quyền, MTTQ và các tổ chức CT-XH hoạt động hiệu lực, hiệu quả, hoàn thành tốt nhiệm vụ; nâng cao chất lượng giám sát, vai trò phản biện xã hội của MTTQ và các tổ chức CT-XH",
        "6",
    ),
    (
        "(5)",
        "Lãnh đạo, chỉ đạo thực hiện tốt công tác kiểm tra, giám sát và kỷ luật đảng, nhất là công tác kiểm tra, giám sát đối với hoạt động của chính quyền; thực hiện tốt công tác dân vận; kịp thời xem xét, giải quyết những vấn đề bức xúc nảy sinh từ cơ sở, không để vụ việc tồn đọng, không để khiếu nại phức tạp đông người và vượt cấp",
        "6",
    ),
    ("2", "Chất lượng sinh hoạt tốt", "20"),
    (
        "(1)",
        "Việc duy trì nền nếp sinh hoạt đảng ủy (mỗi tháng một lần), đảng bộ (mỗi năm hai lần) theo quy định Điều lệ Đảng và các quy định, hướng dẫn của Trung ương, Ban Thường vụ Tỉnh ủy, Ban Tổ chức Tỉnh ủy, cấp ủy cấp trên",
        "10",
    ),
    (
        "(2)",
        "Các cuộc họp đảm bảo đầy đủ các nội dung, sổ ghi biên bản các cuộc họp được ghi chép đầy đủ, chính xác diễn biến, nội dung, các ý kiến thảo luận, góp ý của đại biểu",
        "10",
    ),
    ("3", "Đoàn kết, kỷ luật tốt", "20"),
    (
        "(1)",
        "Quy chế hoạt động của đảng ủy rõ ràng, chặt chẽ, đảm bảo đúng nguyên tắc, hoạt động của Đảng, nhất là nguyên tắc tập trung dân chủ",
        "04",
    ),
    (
        "(2)",
        "100% cấp ủy viên nói và làm theo nghị quyết; chấp hành các nội dung trong quy chế làm việc của đảng ủy",
        "04",
    ),
    (
        "(3)",
        "Triển khai đồng bộ đầy đủ, hiệu quả các nội dung quy định về quy chế làm việc của đảng ủy, quy chế dân chủ ở cơ sở",
        "04",
    ),
    (
        "(4)",
        "Nghiêm túc thực hiện tự phê bình và phê bình; thẳng thắn xác định các tồn tại, hạn chế của tập thể, xây dựng kế hoạch, giải pháp khắc phục",
        "04",
    ),
    ("(5)", "Không có biểu hiện mất đoàn kết trong nội bộ đảng ủy", "04"),
    ("4", "Cán bộ, đảng viên tốt", "20"),
    (
        "(1)",
        "Các đồng chí đảng ủy viên có tinh thần trách nhiệm, hoàn thành 100% công việc đảm bảo tiến độ, chất lượng",
        "10",
    ),
    ("(2)", "100% cấp ủy viên được xếp loại “Hoàn thành tốt nhiệm vụ” trở lên", "10"),
    ("II", "ĐIỂM THƯỞNG", "10"),
    (
        "1",
        "Hoàn thành vượt mức chỉ tiêu nhiệm vụ chính trị theo kế hoạch, đột xuất, phát sinh được giao (mỗi tiêu chí hoàn thành vượt mức cộng 0,5 điểm)",
        "05",
    ),
    (
        "2",
        "Trong công tác lãnh đạo, chỉ đạo, đảng ủy có kết quả nổi bật, có cách làm mới, sáng tạo, hiệu quả và có tính lan tỏa cao (có báo cáo giải trình cụ thể từng lĩnh vực kèm theo)",
        "05",
    ),
    ("", "CỘNG ĐIỂM", "100"),
)

COLUMNS = ("Stt", "Nội dung, tiêu chí đánh giá", "Điểm chuẩn", "Điểm chi bộ tự chấm", "Thẩm định của cấp trên")
MISPRINTS = {
    "vai trò phân biện xã hội": "vai trò phản biện xã hội",
}
