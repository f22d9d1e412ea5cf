// Clauses: E1, E2, E6, E7
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { timers } from "../../spec/broker/config.ts"
import { released } from "../config/broker-spec.ts"
import { type Ledger, endOfLedger, ledgerDifference } from "../compatibility/ledgers.ts"
import { judgeRun } from "../journal/judge.ts"
import { DLedgerRequestCode, RequestCode, ResponseCode } from "../remoting/codes.ts"
import { until } from "../testing/client.ts"
import { READY_MS, type TestCluster, withCluster } from "../testing/clusters.ts"
import { type DLedgerCode, decodeResponse, DLedgerResponseCode, encodeRequest, type RequestBody, type ResponseBody } from "./bodies.ts"
import { bodyOf } from "./entry.ts"

/** Bytes. */
const segmentSize = 256 * 1024

const group = { mode: "dledger", replicas: 3, replication: "dledger-0.3.1.2", segmentSize, config: { ...released, slaveReadEnable: true, timing: { ...timers.seed, electionTimeoutMs: [700, 1_400] as const } } } as const

const ledgers = (dir: string): readonly Ledger[] => ["n0", "n1", "n2"].map((member) => ({ store: join(dir, `broker-a-${member}`), member, kind: "rocketproof" }))

const leaderOf = async ({ cluster }: TestCluster): Promise<string> =>
  until("a leader", async () => (await cluster.states()).find(({ role, ready }) => role === "LEADER" && ready === true)?.node)

const same = (running: TestCluster): Promise<true> => {
  const [first, ...others] = ledgers(running.dir) as [Ledger, ...Ledger[]]
  return until("the same ledgers", async () => (others.every((other) => ledgerDifference(first, other) === undefined) ? true : undefined))
}

test("three members elect, append and commit over DLedger's RPCs; the leader is killed, nothing acked is lost, and their files are the same", { timeout: 120_000 }, () =>
  withCluster(group, async (running) => {
    const { cluster, client, dir, addressOf } = running
    await client.createTopic("t", 2)
    for (let i = 0; i < 10; i++) await client.send("t", `m${i}`)
    // Over the end of a file.
    for (let i = 0; i < 3; i++) await client.send("t", Buffer.alloc(100_000, i))
    await same(running)
    const first = await leaderOf(running)
    const follower = (await cluster.states()).find(({ role }) => role === "FOLLOWER")?.node as string
    await until("the follower's messages", async () => {
      const [there, here] = await Promise.all([first, follower].map((node) => client.pullFrom(addressOf(node), "t", 0, 0)))
      return there?.code === ResponseCode.SUCCESS && here?.code === ResponseCode.SUCCESS && there.body?.equals(here.body as Buffer) === true ? true : undefined
    })
    await cluster.kill(first)
    for (let i = 10; i < 15; i++) await client.send("t", `m${i}`)
    await cluster.restart(first)
    await cluster.ready(READY_MS)
    await client.send("t", "m15")
    await same(running)
    expect(await client.readAll("t")).toEqual(expect.arrayContaining(Array.from({ length: 16 }, (_, i) => `m${i}`)))
    const topics = async (node: string): Promise<unknown> => JSON.parse((await client.ask(addressOf(node), RequestCode.GET_ALL_TOPIC_CONFIG, {})).body?.toString() ?? "").topicConfigTable
    const leader = await leaderOf(running)
    await until("the tables that members ask for", async () => (JSON.stringify(await topics(follower === leader ? first : follower)) === JSON.stringify(await topics(leader)) ? true : undefined))
    await cluster.stop()
    const judged = await judgeRun(dir)
    expect([judged.verdict, judged.twoLeaders]).toEqual(["as the spec", []])
    expect(judged.terms).toBeGreaterThan(1)
    const last = endOfLedger(ledgers(dir)[0] as Ledger).last
    const home = join(dir, "broker-a-n0", "dledger-n0")
    expect(readFileSync(join(home, "checkpoint"), "utf8")).toBe(`endIndex=${last}\ncommittedIndex=${last}\n`)
    expect(readFileSync(join(home, "currterm"), "utf8")).toMatch(/^currTerm=\d+\nvoteLeader=(n[012])?\n$/)
  })
)

