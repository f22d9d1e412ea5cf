#!/bin/sh
# Writes frames.jsonl and messages.jsonl anew with RocketMQ's own classes (rocketmq-client 4.9.8). Needs a JDK (11 or later) and Maven.
set -eu
cd "$(dirname "$0")"
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
cp -R pom.xml src "$build"
mvn -q -f "$build/pom.xml" compile exec:java -Dexec.args="$PWD"
