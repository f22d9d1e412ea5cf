/**
 * An overview as a person reads it.
 *
 * @module
 */
import { readableBytes } from "../log/readable-bytes.ts"
import type { Overview } from "./gather.ts"

type Row = readonly string[]

/** Columns as wide as what is in them; numbers to the right. */
const table = (head: Row, rows: readonly Row[], right: ReadonlySet<number>): string => {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? "").length)))
  const line = (row: Row): string => row.map((text, i) => (right.has(i) ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0))).join("  ").trimEnd()
  return [line(head), ...rows.map(line)].join("\n")
}

const whole = (n: number): string => Math.round(n).toLocaleString("en-US")

const tps = (n: number): string => (n >= 10 || n === 0 ? whole(n) : n.toFixed(1))

/** How long ago, in the largest unit of which it is one at least. */
const ago = (then: number, now: number): string => {
  if (then <= 0) return "never"
  const seconds = Math.max(0, Math.round((now - then) / 1_000))
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`
  return seconds < 86_400 ? `${Math.floor(seconds / 3_600)} h ago` : `${Math.floor(seconds / 86_400)} d ago`
}

/** `lines`: what of topics and groups fits; those with the largest lag and the most messages come first then. */
export const renderOverview = ({ at, nameServers, brokers, topics, groups }: Overview, lines = Infinity): string => {
  const brokerRows = brokers.map(({ brokerName, brokerId, address, role, version, inTps, outTps, logBytes, toFlush, disk }) =>
    role === undefined
      ? [brokerName, String(brokerId), address, "DOES NOT ANSWER", "", "", "", "", "", ""]
      : [brokerName, String(brokerId), address, role, version, tps(inTps), tps(outTps), readableBytes(logBytes), toFlush, `${Math.round(disk * 100)}%`]
  )
  const left = Math.max(4, lines - brokers.length - nameServers.length - 8)
  const fitting = <A>(all: readonly A[], by: (row: A) => number, most: number): readonly A[] => (all.length <= most ? all : [...all].sort((a, b) => by(b) - by(a)).slice(0, most))
  const shownGroups = fitting(groups, ({ lag }) => lag, Math.max(2, Math.min(groups.length, Math.ceil(left / 2))))
  const shownTopics = fitting(topics, ({ messages }) => messages, Math.max(2, left - shownGroups.length))
  const more = (shown: number, all: number): string => (shown < all ? `\n… ${all - shown} more` : "")
  return [
    nameServers.map(({ address, up }) => `NameServer ${address}${up ? "" : " does not answer"}`).join("\n"),
    table(["broker", "id", "address", "role", "version", "in/s", "out/s", "log", "to flush", "disk"], brokerRows, new Set([1, 5, 6, 7, 8, 9])),
    topics.length === 0
      ? "no topics"
      : table(["topic", "queues", "messages", "last came"], shownTopics.map(({ topic, queues, messages, lastCame }) => [topic, String(queues), whole(messages), ago(lastCame, at)]), new Set([1, 2])) + more(shownTopics.length, topics.length),
    groups.length === 0
      ? "no group has consumed anything"
      : table(
          ["group", "topic", "members", "model", "lag", "out/s", "has consumed what came"],
          shownGroups.map((row) => [row.group, row.topic, String(row.members), row.members === 0 ? "offline" : row.model.toLowerCase(), whole(row.lag), tps(row.tps), ago(row.lastConsumed, at)]),
          new Set([2, 4, 5])
        ) + more(shownGroups.length, groups.length)
  ].join("\n\n")
}
