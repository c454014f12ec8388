#!/bin/sh
# Publishes numbered bars, a line each, through mosquitto_pub. Usage: publisher.sh PORT BARS SPEED_MS
exec 3>&1
pause=$(printf '%d.%03d' $(($3 / 1000)) $(($3 % 1000)))
{
  bar=0
  while [ "$bar" -lt "$2" ]; do
    bar=$((bar + 1))
    echo "$bar"
    echo "published bar $bar" >&3
    sleep "$pause"
  done
  sleep 600
} | mosquitto_pub -h 127.0.0.1 -p "$1" -t bars -q 1 -l
