import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, renameSync, truncateSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { testClient, until } from "../testing/client.ts"
import { get, post, temporaryDir } from "../testing/clusters.ts"
import { commandLine, isAlive } from "../testing/processes.ts"

const { start, run, killAll } = commandLine()

let dir = ""
beforeAll(() => {
  dir = temporaryDir()
})
afterAll(() => {
  killAll()
  rmSync(dir, { recursive: true, force: true })
})

interface Ready {
  readonly ready: boolean
  readonly namesrv: string
  readonly control: string
  readonly brokers: readonly { readonly node: string; readonly brokerName: string; readonly brokerId: number; readonly addr: string; readonly pid: number; readonly dataDir: string }[]
}

test("--help lists the commands; each command has its own", async () => {
  const { code, out } = await run("--help")
  expect(code).toBe(0)
  for (const command of ["check", "mutants", "trace", "cluster", "validate"]) expect(out).toMatch(new RegExp(`^  ${command} `, "m"))
  const helped = await run("cluster", "--help")
  expect(helped.code).toBe(0)
  for (const option of ["--mode", "--journal", "--processes", "--ready-file", "--control-port", "--mutant"]) expect(helped.out).toContain(option)
})

test("what is no command, option or value is exit 2, with a text on stderr", async () => {
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [["nothing"], /unknown command 'nothing'/],
    [["cluster", "--nothing"], /unknown option '--nothing'/],
    [["cluster", "--replicas", "none"], /must be a whole number/],
    [["cluster", "--mode", "multi-masters"], /--mode multi-masters: must be one of multi-master, async-replication, sync-double-write, dledger/],
    [["cluster", "--mode", "sync-double-write", "--set", "requiredAcks=3"], /requiredAcks=3: more copies than the 2 brokers of a group/],
    [["cluster", "--flush", "never"], /--flush never: must be sync or async/],
    [["cluster", "--set", "novalue"], /--set novalue: must be key=value/],
    [["cluster", "--set", "rejoin=maybe"], /--set rejoin=maybe: must be voter or non-voter/],
    [["cluster", "--set", "enableSnapshot=true"], /enableSnapshot: a switch of the models/],
    [["cluster", "--port", "0", "--mutant", "nothing"], /--mutant nothing: no such mutant; there are: /],
    [["check", "no-such-model"], /model: there is no "no-such-model"; did you mean .*check --list names all/],
    [["mutants", "no-such-bug"], /mutant: there is no "no-such-bug"; did you mean .*mutants --list names all/]
  ]
  for (const [args, says] of wrong) {
    const { code, out, err } = await run(...args)
    expect([args, code, out]).toEqual([args, 2, ""])
    expect(err).toMatch(says)
  }
})

test("check --list", async () => {
  const { code, out } = await run("check", "--list")
  expect(code).toBe(0)
  expect(out).toMatch(/^dledger\//m)
})

test("trace: a whole file is printed, a truncated one is exit 2 and says what to do", async () => {
  const file = join(dir, "trace.json")
  await run("mutants", "quorum-is-half", "--traces", dir)
  renameSync(join(dir, "quorum-is-half.json"), file)
  expect(await run("trace", file)).toMatchObject({ code: 0, err: "", out: expect.stringMatching(/^S2 ElectionSafety: At most one node[\s\S]*Why:\n {2}Step 12 breaks S2 ElectionSafety/) })
  expect(await run("trace", file, "--format", "painting")).toMatchObject({ code: 2, err: expect.stringMatching(/--format painting: did you mean/) })
  truncateSync(file, 300)
  const cut = await run("trace", file)
  expect([cut.code, cut.out]).toEqual([2, ""])
  expect(cut.err).toMatch(/trace\.json: the file is cut off; write it again with/)
  writeFileSync(file, "{}")
  expect(await run("trace", file)).toMatchObject({ code: 2, err: expect.stringMatching(/not "rocketproof-trace"/) })
  expect((await run("trace", join(dir, "none.json"))).code).toBe(2)
})

test("validate: without journals exit 2 and how to get them", async () => {
  const empty = join(dir, "empty")
  mkdirSync(empty)
  expect(await run("validate", empty)).toMatchObject({ code: 2, out: "", err: expect.stringMatching(/no journals in it\. Run a cluster with --journal --data DIR/) })
  expect(await run("validate", join(dir, "nowhere"))).toMatchObject({ code: 2, err: expect.stringMatching(/no such directory/) })
})

test("cluster: ready line, data, clean end at SIGTERM", async () => {
  const data = join(dir, "data")
  const file = join(dir, "ready.json")
  const { child, line, ended } = start("cluster", "--port", "0", "--data", data, "--ready-file", file, "--journal")
  const ready = JSON.parse(await line) as Ready
  await until("the ready file", async () => (existsSync(file) ? true : undefined))
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(ready)
  expect(ready).toMatchObject({ ready: true, namesrv: expect.stringMatching(/^127\.0\.0\.1:\d+$/), control: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) })
  expect(ready.brokers).toHaveLength(3)
  for (const [i, broker] of ready.brokers.entries())
    expect(broker).toEqual({ node: `broker-a/n${i}`, brokerName: "broker-a", brokerId: expect.any(Number), addr: expect.stringMatching(/^127\.0\.0\.1:\d+$/), pid: child.pid, dataDir: join(data, `broker-a-n${i}`) })
  expect(ready.brokers.filter(({ brokerId }) => brokerId === 0)).toHaveLength(1)
  expect((await get(`${ready.control}/state`)).status).toBe(200)
  child.kill("SIGTERM")
  expect((await ended).code).toBe(0)
  expect(readdirSync(data).sort()).toEqual(["broker-a-n0", "broker-a-n1", "broker-a-n2", "namesrv-0"])
  expect(await run("validate", data)).toMatchObject({ code: 0, err: "" })
})

