import { expect, test } from "vitest"
import { after, perms, register, take, TOPIC } from "../testing.ts"

const self = after(
  register({ topics: [["t", TOPIC], ["u", { ...TOPIC, perm: 7 }]] }),
  register({ brokerName: "broker-b", brokerAddr: "b:1" })
)

test("WipeWritePermOfBroker: wiped, its topics are for reading only", () => {
  const { verdict, next, outputs } = take(self, { _tag: "WipeWritePermOfBroker", request: "w", brokerName: "broker-a" })
  expect(verdict).toBe("wiped")
  expect(perms(next)).toEqual({ t: { "broker-a": 4, "broker-b": 6 }, u: { "broker-a": 5 } })
  expect(outputs).toEqual([{ _tag: "ReplyCount", request: "w", count: 2 }])
})

test("WipeWritePermOfBroker: an unknown broker has no topics", () => {
  const { next, outputs } = take(self, { _tag: "WipeWritePermOfBroker", request: "w", brokerName: "broker-x" })
  expect(next).toEqual(self)
  expect(outputs).toEqual([{ _tag: "ReplyCount", request: "w", count: 0 }])
})
