import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { freePorts } from "../cluster/ports.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import { bodiesIn, type TestClient, testClient, until } from "../testing/client.ts"
import { temporaryDir } from "../testing/clusters.ts"
import { commandLine, type RunningCommand } from "../testing/processes.ts"
import { ensureFree } from "./alone.ts"

const fixture = (name: string): string => join(import.meta.dirname, "..", "config", "fixtures", name)

let dir = ""
const { start, run, killAll } = commandLine()
beforeAll(() => {
  dir = temporaryDir()
})
afterAll(() => {
  killAll()
  rmSync(dir, { recursive: true, force: true })
})

const set = (values: Readonly<Record<string, unknown>>): readonly string[] => Object.entries(values).flatMap(([key, value]) => ["--set", `${key}=${String(value)}`])

/** Sends to a group's master until it acks. */
const acked = (client: TestClient, brokerName: string, topic: string, body: string): Promise<string> =>
  until(`an ack of ${body}`, async () => {
    const master = await client.master(brokerName)
    return (await client.sendTo(master, topic, body)).code === ResponseCode.SUCCESS ? master : undefined
  })

const pulled = async (client: TestClient, address: string, topic: string): Promise<readonly string[]> => bodiesIn((await client.pullFrom(address, topic, 0, 0)).body ?? Buffer.alloc(0))

test("processes from RocketMQ's files find each other, in any order; SIGTERM ends each and leaves nothing", async () => {
  const [ns, master, slave, ...members] = (await freePorts(9, "127.0.0.1")) as [number, number, number, ...number[]]
  const [ha, ha2] = await freePorts(2, "127.0.0.1")
  const peers = [0, 1, 2].map((i) => `n${i}-127.0.0.1:${members[3 + i]}`).join(";")
  const namesrv = `127.0.0.1:${ns}`
  const readyFile = join(dir, "ready.json")
  const broker = (file: string, data: string, values: Readonly<Record<string, unknown>>): RunningCommand =>
    start("broker", "-c", fixture(file), "-n", namesrv, "--data", join(dir, data), "--journal", ...set({ timers: "seed", ...values }))
  const started = [
    broker("2m-2s-sync/broker-a-s.properties", "a-s", { listenPort: slave, haListenPort: ha, slaveReadEnable: true, registerNameServerPeriod: 60_000 }),
    start("namesrv", "--log-level", "info", "--ready-file", readyFile, ...set({ listenPort: ns })),
    broker("2m-2s-sync/broker-a.properties", "a", { listenPort: master, haListenPort: ha2 }),
    ...[0, 1, 2].map((i) => broker(`dledger/broker-n${i}.conf`, `n${i}`, { listenPort: members[i], dLegerPeers: peers }))
  ]
  const client = testClient(namesrv)
  try {
    const ready = await Promise.all(started.map(async ({ line }) => JSON.parse(await line) as { readonly namesrv: string; readonly brokers?: readonly object[] }))
    expect(ready[1]).toEqual({ ready: true, namesrv, pid: started[1]?.child.pid })
    expect(JSON.parse(await until("the ready file", async () => (existsSync(readyFile) ? readFileSync(readyFile, "utf8") : undefined)))).toEqual(ready[1])
    expect(ready[2]).toEqual({
      ready: true,
      namesrv,
      brokers: [{ node: "broker-a/n0", brokerName: "broker-a", brokerId: 0, role: "MASTER", addr: `127.0.0.1:${master}`, pid: started[2]?.child.pid, dataDir: join(dir, "a") }]
    })
    expect(ready[0]?.brokers).toMatchObject([{ node: "broker-a/n1", brokerId: 1, role: "SLAVE" }])

    // A SYNC_MASTER acks what its slave has, too.
    expect(await acked(client, "broker-a", "alone", "m0")).toBe(`127.0.0.1:${master}`)
    await until("the slave's copy", async () => ((await pulled(client, `127.0.0.1:${slave}`, "alone")).includes("m0") ? true : undefined))
    const config = (await client.ask(`127.0.0.1:${master}`, RequestCode.GET_BROKER_CONFIG, {})).body?.toString() ?? ""
    expect(config.split("\n")).toEqual(expect.arrayContaining(["deleteWhen=04", "brokerRole=SYNC_MASTER", `listenPort=${master}`, `haListenPort=${ha2}`]))
    const leader = await acked(client, "RaftNode00", "alone", "r0")
    expect(await pulled(client, leader, "alone")).toEqual(["r0"])

    const taken = await run("broker", "-c", fixture("2m-noslave/broker-a.properties"), "--data", join(dir, "other"), ...set({ listenPort: master }))
    expect(taken).toMatchObject({ code: 2, out: "", err: expect.stringContaining(`listenPort: 127.0.0.1:${master}: another program listens there`) })
    expect(existsSync(join(dir, "other"))).toBe(false)
    const locked = await run("broker", "-c", fixture("2m-noslave/broker-a.properties"), "--data", join(dir, "a"), ...set({ listenPort: 0 }))
    expect(locked).toMatchObject({ code: 2, out: "", err: expect.stringContaining(`process ${started[2]?.child.pid} has this data directory`) })
  } finally {
    client.close()
    for (const { child } of started) child.kill("SIGTERM")
  }
  const ended = await Promise.all(started.map((each) => each.ended))
  expect(ended.map(({ code }) => code)).toEqual(started.map(() => 0))
  expect(ended[2]?.err).toBe("")
  expect(ended[1]?.err).toMatch(new RegExp(` info {2}namesrv broker registered broker=broker-a/0 address=127\\.0\\.0\\.1:${master}$`, "m"))
  for (const port of [ns, master, slave, ha as number, ha2 as number, ...members]) await ensureFree(`127.0.0.1:${port}`, "listenPort")
  expect(readdirSync(dir).filter((name) => existsSync(join(dir, name, "lock")))).toEqual([])
  expect(await run("validate", dir)).toMatchObject({ code: 0, out: expect.stringMatching(/every output is the spec's, byte for byte/) })
})

test("what cannot be started: exit 2, in words, and nothing is written", async () => {
  const none = join(dir, "none")
  const { code, out, err } = await run("broker", "-c", fixture("2m-2s-async/broker-a-s.properties"), "--data", none, ...set({ brokerRole: "MASTER" }))
  expect({ code, out, err }).toEqual({ code: 2, out: "", err: "rocketproof: --set brokerRole=MASTER: must be ASYNC_MASTER, SYNC_MASTER or SLAVE\n" })
  expect(existsSync(none)).toBe(false)
})

test("-p prints all keys and starts nothing", async () => {
  const none = join(dir, "none")
  const { code, out, err } = await run("broker", "-c", fixture("2m-2s-async/broker-a-s.properties"), "--data", none, "-p")
  expect([code, err]).toEqual([0, ""])
  expect(out.split("\n")).toEqual(expect.arrayContaining(["brokerRole=SLAVE", "brokerId=1", `storePathRootDir=${none}`, "deleteWhen=04"]))
  expect(existsSync(none)).toBe(false)
})
