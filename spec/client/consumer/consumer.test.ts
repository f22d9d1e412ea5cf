import * as Equal from "effect/Equal"
import * as HashMap from "effect/HashMap"
import * as Schema from "effect/Schema"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { step } from "../../machine.ts"
import type { ConsumerConfig } from "../config.ts"
import { closed, learn, POLL, routeTo, START } from "../testing.ts"
import type { ConsumerEvent } from "./events.ts"
import { consumer } from "./index.ts"
import type { ConsumerOutput } from "./outputs.ts"
import { type Consumer, nameOf } from "./state.ts"
import { consumeAt, fresh, lapsed, lockIs, members, offsetIs, ONE, progressIn, pulled, queues, renewal, SLAVE, timeout } from "./testing.ts"

const pick = <const A>(...items: readonly A[]) => fc.constantFrom(...items)
const offset = fc.nat({ max: 5 })

/** A broker whose queue holds message i at offset i. */
const found = fc.tuple(offset, fc.nat({ max: 2 })).map(([at, count]) =>
  pulled(at, "SUCCESS", at + count, Array.from({ length: count }, (_, i) => ({ offset: at + i, message: `m${at + i}` })))
)
const event: fc.Arbitrary<ConsumerEvent> = fc.oneof(
  { weight: 6, arbitrary: found },
  { weight: 2, arbitrary: fc.tuple(pick("SUCCESS", "QUERY_NOT_FOUND", "SYSTEM_BUSY"), offset).map(([code, at]) => offsetIs(code, at)) },
  { weight: 2, arbitrary: fc.tuple(offset, pick("PULL_NOT_FOUND", "SYSTEM_BUSY")).map(([at, code]) => pulled(at, code)) },
  { weight: 3, arbitrary: pick(timeout) },
  { weight: 2, arbitrary: pick(learn(ONE), learn(SLAVE), learn(null), learn(routeTo({}))) },
  pick("a:1", "a:9", "ns0").map(closed),
  pick(POLL)
)
const config = fc.record({ consumerFailoverToSlave: fc.boolean(), pollRouteOnFailure: fc.boolean(), suspendTimeoutMillis: pick(0, 15_000) })

/** One of many, with one queue or none; orderly or not. */
const memberEvent: fc.Arbitrary<ConsumerEvent> = fc.oneof(
  { weight: 8, arbitrary: event },
  { weight: 3, arbitrary: pick(members("c1"), members("c0", "c1"), members("c1", "c2"), { ...members(), code: "SYSTEM_ERROR" }) },
  { weight: 3, arbitrary: pick(lockIs(true), lockIs(false), lockIs(true, "renew broker-a@0"), lockIs(false, "renew broker-a@0")) },
  { weight: 4, arbitrary: offset.map(consumeAt) },
  { weight: 2, arbitrary: fc.constantFrom<ConsumerEvent[]>({ _tag: "ConsumerIdsChanged" }, { _tag: "RebalanceTimeout" }, { _tag: "HeartbeatTimeout" }) },
  fc.constantFrom<ConsumerEvent[]>(renewal, lapsed)
)

type Look = (before: Consumer, event: ConsumerEvent, after: Consumer, outputs: readonly ConsumerOutput[]) => void

/** `begin` makes a look with a memory of its own for every run. */
const always = (begin: () => Look) => asConfigured(config, event, [START, learn(ONE), offsetIs("SUCCESS", 0)], begin)

const alwaysAsMember = (begin: () => Look) =>
  asConfigured(fc.record({ clientId: pick("c1"), alone: pick(false), consumesAtOnce: pick(false), consumeOrderly: fc.boolean(), consumerFailoverToSlave: fc.boolean() }), memberEvent, [START, learn(ONE), members("c1"), lockIs(true), offsetIs("SUCCESS", 0)], begin)

const asConfigured = (configs: fc.Arbitrary<Partial<ConsumerConfig>>, each: fc.Arbitrary<ConsumerEvent>, first: readonly ConsumerEvent[], begin: () => Look) =>
  fc.assert(
    fc.property(configs, fc.array(each, { maxLength: 50 }), (options, events) => {
      const look = begin()
      let self = fresh(options)
      for (const e of [...first, ...events]) {
        const [next, outputs] = step(consumer, self, e)
        look(self, e, next, outputs)
        self = next
      }
    }),
    { numRuns: 1_000 }
  )

/** Timers of queues: those that run, and those that should. */
const timersOfQueues = () => {
  const running = new Set<string>()
  return (e: ConsumerEvent, after: Consumer, outputs: readonly ConsumerOutput[]) => {
    if (isTimer(e)) running.delete(JSON.stringify(e))
    for (const output of outputs) {
      if (output._tag === "ArmTimer" && isTimer(output.event)) running.add(JSON.stringify(output.event))
      if (output._tag === "CancelTimer") running.delete(JSON.stringify(output.event))
    }
    const expected = [...HashMap.values(after.queues)].flatMap((progress) => {
      const timers = progress.lock === "held" ? ["QueueTimeout", "LockTimeout", "LockLapsed"] : ["QueueTimeout"]
      return timers.map((_tag) => JSON.stringify({ _tag, queue: nameOf(progress) }))
    })
    return { running: [...running].sort(), expected: expected.sort() }
  }
}

