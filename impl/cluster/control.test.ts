// Clauses: A4, E1, E2, E4, E11, E14
import { afterAll, beforeAll, expect, test } from "vitest"
import { until } from "../testing/client.ts"
import { type Answered, calm, get, post, READY_MS, type TestCluster, withCluster, withControl } from "../testing/clusters.ts"

// One cluster for all: each test leaves it whole.
let running: TestCluster
let url = ""
let finish: () => void = () => {}
let ended: Promise<unknown> = Promise.resolve()

beforeAll(async () => {
  await new Promise<void>((started, failed) => {
    ended = withCluster({ journal: false, config: calm }, (cluster) =>
      withControl(cluster.cluster, async (at) => {
        running = cluster
        url = at
        started()
        await new Promise<void>((resolve) => (finish = resolve))
      })
    )
    ended.catch(failed)
  })
})

afterAll(async () => {
  finish()
  await ended
})

interface NodeJson {
  readonly node: string
  readonly address: string
  readonly role: string
  readonly up: boolean
  readonly paused: boolean
  readonly term?: number
  readonly leader?: string
}

const nodes = async (): Promise<readonly NodeJson[]> => (await get(`${url}/state`)).body["nodes"] as readonly NodeJson[]
const node = async (name: string): Promise<NodeJson> => (await nodes()).find((each) => each.node === name) as NodeJson
const act = (path: string, body?: unknown): Promise<Answered> => post(`${url}${path}`, body)

test("state: every node by name, with role, term and address", async () => {
  const { status, body } = await get(`${url}/state`)
  expect(status).toBe(200)
  expect(body).toMatchObject({ namesrv: running.cluster.namesrvAddr, cut: [] })
  const all = await nodes()
  expect(all.map((each) => each.node)).toEqual(["namesrv/0", "broker-a/n0", "broker-a/n1", "broker-a/n2"])
  expect(all.filter(({ role }) => role === "LEADER")).toHaveLength(1)
  expect(all.every(({ up, paused, address }) => up && !paused && /^127\.0\.0\.1:\d+$/.test(address))).toBe(true)
})

test("kill by role, by address and by name; a restart brings each back", async () => {
  const ways: readonly (() => Promise<string>)[] = [
    async () => "broker-a/leader",
    async () => (await node("broker-a/n1")).address,
    async () => "broker-a/n2"
  ]
  for (const way of ways) {
    const broker = await until("a name", way)
    const killed = await until("a node to kill", async () => {
      const answer = await act("/kill", { broker })
      return answer.status === 200 ? (answer.body["node"] as string) : undefined
    })
    expect(await node(killed)).toMatchObject({ up: false, role: "DOWN" })
    expect(await act("/kill", { broker: killed })).toMatchObject({ status: 409, body: { error: expect.stringMatching(/is down already/) } })
    expect(await act("/restart", { broker: killed })).toMatchObject({ status: 200, body: { ok: true, node: killed } })
    expect(await act("/restart", { broker: killed })).toMatchObject({ status: 409, body: { error: expect.stringMatching(/is up; kill it first/) } })
    expect((await node(killed)).up).toBe(true)
    await running.cluster.ready(READY_MS)
  }
})

test("restarts of the same node at once: one of them does it", async () => {
  await act("/kill", { broker: "broker-a/n1" })
  const answers = await Promise.all([1, 2, 3].map(() => act("/restart", { broker: "broker-a/n1" })))
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect((await node("broker-a/n1")).up).toBe(true)
  await running.cluster.ready(READY_MS)
})

test("pause and resume: the others elect a leader meanwhile, and the old one follows", async () => {
  const { body } = await act("/pause", { broker: "broker-a/leader" })
  const paused = body["node"] as string
  expect(await node(paused)).toMatchObject({ role: "PAUSED", paused: true, up: true })
  await until("another leader", async () => (await nodes()).find(({ node: name, role }) => name !== paused && role === "LEADER"))
  expect(await act("/resume", { broker: paused })).toMatchObject({ status: 200 })
  await until("the old leader as follower", async () => ((await node(paused)).role === "FOLLOWER" ? true : undefined))
  await running.cluster.ready(READY_MS)
})

