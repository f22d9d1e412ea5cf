import { expect, test } from "vitest"
import { after, perms, register, take, TOPIC } from "../testing.ts"

test("AddWritePermOfBroker: added, its topics are for reading and writing", () => {
  const self = after(
    register({ topics: [["t", TOPIC], ["u", { ...TOPIC, perm: 7 }]] }),
    { _tag: "WipeWritePermOfBroker", request: "w", brokerName: "broker-a" }
  )
  const { verdict, next, outputs } = take(self, { _tag: "AddWritePermOfBroker", request: "w", brokerName: "broker-a" })
  expect(verdict).toBe("added")
  expect(perms(next)).toEqual({ t: { "broker-a": 6 }, u: { "broker-a": 6 } })
  expect(outputs).toEqual([{ _tag: "ReplyCount", request: "w", count: 2 }])
})
