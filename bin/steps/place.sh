# Where things are, as absolute paths, whatever folder the caller stands in.
# Sets $root $var $assets $venv and goes to $root.

absolute() { case $1 in /*) echo "$1" ;; *) echo "$PWD/$1" ;; esac; }

root=$(cd -- "$(dirname -- "$0")/.." && pwd -P)
var=$(absolute "${PORTAL_VAR:-$root/var}")
assets=$(absolute "${PORTAL_ASSETS:-$var/assets}")
venv=$root/.venv
export PORTAL_VAR="$var" PORTAL_ASSETS="$assets"
cd "$root"

# Containers often forbid .pyc files, which makes every start seconds slower.
unset PYTHONDONTWRITEBYTECODE || true
