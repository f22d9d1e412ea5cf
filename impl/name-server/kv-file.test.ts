import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { initialNameServer, type NameServer } from "../../spec/name-server/state.ts"
import { nameServerDefaults } from "../../spec/name-server/config.ts"
import { mapOf } from "../../spec/broker/testing.ts"
import { MemoryFiles } from "../files/memory-files.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import { until } from "../testing/client.ts"
import { withCluster } from "../testing/clusters.ts"
import { openKvFile } from "./kv-file.ts"

const PATH = "/ns/kvConfig.json"

test("what is saved is there at the next start; at the first there is nothing", async () => {
  const files = new MemoryFiles()
  const file = openKvFile(files, PATH)
  expect(file.recovered).toEqual({ _tag: "Recovered", kvConfig: [] })
  const self: NameServer = { ...initialNameServer(nameServerDefaults), kvConfig: mapOf({ b: mapOf({ k: "v" }), a: mapOf({ y: "2", x: "1" }) }) }
  await new Promise<void>((resolve, reject) => file.save(self, (error) => (error === undefined ? resolve() : reject(error))))
  expect(openKvFile(files, PATH).recovered.kvConfig).toEqual([["a", [["x", "1"], ["y", "2"]]], ["b", [["k", "v"]]]])
})

test("a file of RocketMQ's is read, one that is damaged is not passed over", () => {
  const written = (text: string): MemoryFiles => {
    const files = new MemoryFiles()
    files.mkdir("/ns")
    files.open(PATH).write(Buffer.from(text), 0)
    return files
  }
  expect(openKvFile(written('{"configTable":{"ORDER_TOPIC_CONFIG":{"t":"broker-a:4"}}}'), PATH).recovered.kvConfig).toEqual([["ORDER_TOPIC_CONFIG", [["t", "broker-a:4"]]]])
  expect(() => openKvFile(written('{"configTable":'), PATH)).toThrow("kvConfig.json")
})

test("a value that was acknowledged is there after a crash of its NameServer; one that was deleted is not", { timeout: 60_000 }, () =>
  withCluster({ mode: "multi-master", replicas: 1, groups: 1 }, async ({ cluster, client, dir }) => {
    const ask = (code: number, fields: Readonly<Record<string, string>>) => client.ask(cluster.namesrvAddr, code, { namespace: "n", ...fields })
    for (const key of ["kept", "deleted"]) expect((await ask(RequestCode.PUT_KV_CONFIG, { key, value: "v" })).code).toBe(ResponseCode.SUCCESS)
    expect((await ask(RequestCode.DELETE_KV_CONFIG, { key: "deleted" })).code).toBe(ResponseCode.SUCCESS)
    expect(JSON.parse(readFileSync(join(dir, "namesrv-0", "kvConfig.json"), "utf8"))).toEqual({ configTable: { n: { kept: "v" } } })
    await cluster.kill("namesrv/0")
    await cluster.restart("namesrv/0")
    const kept = await until("the NameServer to answer again", () => ask(RequestCode.GET_KV_CONFIG, { key: "kept" }))
    expect(kept).toMatchObject({ code: ResponseCode.SUCCESS, extFields: { value: "v" } })
    expect((await ask(RequestCode.GET_KV_CONFIG, { key: "deleted" })).code).toBe(ResponseCode.QUERY_NOT_FOUND)
  })
)
