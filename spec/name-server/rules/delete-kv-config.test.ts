import { expect, test } from "vitest"
import { after, SUCCESS, take } from "../testing.ts"

const self = after({ _tag: "PutKVConfig", request: "p", namespace: "n", key: "k", value: "v" })
const remove = (namespace: string) => ({ _tag: "DeleteKVConfig", request: "d", namespace, key: "k" }) as const

test("DeleteKVConfig: removed, on disk too; the namespace stays", () => {
  const { verdict, next, outputs } = take(self, remove("n"))
  expect(verdict).toBe("removed")
  expect(take(next, { _tag: "GetKVListByNamespace", request: "l", namespace: "n" }).outputs).toMatchObject([{ table: [] }])
  expect(outputs).toEqual([{ _tag: "SaveKVConfig" }, { ...SUCCESS, request: "d" }])
})

test("DeleteKVConfig: not found, success all the same", () => {
  const { verdict, next, outputs } = take(self, remove("x"))
  expect(verdict).toBe("not found")
  expect(next).toBe(self)
  expect(outputs).toEqual([{ ...SUCCESS, request: "d" }])
})
