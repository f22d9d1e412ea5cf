import { expect, test } from "vitest"
import { empty, SUCCESS, take } from "../testing.ts"

const put = { _tag: "PutKVConfig", request: "p", namespace: "n", key: "k", value: "v" } as const

test("PutKVConfig: kept, on disk before the answer", () => {
  const { verdict, next, outputs } = take(empty, put)
  expect(verdict).toBe("kept")
  expect(take(next, { _tag: "GetKVConfig", request: "g", namespace: "n", key: "k" }).outputs).toMatchObject([{ value: "v" }])
  expect(outputs).toEqual([{ _tag: "SaveKVConfig" }, { ...SUCCESS, request: "p" }])
})

test.each([{ namespace: null }, { key: null }])("PutKVConfig: incomplete", (missing) => {
  const { verdict, next, outputs } = take(empty, { ...put, ...missing })
  expect(verdict).toBe("incomplete")
  expect(next).toBe(empty)
  expect(outputs).toEqual([{ _tag: "Reply", request: "p", code: "SYSTEM_ERROR", remark: "namespace or key is null" }])
})
