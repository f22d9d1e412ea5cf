import { expect, test } from "vitest"
import { after, register, take, TOPIC } from "../testing.ts"

test("GetAllTopicList: told, in order", () => {
  const self = after(register({ topics: [["u", TOPIC], ["t", TOPIC]] }))
  const { verdict, next, outputs } = take(self, { _tag: "GetAllTopicList", request: "q" })
  expect(verdict).toBe("told")
  expect(next).toBe(self)
  expect(outputs).toEqual([{ _tag: "ReplyTopicList", request: "q", topics: ["t", "u"] }])
})
