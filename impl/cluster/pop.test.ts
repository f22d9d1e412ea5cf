import { expect, test, vi } from "vitest"
import { validate } from "../cli/validate.ts"
import { decodeProperties } from "../message/properties.ts"
import { decodeStoredAll } from "../message/stored.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import type { RemotingCommand } from "../remoting/command.ts"
import { until } from "../testing/client.ts"
import { calm, type TestCluster, withCluster } from "../testing/clusters.ts"

const TOPIC = "popped"
const GROUP = "g"

interface PoppedMessage {
  readonly body: string
  readonly topic: string
  readonly queueId: number
  readonly queueOffset: number
  readonly reconsumeTimes: number
  /** As the stock client makes it, or finds it in the message. */
  readonly handle: string
}

/** As `MQClientAPIImpl.processPopResponse` reads an answer. */
const messagesIn = ({ extFields, body }: RemotingCommand): readonly PoppedMessage[] => {
  const starts = new Map((extFields["startOffsetInfo"] ?? "").split(";").map((part) => part.split(" ")).map(([retry, queueId, start]) => [`${retry} ${queueId}`, start] as const))
  return decodeStoredAll(body ?? Buffer.alloc(0)).map(({ body: content, topic, queueId, queueOffset, reconsumeTimes, properties }) => ({
    body: content.toString(),
    topic,
    queueId,
    queueOffset,
    reconsumeTimes,
    handle: decodeProperties(properties)["POP_CK"] ?? [starts.get(`0 ${queueId}`), extFields["popTime"], extFields["invisibleTime"], extFields["reviveQid"], 0, "broker-a", queueId, queueOffset].join(" ")
  }))
}

const pop = async ({ client }: TestCluster, fields: Readonly<Record<string, string>> = {}) =>
  client.ask(await client.master(), RequestCode.POP_MESSAGE, { consumerGroup: GROUP, topic: TOPIC, queueId: "-1", maxMsgNums: "32", invisibleTime: "60000", pollTime: "0", bornTime: String(Date.now()), initMode: "0", expType: "TAG", exp: "*", order: "false", ...fields })

/** Pops until there is something; what was popped before comes at the end of its invisible time. */
const popSome = (running: TestCluster, fields: Readonly<Record<string, string>> = {}) =>
  until("a popped message", async () => {
    const answer = await pop(running, { pollTime: "1000", ...fields })
    return answer.code === ResponseCode.SUCCESS ? messagesIn(answer) : undefined
  })

/** The handle has the topic that it was popped from: what came again is acked there. */
const realTopic = ({ handle }: PoppedMessage): string => (handle.split(" ")[4] === "1" ? `%RETRY%${GROUP}_${TOPIC}` : TOPIC)

const about = (message: PoppedMessage) => ({ consumerGroup: GROUP, topic: realTopic(message), queueId: String(message.queueId), offset: String(message.queueOffset), extraInfo: message.handle })

const ack = async ({ client }: TestCluster, message: PoppedMessage) => client.ask(await client.master(), RequestCode.ACK_MESSAGE, about(message))

/** One master, whose every step was the spec's. */
const withMaster = async (use: (running: TestCluster) => Promise<void>): Promise<void> => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {})
  try {
    await withCluster({ mode: "multi-master", replicas: 1, flush: "async" }, async (running) => {
      await use(running)
      await running.cluster.stop()
      expect(await validate(running.dir, {})).toBe(0)
    })
  } finally {
    log.mockRestore()
  }
}

