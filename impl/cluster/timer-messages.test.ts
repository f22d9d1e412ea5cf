// Clauses: E13
import { expect, test, vi } from "vitest"
import { validate } from "../cli/validate.ts"
import { decodeProperties, encodeProperties } from "../message/properties.ts"
import { decodeStoredAll } from "../message/stored.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import { until } from "../testing/client.ts"
import { calm, type TestCluster, withCluster } from "../testing/clusters.ts"

const TOPIC = "timed"
const config = { timerPrecisionMs: 100 }

const send = async ({ client }: TestCluster, body: string, properties: Readonly<Record<string, string>>) =>
  client.ask(
    await client.master(),
    RequestCode.SEND_MESSAGE,
    { producerGroup: "p", topic: TOPIC, defaultTopic: "TBW102", defaultTopicQueueNums: "4", queueId: "0", sysFlag: "0", bornTimestamp: String(Date.now()), flag: "0", properties: encodeProperties({ UNIQ_KEY: `ID-${body}`, ...properties }) },
    Buffer.from(body)
  )

const recall = async ({ client }: TestCluster, recallHandle: string | undefined, topic = TOPIC) => client.ask(await client.master(), RequestCode.RECALL_MESSAGE, { producerGroup: "p", topic, recallHandle: recallHandle ?? "" })

const seen = async ({ client }: TestCluster) => {
  const answer = await client.pullFrom(await client.master(), TOPIC, 0, 0)
  return answer.code === ResponseCode.SUCCESS ? decodeStoredAll(answer.body as Buffer) : []
}

const silently = async (run: () => Promise<void>): Promise<void> => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {})
  try {
    await run()
  } finally {
    log.mockRestore()
  }
}

test("a message comes at its time and once, a recalled one never, a crash in between; every step was the spec's", { timeout: 60_000 }, () =>
  silently(() =>
    withCluster({ mode: "multi-master", replicas: 1, flush: "async", config }, async (running) => {
      const { cluster, client, dir } = running
      await client.createTopic(TOPIC)
      const at = Date.now() + 700
      const answers = [await send(running, "soon", { TIMER_DELIVER_MS: String(at) }), await send(running, "never", { TIMER_DELAY_MS: "3500" }), await send(running, "later", { TIMER_DELAY_SEC: "4" })]
      expect(answers.map(({ code }) => code)).toEqual([ResponseCode.SUCCESS, ResponseCode.SUCCESS, ResponseCode.SUCCESS])
      const { recallHandle: handle } = answers[1]?.extFields ?? {}
      expect(Buffer.from(handle ?? "", "base64url").toString()).toMatch(/^v1 timed broker-a \d{13} ID-never$/)
      for (let twice = 0; twice < 2; twice++) expect(await recall(running, handle)).toMatchObject({ code: ResponseCode.SUCCESS, extFields: { msgId: "ID-never" } })
      const [soon] = await until("the first message", async () => ((await seen(running)).length > 0 ? seen(running) : undefined))
      expect(soon?.body.toString()).toBe("soon")
      expect(soon?.storeTimestamp).toBeGreaterThanOrEqual(at)
      expect(decodeProperties(soon?.properties ?? "")).not.toHaveProperty("REAL_TOPIC")
      expect(await recall(running, answers[0]?.extFields["recallHandle"])).toMatchObject({ code: ResponseCode.ILLEGAL_OPERATION, remark: expect.stringContaining("does not wait any more") })
      await cluster.kill("broker-a/n0")
      await cluster.restart("broker-a/n0")
      await until("the last message", async () => ((await seen(running)).length > 1 ? true : undefined))
      expect((await seen(running)).map(({ body }) => body.toString())).toEqual(["soon", "later"])
      await cluster.stop()
      expect(await validate(dir, {})).toBe(0)
    })
  )
)

test("what is no time, what waits too long, and what is no handle, by RocketMQ's codes", { timeout: 60_000 }, () =>
  withCluster({ mode: "multi-master", replicas: 1, flush: "async", config }, async (running) => {
    await running.client.createTopic(TOPIC)
    for (const properties of [{ TIMER_DELIVER_MS: "soon" }, { TIMER_DELAY_SEC: "259201" }, { TIMER_DELAY_MS: "99999999999999999999" }])
      expect(await send(running, "illegal", properties)).toMatchObject({ code: ResponseCode.MESSAGE_ILLEGAL, remark: expect.stringContaining("259200000ms") })
    expect((await send(running, "at once", { TIMER_DELIVER_MS: "5" })).extFields).not.toHaveProperty("recallHandle")
    expect((await seen(running)).map(({ body }) => body.toString())).toEqual(["at once"])
    const handle = (text: string): string => Buffer.from(text).toString("base64url")
    for (const [given, code] of [["", ResponseCode.ILLEGAL_OPERATION], ["!", ResponseCode.ILLEGAL_OPERATION], [handle("v2 timed broker-a 1 ID"), ResponseCode.ILLEGAL_OPERATION], [handle("v1 other broker-a 1 ID"), ResponseCode.ILLEGAL_OPERATION], [handle("v1 timed broker-b 1 ID"), ResponseCode.ILLEGAL_OPERATION], [handle("v1 timed broker-a 1 ID"), ResponseCode.ILLEGAL_OPERATION]] as const)
      expect([given, (await recall(running, given)).code]).toEqual([given, code])
    expect(await recall(running, handle("v1 none broker-a 1 ID"), "none")).toMatchObject({ code: ResponseCode.TOPIC_NOT_EXIST })
  })
)

test("dledger: the leader dies before the time has come, and the next one delivers, and remembers what was recalled", { timeout: 60_000 }, () =>
  withCluster({ mode: "dledger", config: { ...calm, ...config } }, async (running) => {
    const { cluster, client } = running
    await client.createTopic(TOPIC)
    await send(running, "late", { TIMER_DELAY_MS: "4000" })
    const { extFields } = await send(running, "never", { TIMER_DELAY_MS: "3900" })
    expect((await recall(running, extFields["recallHandle"])).code).toBe(ResponseCode.SUCCESS)
    await cluster.kill(await cluster.find("broker-a/leader"))
    await until("the message", async () => ((await seen(running)).length > 0 ? true : undefined))
    expect((await seen(running)).map(({ body }) => body.toString())).toEqual(["late"])
  })
)
