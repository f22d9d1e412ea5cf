import * as Schema from "effect/Schema"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { step } from "../../machine.ts"
import { closed, learn, POLL, routeTo, START } from "../testing.ts"
import type { ProducerEvent, SendCode } from "./events.ts"
import { producer } from "./index.ts"
import type { ProducerOutput } from "./outputs.ts"
import { writableQueues } from "./sends.ts"
import type { Producer } from "./state.ts"
import { fresh, ONE, reply, send, timeout, TWO } from "./testing.ts"

const pick = <const A>(...items: readonly A[]) => fc.constantFrom(...items)
const message = pick("m1", "m2", "m3")
const code: fc.Arbitrary<SendCode> = pick("SUCCESS", "SLAVE_NOT_AVAILABLE", "SERVICE_NOT_AVAILABLE", "SYSTEM_BUSY", "NO_PERMISSION")

const event: fc.Arbitrary<ProducerEvent> = fc.oneof(
  { weight: 4, arbitrary: message.map(send) },
  { weight: 4, arbitrary: fc.tuple(message, pick(0, 1, 2), code).map(([m, attempt, c]) => reply(`${m}/${attempt}`, c, 5)) },
  { weight: 2, arbitrary: message.map(timeout) },
  { weight: 2, arbitrary: pick(learn(ONE), learn(TWO), learn(null), learn(routeTo({ "broker-a": { "1": "a:9" } }))) },
  { weight: 2, arbitrary: pick(closed("a:1"), closed("b:1"), closed("ns0"), closed("ns1")) },
  pick(POLL)
)
const config = fc.record({ retryAnotherBrokerWhenNotStoreOK: fc.boolean(), pollRouteOnFailure: fc.boolean(), retryTimesWhenSendFailed: pick(0, 2) })

const always = (look: (before: Producer, event: ProducerEvent, after: Producer, outputs: readonly ProducerOutput[]) => void) =>
  fc.assert(
    fc.property(config, fc.array(event, { maxLength: 40 }), (options, events) => {
      let self = fresh(options)
      for (const e of [START, ...events]) {
        const [next, outputs] = step(producer, self, e)
        look(self, e, next, outputs)
        self = next
      }
    }),
    { numRuns: 1_000 }
  )

const names = (self: Producer) => self.sends.map((sending) => sending.message)

describe("whatever a producer hears, in any order", () => {
  test("every message ends once, and only then is forgotten", () =>
    always((before, e, after, outputs) => {
      const finished = outputs.flatMap((output) => (output._tag === "SendFinished" ? [output.message] : []))
      const known = new Set([...names(before), ...(e._tag === "Send" ? [e.message] : [])])
      expect([...names(after), ...finished].sort()).toEqual([...known].sort())
    }))

  test("SEND_OK is only said when a broker has said it", () =>
    always((_before, e, _after, outputs) => {
      const acked = outputs.some((output) => output._tag === "SendFinished" && output.outcome === "SEND_OK")
      const said = e._tag === "SendReply" && e.code === "SUCCESS"
      expect(acked && !said).toBe(false)
    }))

  test("the state stays small, and in one form only", () =>
    always((_before, _e, self) => {
      expect(self.nextQueue).toBeLessThan(Math.max(1, writableQueues(self).length))
      expect(names(self)).toEqual([...new Set(names(self))].sort())
      for (const { attempt } of self.sends) expect(attempt).toBeLessThanOrEqual(self.config.retryTimesWhenSendFailed)
      expect(self.routing.nameServer).toBeLessThan(self.config.nameServers.length)
      expect(self.routing.asking ?? 0).toBeLessThan(self.config.nameServers.length)
    }))

  test("a message that waits for a route waits for an answer", () =>
    always((_before, _e, self) => {
      expect(self.sends.every(({ to }) => to !== null) || self.routing.asking !== null).toBe(true)
    }))

  test("sends go to masters of the route, each try with its own id", () =>
    always((_before, _e, after, outputs) => {
      const masters = new Set(writableQueues(after).map(({ address }) => address))
      const tries = outputs.flatMap((output) => (output._tag === "SendMessage" ? [output] : []))
      for (const { to } of tries) expect(masters).toContain(to)
      expect(new Set(tries.map(({ request }) => request)).size).toBe(tries.length)
    }))

  test("state, events and outputs go through their codecs", () =>
    always((_before, e, after, outputs) => {
      expect(Schema.decodeUnknownSync(producer.State)(Schema.encodeSync(producer.State)(after))).toEqual(after)
      expect(Schema.decodeUnknownSync(producer.Event)(Schema.encodeSync(producer.Event)(e))).toEqual(e)
      for (const output of outputs) expect(Schema.decodeUnknownSync(producer.Output)(Schema.encodeSync(producer.Output)(output))).toEqual(output)
    }))
})
