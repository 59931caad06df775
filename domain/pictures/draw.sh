#!/usr/bin/env bash
# Draws every dashboard from the running platform into docs/pictures/dashboards; needs Chromium and pngquant.
#     domain/pictures/draw.sh [PERIOD]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

period=${1:-14m}
width=1600
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for file in observability/dashboards/*.json; do
  name=$(basename "$file" .json)
  # Its data come from a cluster.
  [[ $name != kubernetes ]] || continue
  variables=()
  [[ $name != service ]] || variables=(--var service=order-service)
  ./fairway dashboard "$name" --from "$period" --out "$work/$name.html" "${variables[@]}"
  # Below the page is nothing: as many lines of the grid as the dashboard has, and the heading.
  height=$(node --print "100 + 38 * Math.max(...require('./$file').panels.map(({ gridPos: { y, h } }) => y + h))")
  chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --user-data-dir="$work/profile" --hide-scrollbars --window-size="$width,$height" \
    --screenshot="$work/$name.png" "file://$work/$name.html" 2>>"$work/log" || { cat "$work/log" >&2; exit 1; }
  # Few colours are in it: a palette makes it a quarter of the size.
  pngquant --speed 1 --strip --force --output "docs/pictures/dashboards/$name.png" 64 "$work/$name.png"
done
