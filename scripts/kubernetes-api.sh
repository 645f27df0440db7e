#!/bin/sh
# scripts/kubernetes-api.sh COMMAND...
# Runs a command beside an API server of Kubernetes, in a network of its own, as root on Debian 12 with its sources
# enabled (Types: deb deb-src), and golang-go, etcd-server, dpkg-dev, iproute2, curl and openssl. The server is built
# once, in .verdicts/kubernetes: minutes, and a gigabyte. KUBERNETES_SERVER, KUBERNETES_TOKEN and KUBERNETES_VERSION
# tell the command of it.
set -eu

at=$(cd "$(dirname "$0")/.." && pwd)/.verdicts/kubernetes
root=$at/gopath/src/k8s.io/kubernetes

build() {
  mkdir -p "$at/gopath/src/k8s.io"
  cd "$at"
  apt-get source --download-only kubernetes >&2
  rm -rf "$root"
  dpkg-source --no-check --extract kubernetes_*.dsc "$root" >&2
  cd "$root"
  export GOPATH="$at/gopath" GO111MODULE=off GOFLAGS='' CGO_ENABLED=0
  # The one generated file that the source lacks.
  go build -o "$at/openapi-gen" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
  inputs=$(grep -rl --include='*.go' '+k8s:openapi-gen=' pkg vendor/k8s.io/*/ | xargs -n1 dirname | sort -u |
    grep -Ev '^vendor/k8s.io/(code-generator|sample-apiserver|kube-openapi)/' | sed 's|^|k8s.io/kubernetes/|' | paste -sd,)
  "$at/openapi-gen" --input-dirs "$inputs" --output-package k8s.io/kubernetes/pkg/generated/openapi \
    --output-file-base zz_generated.openapi --output-base "$at/gopath/src" --report-filename "$at/violations" \
    --go-header-file hack/boilerplate/boilerplate.generatego.txt
  go build -o "$at/kube-apiserver" ./cmd/kube-apiserver
}

# In the network: the server, and the command once it answers.
start() {
  ip link set lo up
  run=$(mktemp -d)
  openssl genrsa -out "$run/key" 2048 2>/dev/null
  echo "$KUBERNETES_TOKEN,admin,1,system:masters" >"$run/tokens"
  local=http://127.0.0.1
  etcd --data-dir "$run/etcd" --listen-client-urls $local:2379 --advertise-client-urls $local:2379 \
    --listen-peer-urls $local:2380 >"$run/etcd.log" 2>&1 &
  etcd=$!
  # Admission by service accounts would need their controller; nothing here asks for ports.
  "$at/kube-apiserver" --etcd-servers=$local:2379 --bind-address=127.0.0.1 --secure-port=6443 \
    --advertise-address=10.1.1.1 --endpoint-reconciler-type=none --service-cluster-ip-range=10.0.0.0/24 \
    --cert-dir="$run" --token-auth-file="$run/tokens" --authorization-mode=AlwaysAllow \
    --disable-admission-plugins=ServiceAccount --service-account-issuer=https://localhost \
    --service-account-key-file="$run/key" --service-account-signing-key-file="$run/key" >"$run/server.log" 2>&1 &
  server=$!
  trap 'kill $server $etcd; wait; rm -rf "$run"' EXIT
  tries=0
  until ready; do
    tries=$((tries + 1))
    if [ $tries -gt 120 ]; then
      tail "$run/server.log" "$run/etcd.log" >&2
      exit 1
    fi
    sleep 0.5
  done
  NODE_EXTRA_CA_CERTS="$run/apiserver.crt" "$@"
}

ready() {
  [ "$(curl --silent --cacert "$run/apiserver.crt" -H "Authorization: Bearer $KUBERNETES_TOKEN" \
    "$KUBERNETES_SERVER/readyz")" = ok ]
}

if [ "${KUBERNETES_TOKEN:-}" != verdicts ]; then
  [ -x "$at/kube-apiserver" ] || (build)
  KUBERNETES_SERVER=https://127.0.0.1:6443
  KUBERNETES_TOKEN=verdicts
  KUBERNETES_VERSION=$(dpkg-parsechangelog -l "$root/debian/changelog" -S Version)
  export KUBERNETES_SERVER KUBERNETES_TOKEN KUBERNETES_VERSION
  exec unshare --net "$0" "$@"
fi
start "$@"
