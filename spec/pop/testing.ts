/**
 * Brokers that have handed out messages, for unit tests of POP's rules.
 *
 * @module
 */
import type { EventOf } from "../broker/events.ts"
import { configOf, mapOf, recordOf, type Shape, type Taken, topic } from "../broker/testing.ts"
import { checkPointKey, type Handle, reviveQueue } from "./records.ts"
import { type CheckPoint, type Cursor, type HeldPop, initialPop, type Pop } from "./state.ts"

export const REVIVE = reviveQueue(configOf())

export const handle = (over: Partial<Handle> = {}): Handle => ({ group: "g", topic: "t", queueId: 0, startOffset: 0, popTime: 1_000, ...over })

export const checkPoint = (over: Partial<CheckPoint> = {}): CheckPoint => ({ ...handle(), invisibleTime: 60_000, offsets: [0, 1], closing: [], reviveOffset: 0, index: 0, ...over })

export const KEY = checkPointKey(handle())

export const heldPop = (over: Partial<HeldPop> = {}): HeldPop => ({ request: "r1", channel: "c1", group: "g", topic: "t", queueId: -1, maxMsgNums: 32, invisibleTime: 60_000, initMode: "MIN", codeSet: [], suspendTimeoutMillis: 0, ...over })

export const popMessage = (over: Partial<EventOf<"PopMessage">> = {}): EventOf<"PopMessage"> => ({ _tag: "PopMessage", ...heldPop(), ...over })

interface Shaped {
  readonly cursors?: { readonly [key: string]: Cursor }
  readonly checkPoints?: readonly CheckPoint[]
  readonly held?: readonly HeldPop[]
  readonly reading?: readonly HeldPop[]
}

export const popOf = ({ cursors = {}, checkPoints = [], held = [], reading = [] }: Shaped): Pop => ({
  ...initialPop,
  cursors: mapOf(cursors),
  checkPoints: mapOf(Object.fromEntries(checkPoints.map((each) => [checkPointKey(each), each]))),
  held: held.length === 0 ? initialPop.held : mapOf({ t: held }),
  reading: mapOf(Object.fromEntries(reading.map((pop) => [String(pop.request), pop])))
})

/** A topic of one queue with three messages. */
export const threeMessages: Shape = { topics: mapOf({ t: topic({ readQueueNums: 1, writeQueueNums: 1 }) }), queues: mapOf({ "t@0": { end: 3, next: 3 } }) }

/** What POP knows after a step, as records; fields that are as at first are left out. */
export const known = ({ changed }: Taken): { readonly [field: string]: unknown } => {
  const pop = changed["pop"] as Pop | undefined
  if (pop === undefined) return {}
  return Object.fromEntries(Object.entries(pop).map(([field, map]) => [field, recordOf(map)] as const).filter(([, record]) => Object.keys(record).length > 0))
}