test("multi-master: popped, acked, given more time, again after its time, and dead after the last; every step was the spec's", { timeout: 60_000 }, () =>
  withMaster(async (running) => {
    const { client } = running
    await client.createTopic(TOPIC, 2)
    const master = await client.master()
    await client.ask(master, RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, {}, Buffer.from(JSON.stringify({ groupName: GROUP, retryMaxTimes: 1, retryQueueNums: 1 })))
    expect(await pop(running)).toMatchObject({ code: ResponseCode.POLLING_TIMEOUT, extFields: { restNum: "0", invisibleTime: "60000" } })
    expect(await pop(running, { topic: "none" })).toMatchObject({ code: ResponseCode.TOPIC_NOT_EXIST })
    expect(await pop(running, { maxMsgNums: "33" })).toMatchObject({ code: ResponseCode.INVALID_PARAMETER })
    // It waits for a message, and gets it.
    const waiting = pop(running, { pollTime: "20000" })
    await client.send(TOPIC, "first")
    const [first] = messagesIn(await waiting)
    expect(first).toMatchObject({ body: "first", topic: TOPIC, reconsumeTimes: 0 })
    expect(await pop(running)).toMatchObject({ code: ResponseCode.POLLING_TIMEOUT })
    expect((await ack(running, first as PoppedMessage)).code).toBe(ResponseCode.SUCCESS)
    expect(await client.ask(master, RequestCode.ACK_MESSAGE, { ...about(first as PoppedMessage), extraInfo: "0 x" })).toMatchObject({ code: ResponseCode.SYSTEM_ERROR, remark: expect.stringContaining("extraInfo") })
    // More time: the old handle stands for nothing then.
    for (const body of ["a", "b", "c"]) await client.send(TOPIC, body)
    const three = [...(await popSome(running))]
    while (three.length < 3) three.push(...(await popSome(running)))
    expect(three.map(({ body }) => body).sort()).toEqual(["a", "b", "c"])
    const [one, two, other] = three as [PoppedMessage, PoppedMessage, PoppedMessage]
    const changed = await client.ask(master, RequestCode.CHANGE_MESSAGE_INVISIBLETIME, { ...about(one), invisibleTime: "200" })
    expect(changed).toMatchObject({ code: ResponseCode.SUCCESS, extFields: { invisibleTime: "200", reviveQid: "0" } })
    expect(await client.ask(master, RequestCode.CHANGE_MESSAGE_INVISIBLETIME, { ...about(one), invisibleTime: "200" })).toMatchObject({ code: ResponseCode.NO_MESSAGE })
    const batch = [two, other].map(({ queueId, queueOffset, handle }) => ({ c: GROUP, t: TOPIC, r: "0", so: Number(handle.split(" ")[0]), q: queueId, rq: 0, pt: Number(handle.split(" ")[1]), it: 60_000, b: bitSet(queueOffset - Number(handle.split(" ")[0])) }))
    expect((await client.ask(master, RequestCode.BATCH_ACK_MESSAGE, {}, Buffer.from(JSON.stringify({ brokerName: "broker-a", acks: batch })))).code).toBe(ResponseCode.SUCCESS)
    // It comes again as a message of its topic, once more counted, and nothing else does.
    const [again] = await popSome(running, { invisibleTime: "200" })
    expect(again).toMatchObject({ body: one.body, topic: TOPIC, reconsumeTimes: 1 })
    expect((await ack(running, one)).code).toBe(ResponseCode.SUCCESS)
    // Not acked the last time, it is dead.
    const dead = await until("the dead message", async () => (await client.readAllStored(`%DLQ%${GROUP}`))[0])
    const [{ properties = "", reconsumeTimes = 0 } = {}] = decodeStoredAll(dead)
    expect([decodeProperties(properties)["RETRY_TOPIC"], reconsumeTimes]).toEqual([TOPIC, 2])
    expect(await pop(running)).toMatchObject({ code: ResponseCode.POLLING_TIMEOUT })
  })
)

test("multi-master: a peek takes nothing, a notification tells what there is, who waits is counted, and a group is sent back", { timeout: 60_000 }, () =>
  withMaster(async (running) => {
    const { client } = running
    await client.createTopic(TOPIC, 1)
    const master = await client.master()
    const ask = (code: number, fields: Readonly<Record<string, string>> = {}) => client.ask(master, code, { consumerGroup: GROUP, topic: TOPIC, queueId: "0", ...fields })
    const peek = async () => messagesIn(await ask(RequestCode.PEEK_MESSAGE, { maxMsgNums: "8" })).map(({ body }) => body)
    const hasMessages = async (pollTime = "0") => (await ask(RequestCode.NOTIFICATION, { pollTime, bornTime: String(Date.now()), order: "false" })).extFields["hasMsg"]
    const bodies = (messages: readonly PoppedMessage[]) => messages.map(({ body }) => body)
    await client.ask(master, RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, {}, Buffer.from(JSON.stringify({ groupName: GROUP, retryQueueNums: 1 })))
    expect(await hasMessages()).toBe("false")
    const waiting = async () => (await ask(RequestCode.POLLING_INFO, { consumerGroup: "other" })).extFields["pollingNum"]
    const [told, popped] = [hasMessages("20000"), pop(running, { consumerGroup: "other", queueId: "0", pollTime: "20000" })]
    await until("a pop that waits", async () => ((await waiting()) === "1" ? true : undefined))
    for (const body of ["a", "b"]) await client.sendTo(master, TOPIC, body, 0)
    expect([await told, (await popped).code, await waiting()]).toEqual(["true", ResponseCode.SUCCESS, "0"])
    expect([await peek(), await peek()]).toEqual([["a", "b"], ["a", "b"]])
    expect(bodies(await popSome(running))).toEqual(["a", "b"])
    expect([await peek(), await hasMessages()]).toEqual([[], "false"])
    // Sent back, it has them all again; what was handed out before is not handed out a third time.
    expect((await client.ask(master, RequestCode.INVOKE_BROKER_TO_RESET_OFFSET, { topic: TOPIC, group: GROUP, timestamp: "0", isForce: "true" })).code).toBe(ResponseCode.SUCCESS)
    const again = await popSome(running)
    expect(bodies(again)).toEqual(["a", "b"])
    for (const message of again) expect((await ack(running, message)).code).toBe(ResponseCode.SUCCESS)
    expect(await pop(running)).toMatchObject({ code: ResponseCode.POLLING_TIMEOUT })
  })
)

