# Background processes. $state/run/NAME.pid holds "PID START-TIME" of each. The start time makes sure that we never signal another
# program that has since been given the same number.
# shellcheck shell=bash

start_time() { # PID: its start, in clock ticks since boot (field 22 of stat; the name, field 2, may hold blanks); not of a zombie
  local stat fields
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  read -ra fields <<<"${stat##*) }"
  [[ ${fields[0]} != Z ]] && echo "${fields[19]}"
}

alive() { # NAME
  local pid started
  [[ -f $state/run/$1.pid ]] && read -r pid started <"$state/run/$1.pid" &&
    [[ -n $started && $(start_time "$pid") == "$started" ]] # empty: it ended before its start time was read
}

start() { # NAME COMMAND...
  local name=$1
  shift
  ! alive "$name" || return 0
  setsid "$@" >"$state/log/$name.log" 2>&1 </dev/null &
  echo "$! $(start_time $!)" >"$state/run/$name.pid"
}

stop() { # NAME...: TERM to all, and KILL to what is left after 3 s (the API server likes to wait a minute for its clients)
  local name pid deadline=$((SECONDS + 3))
  for name; do
    ! alive "$name" || { read -r pid _ <"$state/run/$name.pid" && kill "$pid"; } || true
  done
  for name; do
    while alive "$name"; do
      ((SECONDS < deadline)) || { read -r pid _ <"$state/run/$name.pid" && kill -KILL "$pid"; } || true
      sleep 0.1
    done
    rm -f "$state/run/$name.pid"
  done
}

started_names() { # every process with a pid file, running or not
  local file
  for file in "$state"/run/*.pid; do
    [[ ! -e $file ]] || basename "$file" .pid
  done
}

wait_for() { # WHAT COMMAND...: until COMMAND succeeds; gives up early when a process has died
  local what=$1 limit=300 begin=$SECONDS name
  shift
  until "$@" >/dev/null 2>&1; do
    for name in $(started_names); do
      alive "$name" || { tail -n 15 "$state/log/$name.log" >&2; fail "$name stopped while the cluster started." "Read its log: $state/log/$name.log"; }
    done
    ((SECONDS - begin < limit)) || fail "After $limit s the cluster still lacks: $what." "Read the logs in $state/log, then try again."
    sleep 0.2
  done
  say "$(printf '%4d s  %s' "$SECONDS" "$what")"
}
