#!/bin/sh
# Adds numbered bars to a stream through redis-cli. Usage: publisher.sh PORT BARS SPEED_MS
exec 3>&1
pause=$(printf '%d.%03d' $(($3 / 1000)) $(($3 % 1000)))
{
  bar=0
  while [ "$bar" -lt "$2" ]; do
    bar=$((bar + 1))
    echo "XADD bars * bar $bar"
    echo "published bar $bar" >&3
    sleep "$pause"
  done
  sleep 600
} | redis-cli -p "$1" >/dev/null