test("multi-master: in order, a queue gives nothing more until what it gave is acked or its time is over, and then goes on from there", { timeout: 60_000 }, () =>
  withMaster(async (running) => {
    const { client } = running
    await client.createTopic(TOPIC, 1)
    const master = await client.master()
    for (const body of ["a", "b", "c"]) await client.sendTo(master, TOPIC, body, 0)
    const inOrder = (fields: Readonly<Record<string, string>> = {}) => pop(running, { order: "true", maxMsgNums: "2", ...fields })
    const bodies = (answer: RemotingCommand) => messagesIn(answer).map(({ body }) => body)
    const first = await inOrder({ attemptId: "one" })
    expect([bodies(first), first.extFields["reviveQid"], first.extFields["orderCountInfo"]]).toEqual([["a", "b"], "999", "0 0 0"])
    expect(await inOrder()).toMatchObject({ code: ResponseCode.POLLING_TIMEOUT, extFields: { restNum: "0" } })
    // The same attempt, whose answer did not come.
    const same = await inOrder({ attemptId: "one" })
    expect([bodies(same), same.extFields["orderCountInfo"]]).toEqual([["a", "b"], "0 0 0"])
    const [a, b] = messagesIn(same) as [PoppedMessage, PoppedMessage]
    // Acked in another order than it was popped in: what is acked does not come again, what is not does, before anything else.
    expect((await ack(running, b)).code).toBe(ResponseCode.SUCCESS)
    expect(await inOrder()).toMatchObject({ code: ResponseCode.POLLING_TIMEOUT })
    const changed = await client.ask(master, RequestCode.CHANGE_MESSAGE_INVISIBLETIME, { ...about(a), invisibleTime: "50" })
    expect(changed).toMatchObject({ code: ResponseCode.SUCCESS, extFields: { reviveQid: "999" } })
    const next = await inOrder({ pollTime: "20000" })
    expect([bodies(next), next.extFields["orderCountInfo"]]).toEqual([["a"], "0 qo0%0 1;0 0 1"])
    // Acked, the queue is free at once for whoever waits.
    const waiting = inOrder({ pollTime: "20000" })
    for (const message of messagesIn(next)) expect((await ack(running, message)).code).toBe(ResponseCode.SUCCESS)
    expect(bodies(await waiting)).toEqual(["c"])
  })
)

/** A Java `BitSet` with one bit, in Base64. */
const bitSet = (bit: number): string => {
  const bytes = Buffer.alloc((bit >> 3) + 1)
  bytes[bit >> 3] = 1 << (bit & 7)
  return bytes.toString("base64")
}

test("dledger: the leader dies, and the next one knows which queue is locked, and from where it goes on", { timeout: 60_000 }, () =>
  withCluster({ mode: "dledger", config: calm }, async (running) => {
    const { client, cluster } = running
    await client.createTopic(TOPIC, 1)
    for (const body of ["a", "b"]) await client.sendTo(await client.master(), TOPIC, body, 0)
    const [a] = messagesIn(await pop(running, { order: "true", maxMsgNums: "1", invisibleTime: "30000" })) as [PoppedMessage]
    await cluster.kill(await cluster.find("broker-a/leader"))
    await until("an answer of the next leader", async () => ((await pop(running, { order: "true" })).code === ResponseCode.POLLING_TIMEOUT ? true : undefined))
    expect((await ack(running, a)).code).toBe(ResponseCode.SUCCESS)
    expect((await popSome(running, { order: "true" })).map(({ body }) => body)).toEqual(["b"])
  })
)

test("dledger: the leader dies, and the next one knows what was handed out and what was acked", { timeout: 60_000 }, () =>
  withCluster({ mode: "dledger", config: calm }, async (running) => {
    const { client, cluster } = running
    await client.createTopic(TOPIC, 1)
    for (const body of ["acked", "kept", "left"]) await client.sendTo(await client.master(), TOPIC, body, 0)
    const popped = await popSome(running, { invisibleTime: "30000" })
    expect(popped.map(({ body }) => body)).toEqual(["acked", "kept", "left"])
    const [first, second, third] = popped as [PoppedMessage, PoppedMessage, PoppedMessage]
    expect((await ack(running, first)).code).toBe(ResponseCode.SUCCESS)
    await cluster.kill(await cluster.find("broker-a/leader"))
    // At the next leader the handles stand for what they stood for, and nobody else has the messages.
    await until("an answer of the next leader", async () => ((await ack(running, second)).code === ResponseCode.SUCCESS ? true : undefined))
    expect(await pop(running)).toMatchObject({ code: ResponseCode.POLLING_TIMEOUT })
    const changed = await client.ask(await client.master(), RequestCode.CHANGE_MESSAGE_INVISIBLETIME, { ...about(third), invisibleTime: "100" })
    expect(changed.code).toBe(ResponseCode.SUCCESS)
    expect((await popSome(running)).map(({ body, reconsumeTimes }) => [body, reconsumeTimes])).toEqual([["left", 1]])
  })
)
