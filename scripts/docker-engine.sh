#!/bin/sh
# A Docker Engine of one's own, beside the system's: docker-engine.sh FOLDER NAME
# Unpacks Debian's packages into FOLDER/root once, then runs the engine NAME in a network namespace in which all
# ports are free, until its standard input ends. Prints "ready" when the engine answers on FOLDER/NAME/docker.sock.
# Needs Debian and root.
set -eu
folder=$(mkdir -p "$1" && cd "$1" && pwd)
engine=$folder/$2
root=$folder/root
mkdir -p "$root" "$engine"
# Two runs that share an engine end each other's containers.
exec 8>"$engine/lock"
flock -n 8 || { echo "another run uses the engine $engine" >&2; exit 1; }
exec 9>"$folder/lock"
flock 9
if [ ! -e "$folder/unpacked" ]; then
  {
    apt-get update
    apt-get install -y --no-install-recommends runc iptables busybox-static
    # Compose is in the newer suites only; from the mirror that this machine uses.
    mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
      grep -v '^#' | grep -oE 'https?://[^ ]+/debian/?( |$)' | head -n 1 | tr -d ' ')
    key=/usr/share/keyrings/debian-archive-keyring.gpg
    mkdir -p "$folder/apt/lists/partial" "$folder/apt/archives/partial"
    for suite in trixie sid; do echo "deb [signed-by=$key] $mirror $suite main"; done >"$folder/apt/sources.list"
    set -- -o Dir::Etc::SourceList="$folder/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
      -o Dir::State::Lists="$folder/apt/lists" -o Dir::Cache="$folder/apt" -o APT::Sandbox::User=root
    apt-get "$@" update
    (cd "$folder/apt" && apt-get "$@" download docker-compose docker-cli docker.io containerd)
    for package in "$folder"/apt/*.deb; do dpkg -x "$package" "$root"; done
  } >"$folder/install.log" 2>&1
  touch "$folder/unpacked"
fi
flock -u 9
exec 9>&-
PATH=$root/usr/bin:$root/usr/sbin:$PATH
export PATH DOCKER_HOST="unix://$engine/docker.sock"
# fd99::1 to fd99::8 stand for the addresses of a host.
unshare --net -- sh -c 'ip link set lo up
  for last in 1 2 3 4 5 6 7 8; do ip -6 address add "fd99::$last/128" dev lo; done
  exec dockerd --data-root "$0/data" --exec-root "$0/run" --host "unix://$0/docker.sock" --pidfile "$0/pid"' \
  "$engine" >"$engine/log" 2>&1 </dev/null 8>&- &
trap 'kill "$(cat "$engine/pid")"; wait' EXIT
tries=0
until docker version >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -lt 120 ] || { tail -n 3 "$engine/log" >&2; exit 1; }
  sleep 0.5
done
echo ready
cat >/dev/null
