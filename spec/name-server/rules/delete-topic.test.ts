import { describe, expect, test } from "vitest"
import { after, perms, register, SUCCESS, take } from "../testing.ts"

const remove = (topic: string, clusterName: string | null = null) => ({ _tag: "DeleteTopic", request: "d", topic, clusterName }) as const
const self = after(register(), register({ clusterName: "Another", brokerName: "broker-b", brokerAddr: "b:1" }))

describe("DeleteTopic", () => {
  test.each([null, ""])("removed: from all routes", (clusterName) => {
    const { verdict, next, outputs } = take(self, remove("t", clusterName))
    expect(verdict).toBe("removed")
    expect(perms(next)).toEqual({})
    expect(outputs).toEqual([{ ...SUCCESS, request: "d" }])
  })

  test("removed from one cluster: stays on the brokers of another, and goes with the last", () => {
    const { verdict, next, outputs } = take(self, remove("t", "DefaultCluster"))
    expect(verdict).toBe("removed from one cluster")
    expect(perms(next)).toEqual({ t: { "broker-b": 6 } })
    expect(outputs).toEqual([{ ...SUCCESS, request: "d" }])
    expect(perms(take(next, remove("t", "Another")).next)).toEqual({})
  })

  test("unknown: success all the same", () => {
    const { verdict, next, outputs } = take(self, remove("u"))
    expect(verdict).toBe("unknown")
    expect(next).toBe(self)
    expect(outputs).toEqual([{ ...SUCCESS, request: "d" }])
  })

  test("a master that still has the topic publishes it again", () => {
    expect(perms(take(take(self, remove("t")).next, register()).next)).toEqual({ t: { "broker-a": 6 } })
  })
})