test("partition by groups: the side of two elects a leader, the other one cannot; heal joins them", async () => {
  const leader = await running.cluster.find("broker-a/leader")
  const others = ["broker-a/n0", "broker-a/n1", "broker-a/n2"].filter((name) => name !== leader)
  const { status, body } = await act("/partition", { groups: [[leader], others] })
  expect(status).toBe(200)
  expect(body["cut"]).toHaveLength(4)
  const elected = await until("a leader on the side of two", async () => (await nodes()).find(({ node: name, role }) => others.includes(name) && role === "LEADER"))
  expect((await node(leader)).role).toBe("LEADER")
  expect((await node(leader)).term).toBeLessThan(elected.term ?? 0)
  expect(await act("/heal")).toMatchObject({ status: 200, body: { cut: [] } })
  await until("one leader", async () => ((await nodes()).filter(({ role }) => role === "LEADER").length === 1 ? true : undefined))
  await running.cluster.ready(READY_MS)
})

test("partition one way: who hears nothing stands for election, who is heard does not", async () => {
  const leader = await running.cluster.find("broker-a/leader")
  const deaf = ["broker-a/n0", "broker-a/n1", "broker-a/n2"].find((name) => name !== leader) as string
  const before = (await node(deaf)).term ?? 0
  expect(await act("/partition", { from: leader, to: deaf })).toMatchObject({ status: 200, body: { cut: [`${leader} > ${deaf}`] } })
  await until("a higher term", async () => (((await node(deaf)).term ?? 0) > before ? true : undefined))
  await act("/heal")
  await running.cluster.ready(READY_MS)
})

test("power loss of a follower: it comes back", async () => {
  const { status, body } = await act("/power-loss", { broker: "broker-a/follower" })
  expect(status).toBe(200)
  expect(await node(body["node"] as string)).toMatchObject({ up: false })
  expect((await act("/restart", { broker: body["node"] })).status).toBe(200)
  await running.cluster.ready(READY_MS)
})

test("messages of a kind that are lost depose the leader; those of others are not touched", async () => {
  // Of one look: a group that has just elected another leader would wait for ever otherwise.
  const { node: leader, term = 0 } = await until("a leader", async () => (await nodes()).filter(({ role }) => role === "LEADER").sort((a, b) => (b.term ?? 0) - (a.term ?? 0))[0])
  const rule = { from: leader, kind: "AppendEntries", drop: 1, delayMs: 0, reorder: 0 }
  expect(await act("/network", { from: leader, kind: "AppendEntries", drop: true })).toMatchObject({ status: 200, body: { rules: [rule] } })
  expect((await get(`${url}/state`)).body["rules"]).toEqual([rule])
  await until("another term", async () => (((await node(leader)).term ?? 0) > term ? true : undefined))
  expect(await act("/heal")).toMatchObject({ status: 200, body: { rules: [] } })
  await running.cluster.ready(READY_MS)
})

test("a clock that goes forward makes a follower stand for election; one that is wrong does not", async () => {
  const follower = await running.cluster.find("broker-a/follower")
  const before = (await node(follower)).term ?? 0
  expect(await act("/clock", { broker: follower, skewMs: -3_600_000 })).toMatchObject({ status: 200, body: { nodes: [follower] } })
  expect((await node(follower)).term).toBe(before)
  // A heartbeat that arrives in the same moment is in time: then the clock goes forward again.
  await until("a higher term", async () => {
    await act("/clock", { broker: follower, advanceMs: 60_000 })
    return ((await node(follower)).term ?? 0) > before ? true : undefined
  })
  expect(await act("/clock", { skewMs: 0 })).toMatchObject({ status: 200, body: { nodes: ["namesrv/0", "broker-a/n0", "broker-a/n1", "broker-a/n2"] } })
  await running.cluster.ready(READY_MS)
})

test("a disk that fails: the node promises nothing more until it is restarted", async () => {
  const leader = await running.cluster.find("broker-a/leader")
  await running.client.createTopic("disk", 1)
  expect(await act("/disk", { broker: leader, slowMs: 5, failFsync: 1 })).toMatchObject({ status: 200, body: { node: leader } })
  // The fsync that fails may be that of a table, which is tried again: then the log's is next.
  await until("a failed disk", async () => {
    await running.client.send("disk", "one")
    if ((await running.cluster.states()).find((each) => each.node === leader)?.diskFailed === true) return true
    await act("/disk", { broker: leader, failFsync: 1 })
    return undefined
  })
  await act("/kill", { broker: leader })
  await act("/restart", { broker: leader })
  await act("/disk", { broker: leader, slowMs: 0 })
  await running.cluster.ready(READY_MS)
  expect(await running.client.readAll("disk")).toContain("one")
})

