/**
 * What was found in journals, in words.
 *
 * @module
 */
import type { Judged } from "./judge.ts"
import type { Divergence, Replayed } from "./replay.ts"

const count = (n: number): string => n.toLocaleString("en-US")

const text = (value: unknown): string => {
  const whole = JSON.stringify(value)
  return whole.length > 1_000 ? `${whole.slice(0, 1_000)}…` : whole
}

export const journalLine = ({ file, head, events, cut, divergence }: Replayed): string => {
  const name = head === undefined ? file : `${head.node}, life ${head.life}${head.mutant === undefined ? "" : `, with mutant ${head.mutant}`}`
  return divergence === undefined
    ? `as the spec  ${name}: ${count(events)} events${cut ? " (the last line was cut off, as by a crash)" : ""}`
    : `DIVERGES     ${name}: ${explained(divergence)}`
}

const explained = ({ file, line, event, verdict, recorded, expected, difference }: Divergence): string =>
  `the first step that the spec does not explain is line ${line} of ${file}\n    ${verdict}; ${difference}\n    event     ${text(event)}\n    recorded  ${text(recorded)}\n    the spec  ${text(expected)}`

/** What holds between the journals, a line each, and a last line that sums up. */
export const judgedLines = ({ journals, refused, diverging, twoLeaders, unsent, events, sent, received, terms, verdict }: Judged): readonly string[] => {
  const files = journals.length + refused.length
  return [
    ...twoLeaders.map(({ group, term, leaders }) => `TWO LEADERS  ${group}, term ${term}: ${leaders.join(" and ")} sent AppendEntries`),
    ...(unsent === undefined ? [] : [`NEVER SENT   ${unsent.file}, line ${unsent.line}: ${unsent.to} received what no journal of ${unsent.from} says it sent\n    ${text(unsent.event)}`]),
    verdict === "differs"
      ? `Not as the spec: ${[
          ...(diverging.length > 0 ? [`${diverging.length} of ${files} journals diverge`] : []),
          ...(twoLeaders.length > 0 ? [`${twoLeaders.length} terms have two leaders`] : []),
          ...(unsent === undefined ? [] : ["a message was received that nobody sent"])
        ].join("; ")}.`
      : verdict === "as the spec"
        ? `${count(events)} events of ${files} journals: every output is the spec's, byte for byte. ${count(received)} messages between brokers were received, each was sent (${count(sent)} were); ${count(terms)} terms, none with two leaders.`
        : `${refused.length} of ${files} journals cannot be judged; the others are as the spec says.`
  ]
}
