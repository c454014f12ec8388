#!/bin/sh
# Reads the stream through redis-cli, and remembers how far it came. Usage: reader.sh PORT variable|file|group FILE
port=$1 memory=$2 file=$3

cli() { redis-cli -p "$port" "$@"; }

# A reply is the stream's name, and for each entry its id, the word "bar" and a number.
take() {
  [ $# -gt 0 ] && shift
  while [ $# -ge 3 ]; do
    echo "took bar $3"
    last=$1
    case $memory in
      file) echo "$last" >"$file.new" && mv "$file.new" "$file" ;;
      group) cli XACK bars engine "$last" >/dev/null ;;
    esac
    shift 3
  done
}

if [ "$memory" = group ]; then
  cli XGROUP CREATE bars engine '$' MKSTREAM >/dev/null 2>&1
  echo "reading"
  # First what an earlier start was given and did not acknowledge.
  take $(cli XREADGROUP GROUP engine one STREAMS bars 0)
  while :; do take $(cli XREADGROUP GROUP engine one COUNT 100 BLOCK 1000 STREAMS bars '>'); done
fi

# From the end of the stream as it is now: what XREAD calls $.
last=$(cli XREVRANGE bars + - COUNT 1 | head -n 1)
[ "$memory" = file ] && [ -s "$file" ] && last=$(cat "$file")
last=${last:-0-0}
echo "reading from $last"
while :; do take $(cli XREAD COUNT 100 BLOCK 1000 STREAMS bars "$last"); done
