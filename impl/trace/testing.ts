/**
 * Journals of a small run: for tests.
 *
 * @module
 */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { defaults } from "../../spec/broker/config.ts"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import * as Log from "../../spec/log/log.ts"
import { step } from "../../spec/machine.ts"
import { dledger } from "../../spec/modes/dledger.ts"
import { type JournalHead, openJournal } from "../journal/journal.ts"

/** A group elects n0: two nodes, each with a journal, and every message arrives. */
export const writeGroupJournals = (dir: string): void => {
  const nodes = ["n0", "n1"].map((name) => {
    const config = { ...defaults, dLegerSelfId: name, peers: ["n0", "n1"].filter((other) => other !== name) }
    const head: JournalHead = { journal: "rocketproof", version: 1, machine: "dledger", node: `broker-a/${name}`, life: 1, config }
    mkdirSync(join(dir, `broker-a-${name}`))
    return { name, journal: openJournal(join(dir, `broker-a-${name}`, "journal-1.jsonl"), head), state: dledger.init(config) }
  })
  const queue: { readonly to: string; readonly event: BrokerEvent }[] = [
    ...nodes.map(({ name }) => ({ to: name, event: { _tag: "Recovered", term: 0, votedFor: null, voter: true, blank: true, bootstrap: true, log: Log.empty, baseEnds: [], topics: [], offsets: [] } as BrokerEvent })),
    { to: "n0", event: { _tag: "ElectionTimeout" } }
  ]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const node = nodes.find(({ name }) => name === next?.to) as (typeof nodes)[number]
    const [state, outputs] = step(dledger, node.state, next.event)
    node.state = state
    node.journal.record(next.event, outputs)
    for (const output of outputs) {
      if (output._tag === "SendToPeer") queue.push({ to: output.to, event: { ...output.message, from: node.name } as BrokerEvent })
      if (output._tag === "SaveHardState") queue.push({ to: node.name, event: { _tag: "HardStateSaved", term: output.term, votedFor: output.votedFor, voter: output.voter } })
    }
  }
  for (const { journal } of nodes) journal.close()
}
