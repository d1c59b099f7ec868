# Fonts of the letters, taken out of Debian's packages without installing these:
# no administrator is needed, and nothing else of them reaches the machine.
# lock/fonts.txt names each file and its SHA-256, so every machine prints the same.

fonts_are_ready() {
    is_done "$assets/fonts/.ready" "$lock/fonts.txt" &&
        grep -qsF "<dir>$assets/fonts</dir>" "$assets/fonts.conf"
}

fetch_fonts() {
    if ! is_done "$assets/fonts/.ready" "$lock/fonts.txt"; then
        work=$assets/fonts.new
        rm -rf "$work"
        mkdir -p "$work/deb"
        quietly "下载公文字体（约 140 MB，只需一次）" download_font_packages
        quietly "取出并核对字体文件" unpack_fonts
        rm -rf "$work/deb" "$assets/fonts"
        mv "$work" "$assets/fonts"
        mark_done "$assets/fonts/.ready" "$lock/fonts.txt"
    fi
    write_fonts_conf
}

font_lines() { grep -v '^#' "$lock/fonts.txt"; }

font_packages() { font_lines | cut -d' ' -f2 | sort -u; }

download_font_packages() {
    cd "$work/deb" || return
    apt-get -q -o APT::Sandbox::User=root download $(font_packages) && return
    # No package lists, or old ones: fetch lists of our own, for which anyone has the right.
    mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial"
    set -- -q -o APT::Sandbox::User=root -o Dir::State::lists="$work/apt/lists" \
        -o Dir::Cache="$work/apt/cache" -o Debug::NoLocking=1
    apt-get "$@" -o APT::Update::Post-Invoke= -o APT::Update::Post-Invoke-Success= update
    apt-get "$@" download $(font_packages) || return
    rm -rf "$work/apt"
}

unpack_fonts() {
    mkdir "$work/tree" || return
    for package in $(font_packages); do
        paths=$(font_lines | sed -n "s|^[^ ]* $package |./|p")
        dpkg-deb --fsys-tarfile "$work/deb/${package}_"*.deb |
            tar -x -f - -C "$work/tree" $paths || return
    done
    font_lines | while read -r sum package path; do
        echo "$sum  $work/tree/$path" | sha256sum -c - || exit 1
        file=$work/$(font_file_name "$package" "$path")
        mv "$work/tree/$path" "$file" || exit 1
        case $file in *.gz) gzip -d "$file" || exit 1 ;; esac
    done || return
    rm -rf "$work/tree"
}

font_file_name() { # licences are all called the same: the package goes before the name
    case $2 in
    *.otf | *.ttf | *.ttc) basename "$2" ;;
    *) echo "$1.$(basename "$2")" ;;
    esac
}

write_fonts_conf() { # shows these fonts and no other, whatever the machine has
    sed "s|@ASSETS@|$assets|g" "$root/bin/steps/fonts.conf" >"$assets/fonts.conf.$$"
    mv -f "$assets/fonts.conf.$$" "$assets/fonts.conf"
}
