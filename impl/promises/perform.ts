/**
 * A cell of the promise table, performed on live brokers, a process each. What is lost in a model is lost live in the same steps
 * (`impl/replay`). What is kept: messages are acked, the faults of the row strike at once, and each must be read in the end by those
 * of whom the table says that they serve it.
 *
 * @module
 */
import type { Strike } from "../../models/world/budget.ts"
import { outcomeOf } from "../replay/results.ts"
import { replayLive } from "../replay/replay.ts"
import { witnessOf } from "../replay/traces-of.ts"
import { suites } from "../../properties/suites.ts"
import { testClient } from "../testkit/client.ts"
import { type Cluster, startCluster } from "../testkit/index.ts"
import { inDirectory } from "../cli/replay-directory.ts"
import type { AnyCell, Performed } from "./results.ts"

/** Acked before the faults. */
const MESSAGES = 12

const TOPIC = "promises"

export const performCell = async (cell: AnyCell): Promise<Performed> => {
  const { row, column, outcome } = cell
  const head = { row: row.id, column, promised: outcome }
  return outcome === "LOSS" ? { ...head, shown: "loss", ...(await performLoss(cell)) } : { ...head, shown: "kept", ...(await performKept(cell)) }
}

const performLoss = async ({ model }: AnyCell): Promise<Pick<Performed, "agrees" | "steps" | "how">> => {
  const suite = suites.find(({ name }) => name === model)
  const loss = suite?.properties.find(({ id }) => id.endsWith("acked message lost"))
  if (suite === undefined || loss === undefined) throw new Error(`${model} has no loss to perform`)
  const found = witnessOf(suite.topic, loss.id)
  const { verdict, steps, why } = outcomeOf(await inDirectory((dir) => replayLive({ ...found, dir, processes: true })))
  return { agrees: verdict === "reproduced", steps, how: why ?? `the shortest run of ${model}` }
}

const performKept = async (cell: AnyCell): Promise<Pick<Performed, "agrees" | "acked" | "kept" | "how">> => {
  const { row, mode, flush, outcome } = cell
  await using cluster = await startCluster({ mode, groups: 1, flush, processes: true })
  await cluster.createTopic(TOPIC, 1)
  const acked: string[] = []
  const send = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      const body = `m${acked.length}`
      await cluster.send(TOPIC, body)
      acked.push(body)
    }
  }
  const done: string[] = []
  const down = new Set<string>()
  /** Who was master or leader when its disk failed: what follows strikes the same one. */
  const was: { node?: string } = {}
  await send(MESSAGES)
  // Strikes of a DLedger group hit its leader where others have a master, and a follower where they have a slave.
  for (const strike of row.strikes(mode === "dledger" ? "async-replication" : mode) ?? row.strikes("multi-master") ?? []) await perform(cluster, strike, cell, down, done, was, send)
  if (outcome === "kept, unserved until the slave is promoted") done.push(`${await cluster.promote("broker-a/slave")} is promoted`)
  // Who serves throughout, or in the place of another, needs nobody's return.
  else if (outcome === "kept, unserved until the master is back" || down.size > 1)
    for (const node of down) {
      await cluster.restart(node)
      done.push(`${node} comes back`)
    }
  // A majority has to hear each other; who was cut off is one of the two that are left.
  if (mode === "dledger" && down.size > 0 && row.id.startsWith("partition")) {
    cluster.heal()
    done.push("the link heals")
  }
  const read = new Set((await cluster.messages(TOPIC)).map(({ body }) => body.toString()))
  const kept = acked.filter((body) => read.has(body)).length
  const problem = await cluster.assertPromises().then(
    () => undefined,
    (error: Error) => error.message.split("\n").slice(0, 3).join(" ")
  )
  return { agrees: kept === acked.length && problem === undefined, acked: acked.length, kept, how: problem ?? done.join("; ") }
}

/** Whom a strike means, by role. */
const victimOf = ({ at }: Strike): string => (at === "slave" ? "broker-a/slave" : "broker-a/master")

const perform = async (cluster: Cluster, strike: Strike, { mode, row }: AnyCell, down: Set<string>, done: string[], was: { node?: string }, send: (count: number) => Promise<void>): Promise<void> => {
  const nodes = (await cluster.nodes()).map(({ node }) => node).filter((node) => node.startsWith("broker-a/"))
  switch (strike.fault) {
    case "crash":
    case "powerLoss": {
      const node = await cluster[strike.fault === "crash" ? "kill" : "powerLoss"](was.node ?? victimOf(strike))
      down.add(node)
      done.push(`${strike.fault === "crash" ? "kill -9" : "power loss"} of ${node}`)
      return
    }
    case "diskLoss": {
      if (strike.when === "copied") await caughtUp(cluster)
      const node = await cluster.wipe(victimOf(strike))
      done.push(`${node} loses its disk`)
      // A slave's empty disk takes its place at once; a master does not come back with one.
      if (strike.at === "slave") {
        await cluster.restart(node)
        await caughtUp(cluster)
      } else down.add(node)
      return
    }
    case "powerLossOfAll":
      for (const node of nodes) down.add(await cluster.powerLoss(node))
      done.push(`power loss of ${nodes.join(", ")}`)
      return
    case "cut": {
      const master = (await cluster.leader()).node
      await cluster.partition([master], nodes.filter((node) => node !== master))
      done.push(`${master} is cut off`)
      // Of a group the others are a majority; a master alone goes on acking if it asks no slave.
      if (mode !== "sync-double-write") await send(2)
      return
    }
    case "diskError": {
      const node = (await cluster.leader()).node
      await failFsync(cluster, node)
      done.push(`an fsync of ${node} fails`)
      was.node = node
      return
    }
    default:
      throw new Error(`${row.id}: nobody has said how to make ${strike.fault} live`)
  }
}

/** Until its slaves or followers have all that the master had a moment ago. */
const caughtUp = async (cluster: Cluster): Promise<void> => {
  const { lastIndex = -1 } = await cluster.leader()
  await cluster.until("a whole group", (nodes) => nodes.filter(({ node, up }) => node.startsWith("broker-a/") && up).every((each) => (each.lastIndex ?? -1) >= lastIndex))
}

/** A message that need not be acked makes the disk sync, now or by its timer. Other files sync, too: then it is tried again. */
const failFsync = async (cluster: Cluster, node: string): Promise<void> => {
  const client = testClient(cluster.namesrvAddr)
  try {
    for (let tries = 0; tries < 10; tries++) {
      await cluster.disk(node, { failFsync: 1 })
      const address = (await cluster.nodes()).find((each) => each.node === node)?.address ?? ""
      await client.sendTo(address, TOPIC, "of no matter").catch(() => undefined)
      const failed = await cluster.until("a failed disk", (nodes) => nodes.find((each) => each.node === node)?.diskFailed, { timeoutMs: 1_500 }).catch(() => false)
      if (failed) return
    }
    throw new Error(`no fsync of ${node} has failed`)
  } finally {
    client.close()
  }
}
