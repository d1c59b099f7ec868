# .venv with the locked packages: by uv, which is itself locked, or else by pip.

python_is_ready() {
    [ -x "$venv/bin/python" ] || return 1
    is_done "$venv/.ready-run" "$lock/requirements.txt" || return 1
    [ "$mode" = run ] || is_done "$venv/.ready-test" "$lock/requirements.txt" \
        "$lock/requirements-test.txt"
}

prepare_python() {
    venv_works || make_venv
    quietly "安装 Python 依赖" install_locked
    mark_done "$venv/.ready-run" "$lock/requirements.txt"
    [ "$mode" = run ] || mark_done "$venv/.ready-test" "$lock/requirements.txt" \
        "$lock/requirements-test.txt"
}

venv_works() {
    "$venv/bin/python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' \
        2>/dev/null
}

make_venv() {
    rm -rf "$venv"
    find_python || fail 1 "没有找到 Python 3.11 或更新的版本。"
    quietly "建立 Python 虚拟环境" "$python" -m venv "$venv"
}

install_locked() {
    set -- -r "$lock/requirements.txt"
    [ "$mode" = run ] || set -- "$@" -r "$lock/requirements-test.txt"
    if install_uv && "$venv/bin/uv" pip install --python "$venv/bin/python" \
        --require-hashes "$@"; then
        return 0
    fi
    echo "uv did not do it, so pip does"
    "$venv/bin/python" -m pip install --no-input --require-hashes "$@"
}

install_uv() {
    "$venv/bin/python" -m pip install --no-input --no-compile --require-hashes \
        -r "$lock/uv.txt"
}
