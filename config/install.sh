# Shared by ./run and ./test: a Python, its environment, the libraries and Pango. POSIX sh, read with ".".

say() { printf '%s\n' "$*" >&2; }

root_on_debian() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; }

apt_install() {
    # Another apt may be at work, this very program's too.
    apt_get="apt-get -y -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300"
    DEBIAN_FRONTEND=noninteractive $apt_get --no-install-recommends install "$@" >/dev/null 2>&1 && return 0
    $apt_get update >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive $apt_get --no-install-recommends install "$@" >/dev/null 2>&1
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# The distribution's own Python is compiled along profiles: a seventh faster than one built by hand without them.
find_python() {
    python=/usr/bin/python3
    if new_enough $python && $python -c 'import ensurepip' >/dev/null 2>&1; then return 0; fi
    for python in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if new_enough "$python"; then return 0; fi
    done
    return 1
}

make_environment() {
    if [ -x .venv/bin/python ] && new_enough .venv/bin/python; then return 0; fi
    if ! find_python && { ! root_on_debian || ! apt_install python3 python3-venv || ! find_python; }; then
        say "Cần Python 3.11 trở lên. Trên Debian, Ubuntu hãy gõ: sudo apt install python3 python3-venv"
        exit 1
    fi
    rm -rf .venv
    "$python" -m venv .venv >/dev/null 2>&1 && return 0
    rm -rf .venv
    if root_on_debian && apt_install python3-venv && "$python" -m venv .venv >/dev/null 2>&1; then return 0; fi
    rm -rf .venv
    say "Python trên máy chưa tạo được môi trường riêng. Trên Debian, Ubuntu hãy gõ: sudo apt install python3-venv"
    exit 1
}

pip_install() {
    .venv/bin/python -m pip install -qq --no-input --disable-pip-version-check --no-compile \
        --no-deps --require-hashes -r "$1"
}

# $1: a file of hashed requirements; nothing happens when it was installed already, as it stands.
install_requirements() {
    if cmp -s "$1" ".venv/$1"; then return 0; fi
    say "Đang cài thư viện theo $1…"
    if ! pip_install "$1"; then
        say "Chưa cài được thư viện: hãy kiểm tra mạng rồi chạy lại."
        exit 1
    fi
    cp "$1" ".venv/$1"
}

# The libraries of developers: those that come beyond requirements.txt are brought by a second pip, beside the first.
install_all() {
    if cmp -s requirements-dev.txt .venv/requirements-dev.txt; then return 0; fi
    grep -vxF -f requirements.txt requirements-dev.txt >.venv/beyond.txt
    pip_install .venv/beyond.txt &
    install_requirements requirements.txt
    if ! wait $!; then
        say "Chưa cài được thư viện để kiểm thử: hãy kiểm tra mạng rồi chạy lại."
        exit 1
    fi
    cp requirements-dev.txt .venv/requirements-dev.txt
}

has_pango() {
    .venv/bin/python - >/dev/null 2>&1 <<'PYTHON'
import ctypes, sys

linux = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
mac = ("libpango-1.0.dylib", "libpangoft2-1.0.dylib", "libharfbuzz-subset.0.dylib")
for name in mac if sys.platform == "darwin" else linux:
    ctypes.CDLL(name)
PYTHON
}

install_pango() {
    packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    if has_pango; then return 0; fi
    if root_on_debian && apt_install $packages && has_pango; then return 0; fi
    say "Thiếu thư viện Pango nên chưa in được PDF; các việc khác vẫn làm bình thường. Cài bằng: sudo apt install $packages"
}
