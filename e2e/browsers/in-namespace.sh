#!/bin/sh
# Runs a command in a network of its own, with an address that is not the loopback. For `unshare --net`.
set -e
ip link set lo up
ip link add confab0 type veth peer name confab1
ip address add "$CONFAB_MEDIA_IP/24" dev confab0
ip link set confab0 up
ip link set confab1 up
# Without one Firefox finds no address of its own.
ip route add default dev confab0
exec "$@"
