# Builds Go programs from the module proxy into $home/store, one file for each version, and links them into $bin. For scripts that
# define `home`, `bin`, `go_version`, `say` and `fail`. macOS runs it, too: with bash 3.2, and without the tools and options that
# only GNU and Linux have.
# shellcheck shell=bash

lock() { # [--nonblock]: takes the lock of the file that is open as 8, until this script ends
  if command -v flock >/dev/null; then
    flock "$@" 8
  else
    # The same lock: it belongs to the open file, so it outlives the process that took it.
    perl -MFcntl=:flock -e 'open my $file, ">&=", 8 or die $!; exit !flock $file, LOCK_EX | (@ARGV ? LOCK_NB : 0)' -- "$@"
  fi
}

checksum() { # eight digits for what standard input has
  if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -c1-8
}

require_go() { # $go_version or newer
  local found
  found=$(go env GOVERSION 2>&1) || found="none (${found##*: })"
  [[ $found == go* && $(printf '%s\n' "$go_version" "${found#go}" | sort --version-sort | head -n 1) == "$go_version" ]] ||
    fail "Go $go_version or newer builds these programs; found $found." "Install it from https://go.dev/dl."
  # Caches of our own: they can be deleted together. `local`: never download another Go. A module may be published with a
  # workspace file that names folders it lacks.
  export GOMODCACHE=$home/go/mod GOCACHE=$home/go/build GOTOOLCHAIN=local GOWORK=off CGO_ENABLED=0
}

# A build that is interrupted ends at once; Go's cache keeps the packages that it compiled.
compile() { # FILE FOLDER PACKAGE FLAG...: shows how many packages must be compiled and how many are done
  local file=$1 folder=$2 package=$3 name log total count shown=0 builder
  shift 3
  local flags=(-modcacherw -buildvcs=false -trimpath "$@")
  require_go
  name=$(basename "${file%@*}")
  log=$home/log/build-$name.log
  total=$(cd "$folder" && go list "${flags[@]}" -deps -f '{{if .Stale}}{{.ImportPath}}{{end}}' "$package" 2>"$log" | wc -l) ||
    fail "The sources of $name could not be read." "Read $log."
  (cd "$folder" && exec go build "${flags[@]}" -v -o "$file.new" "$package") >"$log" 2>&1 &
  builder=$!
  # shellcheck disable=SC2064  # the number of this process, not of a later one
  trap "kill $builder 2>/dev/null; wait $builder; exit 130" INT TERM
  while sleep 1 && [[ -n $(jobs -rp) ]]; do
    count=$(grep -cv '^go: ' "$log") || true
    ((count < shown + 100)) || { say "  $name: $count of $((total)) packages" && shown=$count; }
  done
  wait "$builder" || fail "$name did not build." "Read $log."
  trap - INT TERM
  mv "$file.new" "$file"
}

build_module() { # NAME MODULE VERSION PACKAGE [TAGS]
  local name=$1 module=$2@$3 work file begin=$SECONDS
  file=$(module_file "$name" "$3" "${5:-}")
  if [[ ! -x $file ]]; then
    say "building $name $3; an interrupted build continues where it stopped"
    work=$(copy_of_module "$module")
    [[ ! -d $here/$name ]] || replace_packages "$here/$name" "$work"
    compile "$file" "$work" "$4" -mod=mod -tags "${5:-}" -ldflags '-s -w'
    rm -rf "$work"
    say "built $name in $((SECONDS - begin)) s"
  fi
  ln -sfn "../store/${file##*/}" "$bin/$name"
}

module_file() { # NAME VERSION [TAGS]: it carries what it is made of, and bin/NAME is a link to it, so that a new version is built
  local file=$home/store/$1@$2${3:+-${3//,/+}}
  [[ -d $here/$1 ]] || { echo "$file" && return; }
  echo "$file-$(find "$here/$1" -type f -print0 | sort -z | xargs -0 cat | checksum)"
}

replace_packages() { # FOLDER WORK: each package in FOLDER takes the place of the module's package of that path
  local package
  (cd "$1" && find . -name '*.go' -exec dirname {} \; | sort -u) | while read -r package; do
    rm -f "$2/$package"/*.go
    cp "$1/$package"/*.go "$2/$package"
  done
}

copy_of_module() { # MODULE@VERSION: prints a folder with its sources, which may be changed
  local source work
  # This runs in a subshell, which `set -e` does not end. Without a name, the next command would copy the whole file system.
  source=$(module_folder "$1") || exit
  work=$(mktemp -d "$home/work-XXXXXX")
  cp -r "$source/." "$work"
  chmod -R u+w "$work"
  # A published module lacks the sibling folders that it names here. The version that its go.mod requires is on the proxy.
  sed -E '/=> *\.\.?\//d' "$source/go.mod" >"$work/go.mod"
  # Nor does it have the web page of Alertmanager, which is built apart and embedded; its API is whole.
  if [[ $1 == */alertmanager@* ]]; then
    mkdir -p "$work/ui/app/dist"
    echo '<!doctype html><title>Alertmanager</title>' >"$work/ui/app/dist/index.html"
  fi
  echo "$work"
}

module_folder() { # MODULE@VERSION
  local answer folder
  require_go
  answer=$(go mod download -modcacherw -json "$1" 2>&1) || true
  folder=$(sed -n 's/.*"Dir": "\(.*\)",*/\1/p' <<<"$answer")
  [[ -d $folder ]] || fail "The module $1 could not be downloaded." "$(sed -n 's/.*"Error": "\(.*\)",*/\1/p' <<<"$answer")"
  echo "$folder"
}
