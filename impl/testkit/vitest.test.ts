import { readdirSync } from "node:fs"
import { join } from "node:path"
import { expect } from "vitest"
import { clusterTest } from "./vitest.ts"

const bodies = (messages: readonly { readonly body: Buffer }[]): readonly string[] => messages.map(({ body }) => body.toString()).sort()

const onCluster = clusterTest({ mode: "dledger" })

onCluster("a group outlives its leader", async ({ cluster }) => {
  await cluster.send("orders", "before")
  const { node } = await cluster.leader()
  expect(await cluster.kill("broker-a/leader")).toBe(node)
  await cluster.send("orders", "meanwhile")
  const next = await cluster.leader()
  expect(next.node).not.toBe(node)
  await cluster.restart(node)
  await cluster.until("the old leader follows", (nodes) => nodes.some((each) => each.node === node && each.role === "FOLLOWER" && each.leader === next.leader))
  expect(bodies(await cluster.messages("orders"))).toEqual(["before", "meanwhile"])
})

onCluster("a leader that is cut off acks nothing, and is replaced", async ({ cluster }) => {
  await cluster.send("orders", "before")
  const { node } = await cluster.leader()
  const others = (await cluster.nodes()).map((each) => each.node).filter((name) => name.startsWith("broker-a/") && name !== node)
  await cluster.partition([node], others)
  await cluster.until("another leads", (nodes) => nodes.some((each) => each.node !== node && each.ready === true))
  await cluster.send("orders", "meanwhile")
  cluster.heal()
  await cluster.until("the old leader follows", (nodes) => nodes.some((each) => each.node === node && each.role === "FOLLOWER"))
  expect(bodies(await cluster.messages("orders"))).toEqual(["before", "meanwhile"])
})

onCluster("a member that lost its disk is filled again", async ({ cluster }) => {
  await cluster.send("orders", "one")
  const node = await cluster.wipe("broker-a/follower")
  expect(readdirSync(join(cluster.data, node.replace("/", "-"))).every((file) => file.startsWith("journal-"))).toBe(true)
  await cluster.restart(node)
  await cluster.until("it has all that the leader has", async (nodes) => {
    const leader = nodes.find(({ ready }) => ready === true)
    return nodes.some((each) => each.node === node && each.commitIndex === leader?.commitIndex && leader?.commitIndex !== undefined)
  })
})
