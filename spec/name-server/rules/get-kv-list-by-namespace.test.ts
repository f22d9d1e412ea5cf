import { expect, test } from "vitest"
import { after, take } from "../testing.ts"

const self = after(
  { _tag: "PutKVConfig", request: "p", namespace: "n", key: "l", value: "2" },
  { _tag: "PutKVConfig", request: "p", namespace: "n", key: "k", value: "1" }
)

test("GetKVListByNamespace: found, in the order of the keys", () => {
  const { verdict, next, outputs } = take(self, { _tag: "GetKVListByNamespace", request: "l", namespace: "n" })
  expect(verdict).toBe("found")
  expect(next).toBe(self)
  expect(outputs).toEqual([{ _tag: "ReplyTable", request: "l", table: [["k", "1"], ["l", "2"]] }])
})

test("GetKVListByNamespace: not found", () => {
  const { verdict, outputs } = take(self, { _tag: "GetKVListByNamespace", request: "l", namespace: "x" })
  expect(verdict).toBe("not found")
  expect(outputs).toEqual([{ _tag: "Reply", request: "l", code: "QUERY_NOT_FOUND", remark: "No config item, Namespace: x" }])
})
