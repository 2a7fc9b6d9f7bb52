"""What a disk refuses, in Vietnamese: the system says it in English."""

import errno
from pathlib import Path

REASONS = {
    errno.ENOENT: "thư mục không có",
    errno.ENOTDIR: "một phần của đường dẫn không phải là thư mục",
    errno.EISDIR: "đây là một thư mục, hãy ghi tên tệp",
    errno.EEXIST: "tệp đã có",
    errno.EACCES: "không có quyền đọc hoặc ghi ở đây",
    errno.EPERM: "không có quyền đọc hoặc ghi ở đây",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.ENOSPC: "ổ đĩa đã đầy",
    errno.EDQUOT: "đã dùng hết dung lượng được cấp trên ổ đĩa",
    errno.EFBIG: "tệp lớn quá mức ổ đĩa nhận",
    errno.ENAMETOOLONG: "tên tệp dài quá",
    errno.EIO: "ổ đĩa báo lỗi khi đọc hoặc ghi",
}


def in_words(error: OSError, path: Path, act: str) -> str:
    """Return which file could not be used (`act`: "ghi", "đọc") and why; `path` where the system names none.

    An error without a number was not the system's: what it says stands.
    """
    if error.errno is None:
        return str(error)
    named = str(error.filename or path)
    # An archive is written beside its place first, under a name that nobody asked for.
    shown = path if Path(named).parent == path.parent else named
    why = REASONS.get(error.errno, f"hệ điều hành báo lỗi số {error.errno}")
    return f"Không {act} được tệp {shown}: {why}."
