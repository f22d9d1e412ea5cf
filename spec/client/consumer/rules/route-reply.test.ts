import { describe, expect, test } from "vitest"
import { learn, POLL, routeTo, START } from "../../testing.ts"
import { armed, askedList, asking, fresh, ONE, pulling, pullAt, pulled, queryAt, queues, saidSo, SLAVE, take, timeout } from "../testing.ts"

describe("RouteReply", () => {
  test("learned: new queues are begun with, by asking for the group's offset", () => {
    const { verdict, next, outputs } = take(fresh(), START, learn(ONE))
    expect(verdict).toBe("learned")
    expect(queues(next)).toEqual({ "broker-a@0": { offset: null, asked: "a:1" } })
    expect(outputs).toEqual(queryAt("a:1"))
  })

  test("learned: all queues that can be read, in order", () => {
    const { next } = take(fresh(), START, learn(routeTo({ "broker-a": { "0": "a:1" }, "broker-b": { "0": "b:1" } })))
    expect(Object.keys(queues(next)).sort()).toEqual(["broker-a@0", "broker-a@1", "broker-b@0", "broker-b@1"])
    expect(take(fresh(), START, learn(routeTo({ "broker-a": { "0": "a:1" } }, 2))).outputs).toEqual([])
  })

  test("learned: without a master a queue waits; from a slave it is read only if the configuration says so (C5)", () => {
    const { next, outputs } = take(fresh(), START, learn(SLAVE))
    expect(queues(next)).toEqual({ "broker-a@0": { offset: null, asked: null } })
    expect(outputs).toEqual([armed(3_000)])
    expect(take(fresh({ consumerFailoverToSlave: true }), START, learn(SLAVE)).outputs).toEqual(queryAt("a:9"))
  })

  test("learned: queues that are known go on as they are, then where the route says (A4)", () => {
    const { next, outputs } = take(pulling(), POLL, learn(routeTo({ "broker-a": { "0": "n:1" } })))
    expect(queues(next)["broker-a@0"]).toEqual({ offset: 3, asked: "a:1" })
    expect(outputs).toMatchObject([{ _tag: "QueryConsumerOffset", to: "n:1", queueId: 1 }, { _tag: "ArmTimer" }])
    expect(take(next, pulled(3, "PULL_NOT_FOUND")).outputs).toEqual(pullAt("n:1", 3))
  })

  test("learned: queues that are gone are left", () => {
    const { next, outputs } = take(pulling(), POLL, learn(routeTo({})))
    expect(queues(next)).toEqual({})
    expect(outputs).toEqual([{ _tag: "CancelTimer", event: timeout }])
  })

  test("learned, one of many: says so to all brokers, and asks who else is there", () => {
    const { verdict, next, outputs } = take(fresh({ clientId: "c1", alone: false }), START, learn(ONE))
    expect(verdict).toBe("learned, one of many")
    expect(queues(next)).toEqual({})
    expect(outputs).toEqual([...saidSo("a:1", "a:9"), ...askedList()])
  })

  test("unknown topic: everything stays", () => {
    const { verdict, next, outputs } = take(asking(), POLL, learn(null))
    expect(verdict).toBe("unknown topic")
    expect(next).toEqual(asking())
    expect(outputs).toEqual([])
  })

  test("not asked: nothing happens", () => {
    const self = asking()
    const { verdict, next, outputs } = take(self, learn(SLAVE))
    expect(verdict).toBe("not asked")
    expect(next).toBe(self)
    expect(outputs).toEqual([])
  })
})
