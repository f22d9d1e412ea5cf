/**
 * One machine alone, told: every event that it takes, what that changes in its state, and what it gives out.
 *
 * @module
 */
import { describeEvent, MACHINE_SLOT } from "../../models/alone/alone.ts"
import type { Tagged } from "../../spec/machine.ts"
import { plainText } from "../plain-text.ts"
import type { Field, LaneKind } from "./telling.ts"
import { factOf, field, saidAs, type View, WORLD } from "./view.ts"

const KINDS: { readonly [machine: string]: LaneKind } = { "name-server": "nameServer", producer: "producer", consumer: "consumer" }

/** Characters of a value that are shown. */
const SHOWN = 300

const short = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text)

const valueText = (value: unknown): string => short(typeof value === "string" ? value : plainText(value))

/** What a state holds, field by field; what is empty goes without saying. */
const fieldsOf = (state: object): readonly Field[] =>
  Object.entries(state).flatMap(([name, value]) => {
    if (name === "config") return []
    const text = valueText(value)
    return ["[]", "{}", "null", ""].includes(text) ? [] : [field(name, text)]
  })

/** Of a machine of this name. */
export const aloneView = (machine: string): View => ({
  lanes: [{ id: machine, kind: KINDS[machine] ?? "broker" }, { id: WORLD, kind: "world" }],
  laneOf: (slot) => (slot === MACHINE_SLOT ? machine : WORLD),
  snapshots: (locals) => [
    { lane: machine, alive: true, headline: "", fields: fieldsOf(locals[MACHINE_SLOT] as object) },
    { lane: WORLD, alive: true, headline: "", fields: [] }
  ],
  did: (move) => {
    if (move.kind !== "act") return { kind: move.kind, fault: false, text: move.kind }
    const event = move.action as Tagged
    return { kind: /(?:Timeout|Expired|Lapsed)$/.test(event._tag) ? "timer" : /^(?:Disk|Flushed|Dispatched|QueueRead|Recovered)/.test(event._tag) ? "disk" : "client", fault: event._tag === "DiskFailed", text: short(describeEvent(event)) }
  },
  said: () => saidAs(""),
  noted: () => [],
  gave: ({ signals = [] }) => signals.map(({ signal }) => `gives out ${short(describeEvent(signal as Tagged))}`),
  fact: factOf
})
