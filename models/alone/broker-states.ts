/**
 * Brokers of modes 1–3 as they are when something may begin to happen to them.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import { type Config, defaults } from "../../spec/broker/config.ts"
import type { EventOf } from "../../spec/broker/events.ts"
import { type Broker, initialBroker, type TopicConfig } from "../../spec/broker/state.ts"

export const topicConfig = (queues: number, perm: number): TopicConfig => ({ readQueueNums: queues, writeQueueNums: queues, perm, topicSysFlag: 0, order: false })

export const TOPICS = [["t", topicConfig(2, 6)], ["u", topicConfig(1, 2)], ["v", topicConfig(1, 5)], ["r", { ...topicConfig(1, 6), readQueueNums: 3 }]] as const

export const configOf = (fields: Partial<Config>): Config => ({ ...defaults, dLegerSelfId: "n0", peers: ["n1"], messageDelayLevel: "1s 5s", ...fields })

const stopped = (fields: Partial<Config>): Broker => initialBroker(configOf(fields))

const running = (fields: Partial<Config>, entries: number): Broker => ({
  ...stopped(fields),
  running: true,
  log: { baseIndex: -1, baseTerm: -1, runs: entries === 0 ? [] : [{ first: 0, term: 0 }], lastIndex: entries - 1, durableIndex: entries - 1 },
  dispatchedIndex: entries - 1,
  dispatchingIndex: entries - 1,
  topics: HashMap.fromIterable(TOPICS),
  queues: entries === 0 ? HashMap.empty() : HashMap.make(["t@0", { end: entries, next: entries }])
})

/** A master that serves, with so many entries, all of `t@0`. */
export const serving = (fields: Partial<Config>, entries: number): Broker => ({ ...running(fields, entries), ha: { serving: true, slaves: {}, connection: null } })

/** A slave of `n1`, connected as `k`, or not. */
export const slave = (fields: Partial<Config>, entries: number, connection: string | null): Broker => ({
  ...running({ brokerRole: "SLAVE", brokerId: 1, haMaster: "n1", ...fields }, entries),
  ha: { serving: false, slaves: {}, connection }
})

/** The same broker without its first entry, which has expired. */
export const withoutFirst = (self: Broker): Broker => ({ ...self, log: { ...self.log, baseIndex: 0, baseTerm: 0, runs: self.log.lastIndex > 0 ? [{ first: 1, term: 0 }] : [] }, baseEnds: [["t@0", 1]] })

export const beforeItsStart = stopped

/** What a disk may have held. */
export const recovered = (entries: number): EventOf<"Recovered"> => ({
  _tag: "Recovered",
  term: 0,
  votedFor: null,
  voter: true,
  blank: entries === 0,
  bootstrap: true,
  log: running({}, entries).log,
  baseEnds: [],
  topics: TOPICS,
  offsets: [["g@t@0", 1]]
})

/** The dispatch that is under way, if one is, as its end may be told: every queue that has grown, by one message or by all. */
export const dispatches = ({ dispatchedIndex, dispatchingIndex, log, queues }: Broker): readonly EventOf<"Dispatched">[] => {
  if (dispatchingIndex <= dispatchedIndex) return []
  const grown = [...HashMap.entries(queues)].filter(([, { end, next }]) => next > end).sort(([a], [b]) => (a < b ? -1 : 1))
  return [{ _tag: "Dispatched", index: dispatchingIndex, ends: grown.map(([queue, { end, next }]) => [queue, dispatchingIndex === log.lastIndex ? next : end + 1] as const) }]
}
