import { expect, test } from "vitest"
import { after, take } from "../testing.ts"

const self = after({ _tag: "PutKVConfig", request: "p", namespace: "n", key: "k", value: "v" })

test("GetKVConfig: found", () => {
  const { verdict, next, outputs } = take(self, { _tag: "GetKVConfig", request: "g", namespace: "n", key: "k" })
  expect(verdict).toBe("found")
  expect(next).toBe(self)
  expect(outputs).toEqual([{ _tag: "ReplyValue", request: "g", value: "v" }])
})

test.each([["n", "x"], ["x", "k"]])("GetKVConfig: not found, %s %s", (namespace, key) => {
  const { verdict, outputs } = take(self, { _tag: "GetKVConfig", request: "g", namespace, key })
  expect(verdict).toBe("not found")
  expect(outputs).toEqual([{ _tag: "Reply", request: "g", code: "QUERY_NOT_FOUND", remark: `No config item, Namespace: ${namespace} Key: ${key}` }])
})
