/**
 * Journals of a group of three, made without sockets, disks or clocks: always the same ones.
 *
 * @module
 */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { type Config, defaults } from "../../spec/broker/config.ts"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import type { Broker } from "../../spec/broker/state.ts"
import * as Log from "../../spec/log/log.ts"
import { type Machine, step } from "../../spec/machine.ts"
import { dledger } from "../../spec/modes/dledger.ts"
import { openJournal } from "../journal/journal.ts"

type BrokerMachine = Machine<Broker, BrokerEvent, BrokerOutput, Config>

const IDS = ["n0", "n1", "n2"]

const recovered: BrokerEvent = { _tag: "Recovered", term: 0, votedFor: null, voter: true, blank: true, bootstrap: true, log: Log.empty, baseEnds: [], topics: [], offsets: [] }

const message = (request: number): BrokerEvent => ({ _tag: "SendMessage", request, topic: "t", queueId: 0, count: 1, bodySize: 10, propertiesSize: 0, defaultTopicQueueNums: 4 })

/** n0 is elected and takes `sends` messages; every message is delivered, every disk works. The journals' files, n0's first. */
export const journalsOfThree = (dir: string, sends: number, machine: BrokerMachine = dledger, mutant?: string): readonly string[] => {
  const files = IDS.map((id) => join(dir, `broker-a-${id}`, "journal-1.jsonl"))
  const nodes = IDS.map((id, i) => {
    const config: Config = { ...defaults, dLegerSelfId: id, peers: IDS.filter((other) => other !== id) }
    mkdirSync(join(dir, `broker-a-${id}`), { recursive: true })
    const head = { journal: "rocketproof", version: 1, machine: "dledger", node: `broker-a/${id}`, life: 1, ...(mutant === undefined ? {} : { mutant }), config } as const
    return { id, state: machine.init(config), journal: openJournal(files[i] as string, head) }
  })
  const waiting: { readonly to: string; readonly event: BrokerEvent }[] = []
  const take = (to: string, event: BrokerEvent): void => {
    const node = nodes.find(({ id }) => id === to)
    if (node === undefined) return
    const [next, outputs] = step(machine, node.state, event)
    node.state = next
    node.journal.record(event, outputs)
    for (const output of outputs) {
      const answer = answerTo(output, node.id, next)
      if (answer !== undefined) waiting.push(answer)
    }
  }
  const run = (to: string, event: BrokerEvent): void => {
    waiting.push({ to, event })
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) take(next.to, next.event)
  }
  for (const id of IDS) run(id, recovered)
  run("n0", { _tag: "ElectionTimeout" })
  run("n0", { _tag: "HeartbeatTimeout" })
  for (let request = 1; request <= sends; request++) {
    run("n0", message(request))
    if (request % 5 === 0) run("n0", { _tag: "HeartbeatTimeout" })
  }
  for (const { journal } of nodes) journal.close()
  return files
}

/** What network and disk make of an output. */
const answerTo = (output: BrokerOutput, self: string, { log }: Broker): { readonly to: string; readonly event: BrokerEvent } | undefined => {
  switch (output._tag) {
    case "SendToPeer":
      return { to: output.to, event: { ...output.message, from: self } as BrokerEvent }
    case "CopyMetadataTo": {
      const { _tag: _, to, ...tables } = output
      return { to, event: { _tag: "CopyMetadata", from: self, ...tables } }
    }
    case "SaveHardState":
      return { to: self, event: { ...output, _tag: "HardStateSaved" } }
    case "Flush":
      return { to: self, event: { _tag: "Flushed", index: log.lastIndex, term: Log.lastTerm(log) } }
    case "Dispatch":
      return { to: self, event: { _tag: "Dispatched", index: output.last, ends: [] } }
    default:
      return undefined
  }
}
