import { describe, expect, test } from "vitest"
import { after, empty, register, take } from "../testing.ts"

const ask = { _tag: "GetBrokerClusterInfo", request: "q" } as const

describe("GetBrokerClusterInfo", () => {
  test("told: brokers by name, brokerNames by cluster", () => {
    const self = after(
      register({ brokerName: "broker-c", brokerAddr: "c:1", clusterName: "Another" }),
      register({ brokerName: "broker-b", brokerAddr: "b:1" }),
      register()
    )
    const { verdict, next, outputs } = take(self, ask)
    expect(verdict).toBe("told")
    expect(next).toBe(self)
    expect(outputs).toEqual([
      {
        _tag: "ReplyClusterInfo",
        request: "q",
        brokerDatas: [
          { cluster: "DefaultCluster", brokerName: "broker-a", brokerAddrs: { "0": "a:1" } },
          { cluster: "DefaultCluster", brokerName: "broker-b", brokerAddrs: { "0": "b:1" } },
          { cluster: "Another", brokerName: "broker-c", brokerAddrs: { "0": "c:1" } }
        ],
        clusters: [
          { cluster: "Another", brokerNames: ["broker-c"] },
          { cluster: "DefaultCluster", brokerNames: ["broker-a", "broker-b"] }
        ]
      }
    ])
  })

  test("told: there may be none", () => {
    expect(take(empty, ask).outputs).toEqual([{ _tag: "ReplyClusterInfo", request: "q", brokerDatas: [], clusters: [] }])
  })
})
