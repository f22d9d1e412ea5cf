import { describe, expect, test } from "vitest"
import { askedRoute, closed, START } from "../../testing.ts"
import { armed, askedList, canceled, fresh, holding, lapsed, member, members, progressIn, pulling, queues, renewal, take } from "../testing.ts"

describe("ChannelClosed", () => {
  test("a broker: its queues go on later, where the route says then", () => {
    const { verdict, next, outputs } = take(pulling(3, { pollRouteOnFailure: true }), closed("a:1"))
    expect(verdict).toBe("a broker")
    expect(queues(next)).toEqual({ "broker-a@0": { offset: 3, asked: null } })
    expect(outputs).toEqual([armed(3_000), askedRoute("ns0")])
  })

  test("a broker: whoever asked it for the members asks with the next rebalance", () => {
    const { verdict, next } = take(member(), closed("a:1"))
    expect(verdict).toBe("a broker")
    expect(next.listAsked).toBeNull()
    expect(take(next, members("c1")).verdict).toBe("not asked")
    expect(take(next, { _tag: "RebalanceTimeout" }).outputs).toEqual(askedList())
  })

  // The model multi-master/orderly-crash found two holders in 11 steps while the lock was relied on until it lapsed.
  test("a broker: its locks are gone with it, so that another member may have them when it is back (S28)", () => {
    const { verdict, next, outputs } = take(holding(3), closed("a:1"))
    expect(verdict).toBe("a broker")
    expect(progressIn(next)).toMatchObject({ lock: "wanted", offset: null, asked: null })
    expect(outputs).toEqual([...canceled(renewal, lapsed), armed(3_000)])
  })

  test("the NameServer asked: the next one is, until none is left", () => {
    const { verdict, next, outputs } = take(fresh(), START, closed("ns0"))
    expect(verdict).toBe("the NameServer asked")
    expect(outputs).toEqual([askedRoute("ns1")])
    expect(take(next, closed("ns1")).outputs).toEqual([])
  })

  test.each(["ns0", "a:9"])("nothing waits for it: nothing happens, %s", (address) => {
    const self = pulling()
    const { verdict, next, outputs } = take(self, closed(address))
    expect(verdict).toBe("nothing waits for it")
    expect(next).toBe(self)
    expect(outputs).toEqual([])
  })
})
