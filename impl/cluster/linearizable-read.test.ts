// Clauses: E9, E11, E12
import { expect, test } from "vitest"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import { until } from "../testing/client.ts"
import { calm, type TestCluster, withCluster } from "../testing/clusters.ts"

const TOPIC = "reads"

/** What the leader that is cut off, and then its successor, tell of a queue in which two messages were acked, one by each. */
const cutOff = async ({ cluster, client, addressOf }: TestCluster) => {
  const maxOffset = (node: string) => client.ask(addressOf(node), RequestCode.GET_MAX_OFFSET, { topic: TOPIC, queueId: "0" })
  await client.createTopic(TOPIC, 1)
  await client.send(TOPIC, "first")
  const old = await cluster.find("broker-a/leader")
  const before = await maxOffset(old)
  const others = ["broker-a/n0", "broker-a/n1", "broker-a/n2"].filter((name) => name !== old)
  cluster.links.partition([[old], others])
  const successor = await until("a second leader", async () => (await cluster.states()).find(({ node, role }) => node !== old && role === "LEADER")?.node)
  await until("a second message", async () => ((await client.sendTo(addressOf(successor), TOPIC, "second")).code === ResponseCode.SUCCESS ? true : undefined))
  const stillLeads = (await cluster.states()).find(({ node }) => node === old)?.role
  const asked = maxOffset(old)
  const after = await maxOffset(successor)
  cluster.links.heal()
  return { before, stillLeads, old: await asked, after }
}

test("linearizableRead: a leader that is cut off answers nothing old; once it hears that it was deposed it says so", { timeout: 120_000 }, () =>
  withCluster({ journal: false, config: { ...calm, linearizableRead: true } }, async (running) => {
    const { before, stillLeads, old, after } = await cutOff(running)
    expect(before).toMatchObject({ code: ResponseCode.SUCCESS, extFields: { offset: "1" } })
    expect(stillLeads).toBe("LEADER")
    expect(old).toMatchObject({ code: ResponseCode.SERVICE_NOT_AVAILABLE, remark: expect.stringContaining("deposed") })
    expect(after).toMatchObject({ code: ResponseCode.SUCCESS, extFields: { offset: "2" } })
  })
)

test("without it, as in RocketMQ: the leader that is cut off tells the old end", { timeout: 120_000 }, () =>
  withCluster({ journal: false, config: calm }, async (running) => {
    const { stillLeads, old, after } = await cutOff(running)
    expect(stillLeads).toBe("LEADER")
    expect(old).toMatchObject({ code: ResponseCode.SUCCESS, extFields: { offset: "1" } })
    expect(after).toMatchObject({ code: ResponseCode.SUCCESS, extFields: { offset: "2" } })
  })
)