test("whoever asks a member what it is and what it holds is told; strangers are refused by DLedger's codes", { timeout: 60_000 }, () =>
  withCluster(group, async (running) => {
    const { cluster, client } = running
    await client.createTopic("t", 1)
    const { msgId } = await client.send("t", "held")
    const leader = (await leaderOf(running)).slice("broker-a/".length)
    const registered = await client.ask(cluster.namesrvAddr, RequestCode.REGISTER_BROKER, { brokerName: "broker-a", brokerAddr: "127.0.0.1:1", clusterName: "DefaultCluster", haServerAddr: "127.0.0.1:2", brokerId: "7", compressed: "false", bodyCrc32: "0" })
    const at = registered.extFields["haServerAddr"] as string
    const ask = async <Code extends DLedgerCode>(code: Code, body: RequestBody<Code>): Promise<ResponseBody<Code>> => decodeResponse(code, (await client.ask(at, code, {}, encodeRequest(code, body))).body)
    const base = { code: DLedgerResponseCode.SUCCESS, group: "broker-a", remoteId: leader, term: 0 }
    const { METADATA, GET, VOTE, HEART_BEAT, PUSH, LEADERSHIP_TRANSFER } = DLedgerRequestCode

    const { code, leaderId, peers = {} } = await ask(METADATA, base)
    expect([code, leaderId, Object.keys(peers), peers[leader]]).toEqual([DLedgerResponseCode.SUCCESS, leader, ["n0", "n1", "n2"], at])
    const position = Number.parseInt(msgId.slice(-16), 16)
    const { entries } = await ask(GET, { ...base, beginIndex: 0, maxSize: 1 })
    expect([entries[0]?.index, entries[0]?.pos, entries[0]?.chainCrc, entries[0]?.bodyCrc]).toEqual([0, position - 48, 0, 0])
    expect(bodyOf(entries[0] as (typeof entries)[number]).toString("latin1")).toContain("held")
    expect((await ask(GET, { ...base, beginIndex: 9_999, maxSize: 1 })).code).toBe(DLedgerResponseCode.INDEX_OUT_OF_RANGE)
    expect((await ask(LEADERSHIP_TRANSFER, { ...base, takeLeadershipLedgerIndex: 0 })).code).toBe(DLedgerResponseCode.UNSUPPORTED)

    const asked = { ...base, leaderId: "n9", localId: "n9" }
    expect(await ask(VOTE, { ...asked, term: 1_000, ledgerEndIndex: 1_000, ledgerEndTerm: 1_000 })).toMatchObject({ code: DLedgerResponseCode.UNKNOWN_MEMBER, voteResult: "UNKNOWN" })
    expect((await ask(HEART_BEAT, { ...asked, term: 1_000, group: "broker-b", leaderId: "n0" })).code).toBe(DLedgerResponseCode.UNKNOWN_GROUP)
    const commit = { batch: false, batchEntry: [], commitIndex: 5, count: 0, firstEntryIndex: -1, lastEntryIndex: -1, totalSize: 0, type: "COMMIT" } as const
    expect((await ask(PUSH, { ...asked, ...commit, remoteId: "n7" })).code).toBe(DLedgerResponseCode.UNKNOWN_MEMBER)
    // A leader is no follower, and stays one.
    const other = leader === "n0" ? "n1" : "n0"
    expect((await ask(PUSH, { ...base, ...commit, leaderId: other, localId: other })).code).toBe(DLedgerResponseCode.NOT_FOLLOWER)
    expect(await leaderOf(running)).toBe(`broker-a/${leader}`)
  })
)
