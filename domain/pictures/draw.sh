#!/usr/bin/env bash
# Draws dashboards into docs/pictures/dashboards; needs Chromium and pngquant.
#     domain/pictures/draw.sh [PERIOD]                 all but kubernetes, from the running platform
#     domain/pictures/draw.sh PERIOD kubernetes URL    from the Prometheus of `./fairway cluster metrics`
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

period=${1:-14m}
width=1600
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

draw() { # NAME OPTION...
  local name=$1 height
  shift
  ./fairway dashboard "$name" --from "$period" --out "$work/$name.html" "$@"
  # Below the page is nothing: as many lines of the grid as the dashboard has, and the heading.
  height=$(node --print "100 + 38 * Math.max(...require('./observability/dashboards/$name.json').panels.map(({ gridPos: { y, h } }) => y + h))")
  chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --user-data-dir="$work/profile" --hide-scrollbars --window-size="$width,$height" \
    --screenshot="$work/$name.png" "file://$work/$name.html" 2>>"$work/log" || { cat "$work/log" >&2; exit 1; }
  # Few colours are in it: a palette makes it a quarter of the size.
  pngquant --speed 1 --strip --force --output "docs/pictures/dashboards/$name.png" 64 "$work/$name.png"
}

if (($# > 1)); then
  draw "$2" --prometheus "$3"
  exit
fi
for file in observability/dashboards/*.json; do
  name=$(basename "$file" .json)
  case $name in
    kubernetes) ;; # its data come from a cluster
    service) draw "$name" --var service=order-service ;;
    *) draw "$name" ;;
  esac
done
