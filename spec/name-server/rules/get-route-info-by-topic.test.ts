import { describe, expect, test } from "vitest"
import { after, empty, register, take, unregister } from "../testing.ts"

const ask = (topic: string) => ({ _tag: "GetRouteInfoByTopic", request: "q", topic }) as const
const queues = { readQueueNums: 4, writeQueueNums: 4, perm: 6, topicSysFlag: 0 }
const cluster = "DefaultCluster"
const both = after(
  register({ brokerName: "broker-b", brokerAddr: "b:1", channel: "c3" }),
  register({ brokerId: 1, brokerAddr: "a:9", channel: "c2" }),
  register()
)

describe("GetRouteInfoByTopic", () => {
  test("routed: brokers and queues, in the order of their names", () => {
    const { verdict, next, outputs } = take(both, ask("t"))
    expect(verdict).toBe("routed")
    expect(next).toBe(both)
    expect(outputs).toEqual([
      {
        _tag: "ReplyRoute",
        request: "q",
        route: {
          brokerDatas: [
            { cluster, brokerName: "broker-a", brokerAddrs: { "0": "a:1", "1": "a:9" } },
            { cluster, brokerName: "broker-b", brokerAddrs: { "0": "b:1" } }
          ],
          queueDatas: [
            { brokerName: "broker-a", ...queues },
            { brokerName: "broker-b", ...queues }
          ]
        }
      }
    ])
  })

  test("routed: a slave's address is enough", () => {
    const { outputs } = take(take(both, unregister()).next, ask("t"))
    expect(outputs).toMatchObject([{ route: { brokerDatas: [{ brokerAddrs: { "1": "a:9" } }, { brokerName: "broker-b" }] } }])
  })

  test.each([empty, after(register(), unregister())])("no route: nobody has the topic", (self) => {
    const { verdict, outputs } = take(self, ask("t"))
    expect(verdict).toBe("no route")
    expect(outputs).toEqual([
      {
        _tag: "Reply",
        request: "q",
        code: "TOPIC_NOT_EXIST",
        remark: "No topic route info in name server for the topic: t\nSee http://rocketmq.apache.org/docs/faq/ for further details."
      }
    ])
  })
})