test("cluster: a control port that is taken is exit 2, and nothing is left running", async () => {
  const server = createServer()
  const port = await new Promise<number>((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port)))
  expect(await run("cluster", "--port", "0", "--control-port", String(port))).toMatchObject({ code: 2, out: "", err: expect.stringMatching(/EADDRINUSE/) })
  server.close()
})

test("cluster --processes: SIGKILL of the leader loses nothing; a process killed by somebody else can be restarted; no child outlives the end", async () => {
  const data = join(dir, "processes")
  const { child, line, ended } = start("cluster", "--port", "0", "--data", data, "--journal", "--processes")
  const ready = JSON.parse(await line) as Ready
  const pids = ready.brokers.map(({ pid }) => pid)
  expect(new Set([...pids, child.pid]).size).toBe(4)
  const client = testClient(ready.namesrv)
  try {
    await client.createTopic("processes")
    const acked: string[] = []
    const send = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        const body = `m${acked.length}`
        await client.send("processes", body)
        acked.push(body)
      }
    }
    await send(30)
    const accepted = (path: string, broker: unknown): Promise<string> =>
      until(`${path} ${String(broker)}`, async () => {
        const { status, body } = await post(`${ready.control}${path}`, { broker })
        return status === 200 ? (body["node"] as string) : undefined
      })
    const killed = await accepted("/kill", "broker-a/leader")
    await send(30)
    await accepted("/restart", killed)
    await send(10)
    // Not through the control API.
    const other = ready.brokers.find(({ node }) => node !== killed)
    process.kill(other?.pid as number, "SIGKILL")
    await accepted("/restart", other?.node)
    await accepted("/restart", await accepted("/power-loss", "broker-a/leader"))
    await send(10)
    expect((await get(`${ready.control}/state`)).body["nodes"]).toHaveLength(4)
    const there = new Set(await client.readAll("processes"))
    expect(acked.filter((body) => !there.has(body))).toEqual([])
  } finally {
    client.close()
    child.kill("SIGTERM")
  }
  expect((await ended).code).toBe(0)
  expect(pids.filter(isAlive)).toEqual([])
  const report = join(dir, "report.json")
  const validated = await run("validate", data, "--json", report)
  expect(validated).toMatchObject({ code: 0, err: "" })
  expect(validated.out).toMatch(/every output is the spec's, byte for byte/)
  expect(JSON.parse(readFileSync(report, "utf8"))).toMatchObject({ exitCode: 0, refused: [], twoLeaders: [], unsent: null })
  // One changed byte, and it is found.
  const journal = join(data, "broker-a-n0", "journal-1.jsonl")
  writeFileSync(journal, readFileSync(journal, "utf8").replace('"_tag":"SaveHardState","term":', '"_tag":"SaveHardState","term":1'))
  const altered = await run("validate", data)
  expect(altered.code).toBe(1)
  expect(altered.out).toMatch(/DIVERGES {5}broker-a\/n0, life 1: the first step that the spec does not explain is line \d+ of .*journal-1\.jsonl\n.*outputs\[\d+\]\.term: /)
  // A line that is none: cannot be judged.
  writeFileSync(journal, readFileSync(journal, "utf8").replace("\n[", "\n("))
  expect(await run("validate", data)).toMatchObject({ code: 2, out: expect.stringMatching(/REFUSED {6}.*journal-1\.jsonl, line 2: the line is not JSON/) })
})

test("cluster --processes: when the cluster itself is killed, its children go too", async () => {
  const { child, line, ended } = start("cluster", "--port", "0", "--data", join(dir, "orphans"), "--processes")
  const pids = (JSON.parse(await line) as Ready).brokers.map(({ pid }) => pid)
  child.kill("SIGKILL")
  await ended
  await until("the end of the children", async () => (pids.some(isAlive) ? undefined : true))
  expect(pids.filter(isAlive)).toEqual([])
})
