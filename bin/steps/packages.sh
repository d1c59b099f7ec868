# System packages: what is asked for is the thing itself, so that a release that
# names its package otherwise, or another way of installing it, is fine too.

libraries="libpango-1.0.so.0=libpango-1.0-0 libpangoft2-1.0.so.0=libpangoft2-1.0-0
    libharfbuzz-subset.so.0=libharfbuzz-subset0 libmagic.so.1=libmagic1"
test_libraries="libatomic.so.1=libatomic1" # the Playwright driver stops without it

packages_are_there() { [ -z "$(missing_packages)" ]; }

missing_packages() {
    find_python || echo "python3 python3-venv"
    wanted=$libraries
    [ "$mode" = run ] || wanted="$wanted $test_libraries"
    loaded=$(/sbin/ldconfig -p)
    for pair in $wanted; do
        case $loaded in
        *"${pair%%=*} "*) ;;
        *) echo "${pair#*=}" ;;
        esac
    done
    [ "$mode" = run ] || command -v chromium >/dev/null || echo chromium
}

find_python() { # sets $python; a .venv that stands is as good as a system Python
    [ ! -x "$venv/bin/python" ] || return 0
    for python in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
        "$python" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
            2>/dev/null && return 0
    done
    return 1
}

install_packages() {
    missing=$(missing_packages | tr '\n' ' ')
    missing=${missing% }
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        ask_for_packages
    fi
    command -v apt-get >/dev/null || ask_for_packages
    quietly "更新软件包目录" $as_root apt-get -q -o DPkg::Lock::Timeout=300 update
    quietly "安装系统软件包：$missing" $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends $missing
    still=$(missing_packages | tr '\n' ' ')
    [ -z "$still" ] || fail 1 "装好之后仍缺少：$still" \
        "本系统需要 Debian 12 或更新的系统，Python 不低于 3.11。"
}

ask_for_packages() {
    fail 3 "缺少系统软件包，而当前用户无权安装。请以管理员身份执行下面一行，再重新运行：" "" \
        "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $missing" ""
}
