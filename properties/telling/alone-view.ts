/**
 * One machine alone, told: every event that it takes, what that changes in its state, and what it gives out.
 *
 * @module
 */
import { MACHINE_SLOT } from "../../models/alone/alone.ts"
import type { Broker } from "../../spec/broker/state.ts"
import { initialDLedger } from "../../spec/dledger/state.ts"
import { initialHa } from "../../spec/ha/state.ts"
import { termAt } from "../../spec/log/log.ts"
import type { Tagged } from "../../spec/machine.ts"
import { initialRaft } from "../../spec/raft/state.ts"
import { same } from "../same.ts"
import type { Cell, Field, LaneKind, Snapshot, StepKind } from "./telling.ts"
import { factOf, field, minor, minorIf, saidAs, type View, WORLD } from "./view.ts"
import { namedValues, taggedText } from "./values.ts"

/** Lanes, and what they are called. */
const LANES: { readonly [machine: string]: readonly [string, LaneKind] } = { "name-server": ["NameServer", "nameServer"], producer: ["producer", "producer"], consumer: ["consumer", "consumer"], files: ["files", "broker"] }

/** Of a state: the configuration, which stays, and what is told in other words. */
const TOLD_OTHERWISE: ReadonlySet<string> = new Set(["config", "left", "log", "running", "diskFailed"])

/** Of a member of a group. */
const IN_HEADLINE: ReadonlySet<string> = new Set(["raft role", "raft term", "raft votedFor"])

const isBroker = (state: object): state is Broker => "raft" in state && "log" in state && "config" in state

/** What a state holds; what is empty goes without saying, and so do the parts of modes that this is none of. */
const valuesOf = (state: object): readonly (readonly [string, string])[] => {
  const isOther = (name: string, value: unknown): boolean => TOLD_OTHERWISE.has(name) || (isBroker(state) && ((name === "raft" && same(value, initialRaft)) || (name === "dledger" && same(value, initialDLedger)) || (name === "ha" && same(value, initialHa))))
  const values = namedValues(Object.fromEntries(Object.entries(state).filter(([name, value]) => !(isBroker(state) ? isOther(name, value) : name === "config" || name === "left"))))
  return values.filter(([name]) => !IN_HEADLINE.has(name))
}

/** What is as it was in the beginning is of interest to those who look closely; what was there then and is gone is told. */
const fieldsOf = (state: object, initial: ReadonlyMap<string, string>): readonly Field[] => {
  const values = valuesOf(state)
  const has = new Set(values.map(([name]) => name))
  return [...values.map(([name, value]) => (initial.get(name) === value ? minor(name, value) : field(name, value))), ...[...initial.keys()].filter((name) => !has.has(name)).map((name) => field(name, "no more"))]
}

const headlineOf = (state: object, elects: boolean): string => {
  if (!isBroker(state)) return ""
  const { raft, config, running, diskFailed } = state
  const role = elects ? `${raft.role.toLowerCase()} of term ${raft.term}${raft.votedFor === null ? "" : `, voted for ${raft.votedFor}`}` : config.brokerRole === "SLAVE" ? `slave of ${config.haMaster}` : "master"
  return `${role}${running ? "" : ", has not read its disk"}${diskFailed ? ", disk failed" : ""}`
}

/** Entries by their places: which messages they are, nobody says here. */
const cellsOf = ({ log, raft, dispatchedIndex }: Broker): readonly Cell[] =>
  Array.from({ length: log.lastIndex - log.baseIndex }, (_, i) => {
    const index = log.baseIndex + 1 + i
    const term = termAt(log, index) ?? 0
    return { index, ...(term > 0 ? { term } : {}), payload: `e${index}`, durable: index <= log.durableIndex, committed: index <= raft.commitIndex, visible: index <= dispatchedIndex, acked: false, record: true }
  })

/** Timers go by themselves: they are told together. */
const gaveText = (outputs: readonly Tagged[]): readonly string[] => {
  const timers = (tag: string): readonly string[] => outputs.filter(({ _tag }) => _tag === tag).map((output) => taggedText(output).slice(tag.length + 1, -1))
  const [arms, cancels] = [timers("ArmTimer"), timers("CancelTimer")]
  return [
    ...outputs.filter(({ _tag }) => _tag !== "ArmTimer" && _tag !== "CancelTimer").map((output) => `gives out ${taggedText(output)}`),
    ...(arms.length === 0 ? [] : [`arms ${arms.join(", ")}`]),
    ...(cancels.length === 0 ? [] : [`cancels ${cancels.join(", ")}`])
  ]
}

const kindOf = (tag: string): StepKind => (/(?:Timeout|Expired|Lapsed)$/.test(tag) ? "timer" : /^(?:Disk|Flushed|Dispatched|Recovered|HardStateSaved|Compacted)|Read$/.test(tag) ? "disk" : "client")

/** Of a machine of this name that begins in this state. */
export const aloneView = (machine: string, initial: object): View => {
  const [lane, kind] = LANES[machine] ?? ["broker", "broker"]
  const began = new Map(valuesOf(initial))
  const elects = machine.startsWith("dledger")
  return {
    lanes: [{ id: lane, kind }, { id: WORLD, kind: "world" }],
    anyEvent: true,
    laneOf: (slot) => (slot === MACHINE_SLOT ? lane : WORLD),
    snapshots: (locals): readonly Snapshot[] => {
      const state = locals[MACHINE_SLOT] as object & { readonly left?: number }
      return [
        { lane, alive: true, headline: headlineOf(state, elects), fields: fieldsOf(state, began), ...(isBroker(state) ? { log: cellsOf(state) } : {}) },
        { lane: WORLD, alive: true, headline: "", fields: minorIf(state.left !== undefined, "events left", () => String(state.left)) }
      ]
    },
    did: (move) => {
      if (move.kind !== "act") return { kind: move.kind, fault: false, text: move.kind }
      const event = move.action as Tagged
      return { kind: kindOf(event._tag), fault: event._tag === "DiskFailed", text: taggedText(event) }
    },
    said: () => saidAs(""),
    noted: () => [],
    gave: ({ signals = [] }) => gaveText(signals.map(({ signal }) => signal as Tagged)),
    fact: factOf
  }
}
