import { expect, test } from "vitest"
import { empty, take } from "../testing.ts"

test("Recovered: loaded, the KV configuration as it was kept", () => {
  const { verdict, next, outputs } = take(empty, { _tag: "Recovered", kvConfig: [["n", [["k", "v"]]]] })
  expect(verdict).toBe("loaded")
  expect(outputs).toEqual([])
  expect(take(next, { _tag: "GetKVListByNamespace", request: "l", namespace: "n" }).outputs).toMatchObject([{ table: [["k", "v"]] }])
})
