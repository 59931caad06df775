#!/usr/bin/env bash
# stand-in.sh action|program NAME [ARGUMENT...]
# Stands in for a remote action or a program in a workflow that act runs: writes down what it was given, then answers or fails as
# the test wants. Bash, because other shells drop the variables of inputs with a hyphen in their names; and Node.js takes ten
# times as long to start, more than a thousand times in a test.
set -euo pipefail

kind=$1
name=$2
shift
did=
if [[ $kind == action ]]; then
  did=$(awk 'BEGIN {
    for (key in ENVIRON) if (key ~ /^INPUT_/ && ENVIRON[key] != "") printf "\t%s=%s", tolower(substr(key, 7)), ENVIRON[key]
  }')
  did=$*$did
else
  for variable in $READ_BY_PROGRAMS; do
    [[ -z ${!variable+set} ]] || did+="$variable=${!variable} "
  done
  did+=$*
fi
# One write, because other jobs write, too. The folder tells apart the jobs of a matrix.
printf '%s\036%s\036%s\n' "$GITHUB_JOB" "$RUNNER_TEMP" "${did//$'\n'/ }" >>"$JOURNAL"

if [[ -n $FAILS && $did == *"$FAILS"* ]]; then
  echo "The test wants this to fail: $did" >&2
  exit 1
fi

answers_to=/dev/stdout
[[ $kind == program ]] || answers_to=$GITHUB_OUTPUT
while IFS=$'\t' read -r part answer; do
  [[ $did != *"$part"* ]] || { printf '%s\n' "$answer" >>"$answers_to" && break; }
done <"$ANSWERS"

# What later steps need of an action.
case $name in
  actions/checkout) cp -R "$CLONE/." "$GITHUB_WORKSPACE" ;;
  actions/upload-artifact)
    mkdir -p "$ARTIFACTS/$INPUT_NAME"
    cd "$GITHUB_WORKSPACE"
    for file in $INPUT_PATH; do
      [[ ! -e $file ]] || cp "$file" "$ARTIFACTS/$INPUT_NAME"
    done
    ;;
  actions/download-artifact)
    into=${INPUT_PATH:-$GITHUB_WORKSPACE}
    mkdir -p "$into"
    for artifact in "$ARTIFACTS"/${INPUT_NAME:-${INPUT_PATTERN:-}}; do
      [[ ! -e $artifact ]] || cp "$artifact"/* "$into"
    done
    ;;
esac
