/**
 * The machines of a live run, as a trace shows them: states, verdicts, and what a person sees of each.
 *
 * @module
 */
import type { Broker } from "../../spec/broker/state.ts"
import * as Log from "../../spec/log/log.ts"
import { type Machine, step, type Tagged, verdictOf } from "../../spec/machine.ts"
import { dledgerReleased } from "../../spec/modes/dledger-released.ts"
import { modes } from "../../spec/modes/index.ts"
import { nameServer } from "../../spec/name-server/index.ts"
import type { NameServer } from "../../spec/name-server/state.ts"
import type { Snapshot } from "../../properties/telling/telling.ts"
import { mutants } from "../../properties/mutants/index.ts"
import { nameServerSnapshot } from "../../properties/telling/service-view.ts"
import { field, fieldIf, indexText } from "../../properties/telling/view.ts"
import { firstDifference } from "../journal/difference.ts"
import type { JournalHead } from "../journal/journal.ts"
import { BadTrace } from "./read.ts"

export interface Machinery {
  readonly state: () => unknown
  /** Takes an event, and holds its outputs against the recorded ones; its verdict. */
  readonly take: (event: Tagged, recorded: readonly Tagged[], n: number) => string
  readonly snapshot: (lane: string) => Snapshot
}

/** Entries of a log that are shown: the last ones. */
const CELLS = 12

export type AnyMachine = Machine<unknown, Tagged, Tagged, unknown>

/** The machine of a journal, and how a state of it is shown. */
export interface Kind {
  readonly machine: AnyMachine
  readonly shown: (lane: string, state: unknown) => Snapshot
}

/** By the head of the journal; or why there is none. */
export const kindOf = ({ machine: name, mutant }: Pick<JournalHead, "machine" | "mutant">): Kind | string => {
  if (name === "name-server") return { machine: nameServer as unknown as AnyMachine, shown: (lane, state) => nameServerSnapshot(lane, { state: state as NameServer, timers: [] }) }
  if (name === dledgerReleased.name) return { machine: dledgerReleased as unknown as AnyMachine, shown: (lane, state) => brokerSnapshot(lane, state as Broker, true) }
  if (!Object.hasOwn(modes, name)) return `the machine ${JSON.stringify(name)} is not known`
  // A run with a bug in it did what the bug does.
  const bug = mutant === undefined ? undefined : mutants.find(({ id, machine }) => id === mutant && machine.name === name)
  return { machine: (bug?.machine ?? modes[name as keyof typeof modes]) as unknown as AnyMachine, shown: (lane, state) => brokerSnapshot(lane, state as Broker, name === "dledger") }
}

/** The machine of a journal at its start, or why there is none. */
export const machinery = (head: JournalHead): Machinery | string => {
  const kind = kindOf(head)
  return typeof kind === "string" ? kind : running(kind, head)
}

const running = ({ machine, shown }: Kind, { config, node }: JournalHead): Machinery => {
  let state = machine.init(config)
  return {
    state: () => state,
    take: (event, recorded, n) => {
      if (!Object.hasOwn(machine.rules, event._tag)) throw new BadTrace(`step ${n}: ${JSON.stringify(event._tag)} is no event of ${machine.name}: the journal of ${node} was altered, or is of another version`)
      const verdict = `${machine.name} ${verdictOf(machine, state, event)}`
      const [next, outputs] = step(machine, state, event)
      if (JSON.stringify(outputs) !== JSON.stringify(recorded)) throw new BadTrace(`step ${n}, ${verdict} of ${node}: ${firstDifference(recorded, outputs)}. The rules here do not do what the node did; rocketproof validate tells more`)
      state = next
      return verdict
    },
    snapshot: (lane) => shown(lane, state)
  }
}

const brokerSnapshot = (lane: string, { raft, log, dispatchedIndex, config, running: isRunning, ha }: Broker, elects: boolean): Snapshot => ({
  lane,
  alive: isRunning,
  headline: !isRunning ? "starting" : elects ? `${raft.role.toLowerCase()} of term ${raft.term}` : config.brokerRole === "SLAVE" ? `slave of ${config.haMaster}` : ha.serving ? "master" : "master, not serving yet",
  ...(elects ? { role: raft.role, term: raft.term, ...(raft.votedFor === null ? {} : { votedFor: raft.votedFor }) } : {}),
  fields: [field("log ends at", indexText(log.lastIndex)), ...fieldIf(elects, "committed up to", () => indexText(raft.commitIndex)), field("visible up to", indexText(dispatchedIndex))],
  log: Array.from({ length: Math.min(CELLS, log.lastIndex - log.baseIndex) }, (_, i) => {
    const index = log.lastIndex - Math.min(CELLS, log.lastIndex - log.baseIndex) + 1 + i
    const term = Log.termAt(log, index)
    return { index, ...(elects && term !== undefined ? { term } : {}), payload: `#${index}`, durable: index <= log.durableIndex, committed: elects && index <= raft.commitIndex, visible: index <= dispatchedIndex, acked: false }
  })
})
