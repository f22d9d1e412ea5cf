// Clauses: E1
import { expect, test } from "vitest"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import { openClients } from "../stress/clients.ts"
import { sleepAt } from "../stress/place.ts"
import { startSimulatedCluster } from "./cluster.ts"

const groups = ["broker-a", "broker-b"] as const
type Group = (typeof groups)[number]

/** What one producer saw of one group, in the time of the simulation. */
interface Seen {
  readonly acked: number[]
  refused: number
}

const SEND = { a: "p", b: "orders", c: "TBW102", d: "4", e: "0", f: "0", g: "0", h: "0", i: "", j: "0", k: "false", m: "false" }

/** Milliseconds between two acks, the longest one of those that end after `from`. */
const longestPause = ({ acked }: Seen, from: number): number => Math.max(...acked.map((at, i) => (at > from ? at - (acked[i - 1] ?? from) : 0)))

/** Two groups side by side, a producer for each; the leader of broker-a is killed. */
const killed = async (seed: number) => {
  const cluster = await startSimulatedCluster({ mode: "dledger", seed, groups: 2, replicas: 3, flush: "sync", config: {} })
  const { place } = cluster
  const sleep = sleepAt(place)
  const clients = openClients(place, { topic: "orders", queues: 4, producers: 0, consumers: 0, paceMs: 10, idleMs: 250, routesMs: 50, timeoutMs: 1_000, endsEveryMs: 1_000 })
  const seen: { readonly [group in Group]: Seen } = { "broker-a": { acked: [], refused: 0 }, "broker-b": { acked: [], refused: 0 } }
  let on = true
  const produce = async (group: Group): Promise<void> => {
    for (; on; await sleep(10)) {
      const master = clients.master(group)
      const answer = master === undefined ? undefined : await clients.ask(master, RequestCode.SEND_MESSAGE_V2, SEND, Buffer.from("one"))
      if (answer?.code === ResponseCode.SUCCESS) seen[group].acked.push(clients.elapsedMs())
      else if (seen[group].acked.length > 0) seen[group].refused++
    }
  }
  const run = async () => {
    const producing = groups.map(produce)
    while (groups.some((group) => seen[group].acked.length < 20)) await sleep(50)
    const at = clients.elapsedMs()
    const [leader, other] = await Promise.all(groups.map(place.victims.masterOf))
    await place.victims.kill(leader as string)
    await sleep(1_500)
    on = false
    await Promise.all(producing)
    return { at, leader, other, others: await Promise.all(groups.map(place.victims.masterOf)) }
  }
  const result = await cluster.run(run(), 120_000)
  clients.stop()
  cluster.stop()
  return { ...result, seen, problems: cluster.problems }
}

test.each([1, 2, 3])("E1, seed %i: the leader of a group is killed; the group beside it takes every message at the first try, and does not pause", async (seed) => {
  const { at, leader, other, others, seen, problems } = await killed(seed)
  expect(problems).toEqual([])
  const [electedAfter, stillLeads] = others
  expect(stillLeads).toBe(other)
  expect(electedAfter).not.toBe(leader)
  expect(seen["broker-b"].refused).toBe(0)
  // The least election timeout: the group that lost its leader must wait for one, the other one never waits so long.
  expect(longestPause(seen["broker-a"], at)).toBeGreaterThan(250)
  expect(longestPause(seen["broker-b"], at)).toBeLessThan(250)
})
