import { expect, test } from "vitest"
import { after, register, take, TOPIC } from "../testing.ts"

test.each([
  ["DefaultCluster", ["t"]],
  ["Another", ["t", "u"]],
  ["unknown", []]
])("GetTopicsByCluster: told, the topics of %s", (cluster, topics) => {
  const self = after(
    register(),
    register({ clusterName: "Another", brokerName: "broker-b", brokerAddr: "b:1", topics: [["u", TOPIC], ["t", TOPIC]] })
  )
  const { verdict, next, outputs } = take(self, { _tag: "GetTopicsByCluster", request: "q", cluster })
  expect(verdict).toBe("told")
  expect(next).toBe(self)
  expect(outputs).toEqual([{ _tag: "ReplyTopicList", request: "q", topics }])
})
