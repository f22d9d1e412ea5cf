import * as Equal from "effect/Equal"
import * as Schema from "effect/Schema"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { step } from "../../machine.ts"
import { closed, learn, POLL, routeTo, START } from "../testing.ts"
import type { ConsumerEvent } from "./events.ts"
import { consumer } from "./index.ts"
import type { ConsumerOutput } from "./outputs.ts"
import type { Consumer } from "./state.ts"
import { fresh, offsetIs, ONE, pulled, queues, SLAVE, timeout } from "./testing.ts"

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

type Look = (before: Consumer, event: ConsumerEvent, after: Consumer, outputs: readonly ConsumerOutput[]) => void

/** `begin` makes a look with a memory of its own for every run. */
const always = (begin: () => Look) =>
  fc.assert(
    fc.property(config, fc.array(event, { maxLength: 50 }), (options, events) => {
      const look = begin()
      let self = fresh(options)
      for (const e of [START, learn(ONE), offsetIs("SUCCESS", 0), ...events]) {
        const [next, outputs] = step(consumer, self, e)
        look(self, e, next, outputs)
        self = next
      }
    }),
    { numRuns: 1_000 }
  )

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
      const running = new Set<string>()
      return (_before, e, after, outputs) => {
        if (e._tag === "QueueTimeout") running.delete(e.queue)
        for (const output of outputs) {
          if (output._tag === "ArmTimer" && output.event._tag === "QueueTimeout") running.add(output.event.queue)
          if (output._tag === "CancelTimer" && output.event._tag === "QueueTimeout") running.delete(output.event.queue)
        }
        expect([...running].sort()).toEqual(Object.keys(queues(after)).sort())
      }
    }))

  test("state, events and outputs go through their codecs", () =>
    always(() => (_before, e, after, outputs) => {
      expect(Equal.equals(Schema.decodeUnknownSync(consumer.State)(Schema.encodeSync(consumer.State)(after)), after)).toBe(true)
      expect(Schema.decodeUnknownSync(consumer.Event)(Schema.encodeSync(consumer.Event)(e))).toEqual(e)
      for (const output of outputs) expect(Schema.decodeUnknownSync(consumer.Output)(Schema.encodeSync(consumer.Output)(output))).toEqual(output)
    }))
})