test("bad input is answered 400 and names the field; nothing happens", async () => {
  const bad: readonly (readonly [string, unknown, RegExp])[] = [
    ["/kill", {}, /^broker: name a node/],
    ["/kill", undefined, /^broker: /],
    ["/kill", { broker: 7 }, /^broker: /],
    ["/kill", { broker: "broker-a/boss" }, /^broker: "broker-a\/boss" is no address, node or role here; nodes: namesrv\/0, .*roles: GROUP\/leader/],
    ["/kill", "{", /body is no JSON object/],
    ["/kill", "7", /body is no JSON object/],
    ["/pause", { broker: "n0" }, /^broker: /],
    ["/partition", {}, /^groups: /],
    ["/partition", { groups: "all" }, /^groups: /],
    ["/partition", { groups: ["broker-a/n0"] }, /^groups\[0\]: must be a list/],
    ["/partition", { groups: [["broker-a/n0"], ["broker-a/n9"]] }, /^groups\[1\]: "broker-a\/n9"/],
    ["/partition", { from: "broker-a/n0", to: "nobody" }, /^to: "nobody"/],
    ["/partition", { from: "broker-a/n0" }, /^groups: .*"from"/],
    ["/partition", { from: "broker-a/n0", to: "broker-a/n0" }, /^to: broker-a\/n0 is "from", too/],
    ["/partition", { groups: [["broker-a/n0"], ["broker-a/n1", "broker-a/n0"]] }, /^groups\[1\]: broker-a\/n0 is in groups\[0\], too/],
    ["/network", {}, /^drop: say what happens/],
    ["/network", { kind: "Vote", drop: 1 }, /^kind: "Vote" is no message between brokers; there are RequestVote, /],
    ["/network", { from: "broker-a/n9", drop: 1 }, /^from: "broker-a\/n9"/],
    ["/network", { drop: 2 }, /^drop: must be a share from 0 to 1/],
    ["/network", { reorder: "all" }, /^reorder: must be a share/],
    ["/network", { delayMs: -1 }, /^delayMs: must be a number of milliseconds from 0 /],
    ["/network", { delay: 5 }, /^delay: there is no such field here; there are from, to, kind, drop, delayMs, reorder/],
    ["/clock", { broker: "broker-a/n0" }, /^advanceMs: say by how much/],
    ["/clock", { broker: "broker-a/n9", skewMs: 1 }, /^broker: /],
    ["/clock", { advanceMs: -5 }, /^advanceMs: must be a number of milliseconds from 0 /],
    ["/clock", { skewMs: "1" }, /^skewMs: must be a number/],
    ["/disk", { broker: "broker-a/n0" }, /^slowMs: say what is wrong/],
    ["/disk", { slowMs: 5 }, /^broker: /],
    ["/disk", { broker: "broker-a/n0", failWrite: 0 }, /^failWrite: must be 1 for the next one/],
    ["/disk", { broker: "broker-a/n0", failFsync: true }, /^failFsync: must be 1/]
  ]
  for (const [path, body, says] of bad) expect([path, body, await act(path, body)]).toEqual([path, body, { status: 400, body: { error: expect.stringMatching(says) } }])
  expect((await get(`${url}/state`)).body["cut"]).toEqual([])
  expect((await nodes()).every(({ up }) => up)).toBe(true)
})

test("an unknown path is answered 404 and says what there is", async () => {
  for (const answer of [await get(`${url}/nothing`), await act("/state"), await act("/"), await get(`${url}/kill`), await act("/toString")])
    expect(answer).toEqual({ status: 404, body: { error: expect.stringMatching(/there are GET \/state, GET \/metrics and POST \/kill, /) } })
})

test("what cannot be done now is answered 409", async () => {
  await act("/kill", { broker: "broker-a/n2" })
  expect((await act("/disk", { broker: "broker-a/n2", slowMs: 5 })).status).toBe(409)
  expect(await act("/disk", { broker: "namesrv/0", slowMs: 5 })).toMatchObject({ status: 409, body: { error: expect.stringMatching(/has no disk/) } })
  for (const path of ["/pause", "/resume", "/power-loss"]) expect((await act(path, { broker: "broker-a/n2" })).status).toBe(409)
  await act("/restart", { broker: "broker-a/n2" })
  await running.cluster.ready(READY_MS)
})

// Last: brokers come back into the routes of a new NameServer only with their next registration.
test("a NameServer is killed and restarted", async () => {
  expect((await act("/kill", { broker: "namesrv/0" })).status).toBe(200)
  expect(await node("namesrv/0")).toMatchObject({ up: false, role: "DOWN" })
  expect((await act("/restart", { broker: "namesrv/0" })).status).toBe(200)
  expect(await node("namesrv/0")).toMatchObject({ up: true, role: "NAMESRV" })
})
