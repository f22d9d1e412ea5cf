// Clauses: E3, E8, E9
import { expect, test } from "vitest"
import { bodiesIn, type TestClient, testClient, until } from "../testing/client.ts"
import { modes } from "../../spec/modes/index.ts"
import { leaderOf, startGroup, stateOf, type TestMember } from "../testing/brokers.ts"
import { ResponseCode } from "../remoting/codes.ts"

const TOPIC = "disk"

const group = async <T>(size: number, use: (members: readonly TestMember[], client: TestClient) => Promise<T>): Promise<T> => {
  const members = await startGroup({ size })
  const client = testClient("127.0.0.1:1")
  try {
    return await use(members, client)
  } finally {
    client.close()
    for (const member of members) member.kill()
  }
}

const readBack = async (client: TestClient, address: string): Promise<readonly string[]> => {
  const all: string[] = []
  for (;;) {
    const answer = await client.pullFrom(address, TOPIC, 0, all.length)
    if (answer.code !== ResponseCode.SUCCESS) return all
    all.push(...bodiesIn(answer.body ?? Buffer.alloc(0)))
  }
}

for (const nth of [1, 2, 7])
  test(`fsync number ${nth} of the log fails: acks stop there, and after a restart every acked message is there`, () =>
    group(1, async ([only], client) => {
      const broker = only as TestMember
      await leaderOf([broker])
      const acked: string[] = []
      const { address } = broker.broker()
      expect((await client.sendTo(address, TOPIC, "first")).code).toBe(ResponseCode.SUCCESS)
      acked.push("first")
      broker.disk.files.fail({ on: "sync", path: "commitlog", nth, code: "EIO" })
      const codes: number[] = []
      for (let i = 0; i < 10; i++) {
        const { code } = await client.sendTo(address, TOPIC, `m${i}`)
        codes.push(code)
        if (code === ResponseCode.SUCCESS) acked.push(`m${i}`)
      }
      // One fsync a message here: the one whose fsync failed is told that its outcome is unknown, the later ones are refused.
      expect(codes).toEqual([
        ...Array.from({ length: nth - 1 }, () => ResponseCode.SUCCESS),
        ResponseCode.SYSTEM_ERROR,
        ...Array.from({ length: 10 - nth }, () => ResponseCode.SERVICE_NOT_AVAILABLE)
      ])
      expect(stateOf(broker)).toMatchObject({ diskFailed: true, raft: { role: "FOLLOWER" } })
      // The worst: power goes too, and the disk works again afterwards.
      broker.kill()
      broker.disk.losePower()
      broker.disk.files.heal()
      await broker.start()
      await leaderOf([broker])
      expect(await readBack(client, broker.broker().address)).toEqual(acked)
    }))

test("a write fails: as an fsync does", () =>
  group(1, async ([only], client) => {
    const broker = only as TestMember
    await leaderOf([broker])
    const { address } = broker.broker()
    await client.sendTo(address, TOPIC, "first")
    broker.disk.files.fail({ on: "write", path: "commitlog", nth: 1, code: "ENOSPC" })
    expect((await client.sendTo(address, TOPIC, "second")).code).toBe(ResponseCode.SYSTEM_ERROR)
    expect((await client.sendTo(address, TOPIC, "third")).code).toBe(ResponseCode.SERVICE_NOT_AVAILABLE)
    broker.kill()
    broker.disk.files.heal()
    await broker.start()
    await leaderOf([broker])
    expect(await readBack(client, broker.broker().address)).toEqual(["first"])
  }))

test("the leader's disk fails in a group of three: another member leads, and serves all that was acked", () =>
  group(3, async (members, client) => {
    const first = await leaderOf(members)
    expect((await client.sendTo(first.broker().address, TOPIC, "before")).code).toBe(ResponseCode.SUCCESS)
    first.disk.files.fail({ on: "sync", nth: 1, code: "EIO", forever: true })
    expect((await client.sendTo(first.broker().address, TOPIC, "during")).code).not.toBe(ResponseCode.SUCCESS)
    const others = members.filter((member) => member !== first)
    const second = await leaderOf(others)
    await until("an ack of the new leader", async () => ((await client.sendTo((await leaderOf(others)).broker().address, TOPIC, "after")).code === ResponseCode.SUCCESS ? true : undefined))
    const read = await readBack(client, (await leaderOf(others)).broker().address)
    expect(read.filter((body) => body !== "during")).toEqual(["before", "after"])
    expect(second).not.toBe(first)
  }))

test("a write of the leader fails in a group of three: it hears of it, though others were to be sent what it could not write", () =>
  group(3, async (members, client) => {
    const first = await leaderOf(members)
    expect((await client.sendTo(first.broker().address, TOPIC, "before")).code).toBe(ResponseCode.SUCCESS)
    first.disk.files.fail({ on: "write", path: "commitlog", nth: 1, code: "EIO" })
    expect((await client.sendTo(first.broker().address, TOPIC, "during")).code).not.toBe(ResponseCode.SUCCESS)
    expect(stateOf(first)).toMatchObject({ diskFailed: true, raft: { role: "FOLLOWER" } })
    const others = members.filter((member) => member !== first)
    expect(await readBack(client, (await leaderOf(others)).broker().address)).toEqual(["before"])
  }))

test("a write of a master with ASYNC_FLUSH fails: it is not acked, whatever the disk does later", async () => {
  const [only] = (await startGroup({ size: 1, machine: modes["multi-master"] })) as readonly [TestMember]
  const client = testClient("127.0.0.1:1")
  try {
    const { address } = only.broker()
    expect((await client.sendTo(address, TOPIC, "first")).code).toBe(ResponseCode.SUCCESS)
    only.disk.files.fail({ on: "write", path: "commitlog", nth: 1, code: "EIO" })
    expect((await client.sendTo(address, TOPIC, "second")).code).not.toBe(ResponseCode.SUCCESS)
    expect(stateOf(only)).toMatchObject({ diskFailed: true })
  } finally {
    client.close()
    only.kill()
  }
})