const isTimer = ({ _tag }: { readonly _tag: string }): boolean => ["QueueTimeout", "LockTimeout", "LockLapsed"].includes(_tag)

const throughCodec = <A>(schema: Schema.Codec<A, unknown>, value: A): A => Schema.decodeUnknownSync(schema)(Schema.encodeSync(schema)(value))

describe("whatever a consumer hears, in any order", () => {
  test("an offset is committed only when everything from where the group stood up to it has been consumed (S22)", () =>
    always(() => {
      let stood = 0
      const seen = new Set<number>()
      return (_before, e, _after, outputs) => {
        if (e._tag === "OffsetReply" && e.code === "SUCCESS") stood = Math.max(stood, e.offset)
        for (const output of outputs) {
          if (output._tag === "Consumed") for (const message of output.messages) seen.add(message.offset)
          if (output._tag !== "PullMessage") continue
          for (let i = stood; i < (output.commitOffset ?? 0); i++) expect(seen).toContain(i)
        }
      }
    }))

  test("nothing is consumed out of order, or more often than it was asked for", () =>
    always(() => (before, e, after) => {
      const progress = queues(before)["broker-a@0"]
      const more = after.consumed.slice(before.consumed.length)
      expect(more.map((message) => message.offset)).toEqual(more.map((_, i) => (progress?.offset ?? 0) + i))
      expect(more.length > 0 && e._tag !== "PullReply").toBe(false)
    }))

  test("a slave is asked only if the configuration says so, and never told an offset (C5)", () =>
    always(() => (_before, _e, { config: { consumerFailoverToSlave } }, outputs) => {
      for (const { to, commitOffset, readFromFollower } of outputs.filter((output) => output._tag === "PullMessage")) {
        expect(to === "a:9" && !consumerFailoverToSlave).toBe(false)
        expect(to === "a:9" && commitOffset !== null).toBe(false)
        expect(readFromFollower).toBe(to === "a:9")
      }
    }))

  test("every queue has a timer running, and no other has", () =>
    always(() => {
      const timers = timersOfQueues()
      return (_before, e, after, outputs) => {
        const { running, expected } = timers(e, after, outputs)
        expect(running).toEqual(expected)
      }
    }))

  test("state, events and outputs go through their codecs", () =>
    always(() => (_before, e, after, outputs) => {
      expect(Equal.equals(throughCodec(consumer.State, after), after)).toBe(true)
      expect(throughCodec(consumer.Event, e)).toEqual(e)
      expect(outputs.map((output) => throughCodec(consumer.Output, output))).toEqual(outputs)
    }))
})

describe("whatever one of many hears, in any order", () => {
  test("an offset is committed only when everything from where the group stood up to it has been processed (S22)", () =>
    alwaysAsMember(() => {
      let stood = 0
      const seen = new Set<number>()
      return (_before, e, _after, outputs) => {
        // A broker that moves the group says that there is nothing before.
        if (e._tag === "OffsetReply" && e.code === "SUCCESS") stood = Math.max(stood, e.offset)
        for (const output of outputs) {
          if (output._tag === "Consumed") for (const message of output.messages) seen.add(message.offset)
          const done = output._tag === "PullMessage" ? output.commitOffset : output._tag === "UpdateConsumerOffset" ? output.offset : null
          for (let i = stood; i < (done ?? 0); i++) expect(seen).toContain(i)
        }
      }
    }))

  test("under orderly consumption messages are asked for, and processed, with the lock alone (S28)", () =>
    alwaysAsMember(() => (before, _e, after, outputs) => {
      const did = (...tags: readonly ConsumerOutput["_tag"][]) => after.config.consumeOrderly && outputs.some(({ _tag }) => tags.includes(_tag))
      expect(did("PullMessage", "QueryConsumerOffset") && progressIn(after)?.lock !== "held").toBe(false)
      expect(did("Consumed") && progressIn(before)?.lock !== "held").toBe(false)
      expect(did("UnlockBatchMQ") && progressIn(after) !== undefined).toBe(false)
    }))

  test("every queue has a timer running, a lock that is held two more, and no other has", () =>
    alwaysAsMember(() => {
      const timers = timersOfQueues()
      return (_before, e, after, outputs) => {
        const { running, expected } = timers(e, after, outputs)
        expect(running).toEqual(expected)
      }
    }))

  test("state, events and outputs go through their codecs", () =>
    alwaysAsMember(() => (_before, e, after, outputs) => {
      expect(Equal.equals(throughCodec(consumer.State, after), after)).toBe(true)
      expect(throughCodec(consumer.Event, e)).toEqual(e)
      expect(outputs.map((output) => throughCodec(consumer.Output, output))).toEqual(outputs)
    }))
})
