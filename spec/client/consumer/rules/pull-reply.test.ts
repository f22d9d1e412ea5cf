import { describe, expect, test } from "vitest"
import { askedRoute, learn, POLL } from "../../testing.ts"
import { armed, progressIn, pullAt, pulled, pulling, queues, SLAVE, take, timeout } from "../testing.ts"

const found = [
  { offset: 3, message: "m1" },
  { offset: 4, message: "m2" }
] as const
const consumed = { _tag: "Consumed", brokerName: "broker-a", queueId: 0, messages: found }

describe("PullReply", () => {
  test("found: consumed, then the progress goes with the next pull", () => {
    const { verdict, next, outputs } = take(pulling(), pulled(3, "SUCCESS", 5, found))
    expect(verdict).toBe("found")
    expect(next.consumed).toEqual(found.map((message) => ({ brokerName: "broker-a", queueId: 0, ...message })))
    expect(queues(next)).toEqual({ "broker-a@0": { offset: 5, asked: "a:1" } })
    expect(outputs).toEqual([consumed, ...pullAt("a:1", 5)])
  })

  test("found: not remembered, if the configuration says so", () => {
    const { next, outputs } = take(pulling(3, { remembersConsumed: false }), pulled(3, "SUCCESS", 5, found))
    expect(next.consumed).toEqual([])
    expect(outputs).toEqual([consumed, ...pullAt("a:1", 5)])
  })

  test("found: a slave is not told the progress", () => {
    const self = take(pulling(3, { consumerFailoverToSlave: true }), POLL, learn(SLAVE)).next
    expect(take(self, pulled(3, "SUCCESS", 5, found)).outputs).toEqual([
      consumed,
      ...pullAt("a:9", 5, { commitOffset: null, readFromFollower: true })
    ])
  })

  test("found, processed later: kept in order until the application comes to it, and not committed before", () => {
    const self = take(pulling(3, { consumesAtOnce: false }), pulled(3, "SUCCESS", 4, [found[0]])).next
    const { verdict, next, outputs } = take(self, pulled(4, "SUCCESS", 5, [found[1]]))
    expect(verdict).toBe("found, processed later")
    expect(progressIn(next)).toMatchObject({ offset: 5, unprocessed: found })
    expect(outputs).toEqual(pullAt("a:1", 5, { commitOffset: 3 }))
  })

  test.each([
    ["PULL_NOT_FOUND", 3],
    ["PULL_RETRY_IMMEDIATELY", 3],
    ["SUCCESS", 5]
  ] as const)("nothing yet: asks again at once where the broker may hold the pull, %s", (code, at) => {
    const { verdict, outputs } = take(pulling(), pulled(3, code, at))
    expect(verdict).toBe("nothing yet")
    expect(outputs).toEqual(pullAt("a:1", at))
  })

  test("nothing yet: later, if it may not", () => {
    const { next, outputs } = take(pulling(3, { suspendTimeoutMillis: 0 }), pulled(3, "PULL_NOT_FOUND"))
    expect(queues(next)).toEqual({ "broker-a@0": { offset: 3, asked: null } })
    expect(outputs).toEqual([armed(3_000)])
  })

  test("moved: goes on where the broker says, later", () => {
    const { verdict, next, outputs } = take(pulling(), pulled(3, "PULL_OFFSET_MOVED", 1))
    expect(verdict).toBe("moved")
    expect(queues(next)).toEqual({ "broker-a@0": { offset: 1, asked: null } })
    expect(outputs).toEqual([armed(3_000)])
  })

  test("moved: what was fetched before is forgotten", () => {
    const self = take(pulling(3, { consumesAtOnce: false }), pulled(3, "SUCCESS", 5, found)).next
    expect(progressIn(take(self, pulled(5, "PULL_OFFSET_MOVED", 1)).next)).toMatchObject({ offset: 1, unprocessed: [] })
  })

  test("refused: goes on later, where the route says then", () => {
    const { verdict, next, outputs } = take(pulling(3, { pollRouteOnFailure: true }), pulled(3, "SYSTEM_BUSY", -1))
    expect(verdict).toBe("refused")
    expect(queues(next)).toEqual({ "broker-a@0": { offset: 3, asked: null } })
    expect(outputs).toEqual([armed(3_000), askedRoute("ns0")])
  })

  test("late: an answer comes twice, to a pull that was repeated; it is consumed once", () => {
    const self = take(pulling(), timeout, pulled(3, "SUCCESS", 5, found)).next
    const { verdict, next, outputs } = take(self, pulled(3, "SUCCESS", 5, found))
    expect(verdict).toBe("late")
    expect(next).toBe(self)
    expect(outputs).toEqual([])
  })
})
