import { expect, test } from "vitest"
import { Observations } from "./observations.ts"

test("messages by topic and type, and how large they were", () => {
  const seen = new Observations()
  seen.sent("orders", "normal", 2, 2_048)
  seen.sent("orders", "normal", 1, 5_000_000)
  seen.sent("orders", "delay", 1, 100)
  seen.sent("%RETRY%g", "normal", 1, 100)
  expect(seen.messagesIn.all()).toEqual([
    { labels: { topic: "orders", message_type: "normal" }, value: 3 },
    { labels: { topic: "orders", message_type: "delay" }, value: 1 }
  ])
  expect(seen.messageSizes.all()[0]).toMatchObject({ counts: [2, 0, 0, 0, 0, 0, 1], sum: 5_002_048 })
})

test("requests by what they were answered, and after how long", () => {
  const seen = new Observations()
  seen.answered("PULL_MESSAGE", "PULL_NOT_FOUND", 20_000, "success", true)
  seen.answered("PULL_MESSAGE", "SUCCESS", 3, "success", false)
  expect(seen.rpcLatencies.all()).toMatchObject([
    { labels: { request_code: "pull_message", response_code: "pull_not_found", is_long_polling: "true", protocol_type: "remoting", result: "success" }, counts: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1] },
    { labels: { response_code: "success", is_long_polling: "false" }, counts: [0, 1, 0, 0, 0, 0, 0, 0, 0, 0] }
  ])
})

test("transactions by how they ended, and dead messages", () => {
  const seen = new Observations()
  seen.ended("pay", "COMMIT", 7_500)
  seen.ended("pay", "ROLLBACK", 1)
  seen.buried("orders", "g")
  expect([seen.commits.all(), seen.rollbacks.all(), seen.finishLatencies.all()[0]?.counts]).toEqual([[{ labels: { topic: "pay" }, value: 1 }], [{ labels: { topic: "pay" }, value: 1 }], [0, 1, 0, 0, 0, 0, 0]])
  expect(seen.dead.all()).toEqual([{ labels: { topic: "orders", consumer_group: "g" }, value: 1 }])
})
