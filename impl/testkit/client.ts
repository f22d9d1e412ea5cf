/**
 * A small RocketMQ client for tests, over real sockets: it looks routes up, sends until it is answered SEND_OK, and reads
 * everything back. It has no clever parts, so that a test that fails points at the brokers.
 *
 * @module
 */
import { parseAddress } from "../layers/network.ts"
import { nodeNetwork } from "../layers/node-network.ts"
import { type RemotingClient, remotingClient } from "../remoting/client.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import type { RemotingCommand } from "../remoting/command.ts"

/** Where a message was stored. */
export interface SentTo {
  readonly brokerName: string
  readonly queueId: number
  readonly queueOffset: number
  /** The offset id: broker and place in its log. */
  readonly msgId: string
}

export interface TestClient {
  /** The address of a group's master, as the NameServers have it. */
  readonly master: (brokerName?: string) => Promise<string>
  /** Creates the topic and waits until the NameServers route it. */
  readonly createTopic: (topic: string, queues?: number) => Promise<void>
  /** One attempt at one broker: the answer. Rejects if none comes. `properties` as text. */
  readonly sendTo: (address: string, topic: string, body: string | Buffer, queueId?: number, properties?: string) => Promise<RemotingCommand>
  /** Sends, again and again, until a broker answers SEND_OK; to one master after the other. Where it then is. */
  readonly send: (topic: string, body: string | Buffer, properties?: string) => Promise<SentTo>
  /** Pulls once. */
  readonly pullFrom: (address: string, topic: string, queueId: number, offset: number, extra?: Readonly<Record<string, string>>) => Promise<RemotingCommand>
  /** The bodies of all messages of a topic, queue by queue in their order. */
  readonly readAll: (topic: string) => Promise<readonly string[]>
  /** All messages of a topic as they are stored, several in one buffer. */
  readonly readAllStored: (topic: string) => Promise<readonly Buffer[]>
  /** Any request. */
  readonly ask: (address: string, code: number, fields: Readonly<Record<string, string>>, body?: Buffer) => Promise<RemotingCommand>
  readonly close: () => void
}

/** One answer may take this long: only a broker that is cut off or paused needs so much. */
const ANSWER_MS = 2_000
/** A group may take this long to serve again. */
const PATIENCE_MS = 60_000

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Tries until it works. */
export const until = async <T>(what: string, attempt: () => Promise<T | undefined>): Promise<T> => {
  const deadline = Date.now() + PATIENCE_MS
  for (let last = "nothing came of it"; ; ) {
    try {
      const value = await attempt()
      if (value !== undefined) return value
    } catch (error) {
      last = (error as Error).message
    }
    if (Date.now() > deadline) throw new Error(`${what}: not within ${PATIENCE_MS} ms: ${last}`)
    await sleep(10)
  }
}

interface Route {
  readonly brokerDatas: readonly { readonly brokerName: string; readonly brokerAddrs: Readonly<Record<string, string>> }[]
  readonly queueDatas: readonly { readonly brokerName: string; readonly readQueueNums: number; readonly writeQueueNums: number }[]
}

/** `namesrvAddr`: one address or several, separated by semicolons. */
export const testClient = (namesrvAddr: string): TestClient => {
  const nameServers = namesrvAddr.split(";")
  const clients = new Map<string, RemotingClient>()
  let turn = 0

  const ask: TestClient["ask"] = async (address, code, fields, body) => {
    let client = clients.get(address)
    if (client === undefined) clients.set(address, (client = remotingClient(nodeNetwork, parseAddress(address))))
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        clients.delete(address)
        client.close()
        reject(new Error(`${address} does not answer`))
      }, ANSWER_MS)
    })
    try {
      return await Promise.race([client.ask(code, fields, body), late])
    } finally {
      clearTimeout(timer)
    }
  }

  const must = ({ code, remark }: RemotingCommand): void => {
    if (code !== ResponseCode.SUCCESS) throw new Error(`code ${code}: ${remark ?? ""}`)
  }

  const route = async (topic: string): Promise<Route> => {
    const answer = await ask(nameServers[turn++ % nameServers.length] as string, RequestCode.GET_ROUTEINFO_BY_TOPIC, { topic })
    must(answer)
    return JSON.parse(answer.body?.toString() ?? "") as Route
  }

  const masterIn = ({ brokerDatas }: Route, brokerName?: string): string => {
    const found = brokerDatas.find((data) => (brokerName === undefined || data.brokerName === brokerName) && data.brokerAddrs["0"] !== undefined)
    if (found === undefined) throw new Error("no master is registered")
    return found.brokerAddrs["0"] as string
  }

  const master: TestClient["master"] = (brokerName) => until("a master", async () => masterIn(await route("TBW102"), brokerName))

  const sendTo: TestClient["sendTo"] = (address, topic, body, queueId = 0, properties = "") =>
    ask(
      address,
      RequestCode.SEND_MESSAGE,
      { producerGroup: "test", topic, defaultTopic: "TBW102", defaultTopicQueueNums: "4", queueId: String(queueId), sysFlag: "0", bornTimestamp: String(Date.now()), flag: "0", properties },
      typeof body === "string" ? Buffer.from(body) : body
    )

  const pullFrom: TestClient["pullFrom"] = (address, topic, queueId, offset, extra = {}) =>
    ask(address, RequestCode.PULL_MESSAGE, {
      consumerGroup: "test-readers",
      topic,
      queueId: String(queueId),
      queueOffset: String(offset),
      maxMsgNums: "32",
      sysFlag: "4",
      commitOffset: "0",
      suspendTimeoutMillis: "0",
      subscription: "*",
      subVersion: "0",
      ...extra
    })

  const readQueue = async (topic: string, brokerName: string, queueId: number): Promise<readonly Buffer[]> => {
    const stored: Buffer[] = []
    for (let offset = 0; ; ) {
      const answer = await until(`${topic}@${queueId} of ${brokerName} from ${offset} on`, async () => {
        const pulled = await pullFrom(masterIn(await route(topic), brokerName), topic, queueId, offset)
        if (pulled.code !== ResponseCode.PULL_NOT_FOUND && pulled.code !== ResponseCode.PULL_OFFSET_MOVED) must(pulled)
        return pulled
      })
      if (answer.code === ResponseCode.PULL_NOT_FOUND) return stored
      if (answer.body !== undefined && answer.body.length > 0) stored.push(answer.body)
      offset = Number(answer.extFields["nextBeginOffset"])
    }
  }

  const readAllStored: TestClient["readAllStored"] = async (topic) => {
    const { queueDatas } = await until(`a route of ${topic}`, () => route(topic))
    const all: Buffer[] = []
    for (const { brokerName, readQueueNums } of queueDatas) for (let queueId = 0; queueId < readQueueNums; queueId++) all.push(...(await readQueue(topic, brokerName, queueId)))
    return all
  }

  return {
    master,
    sendTo,
    pullFrom,
    ask,
    createTopic: async (topic, queues = 4) => {
      const number = String(queues)
      // The topic that every broker has: it names them all.
      const { brokerDatas } = await until("brokers", () => route("TBW102"))
      for (const { brokerName } of brokerDatas)
        await until(`topic ${topic} at ${brokerName}`, async () => {
          must(await ask(await master(brokerName), RequestCode.UPDATE_AND_CREATE_TOPIC, {
            topic,
            defaultTopic: "TBW102",
            readQueueNums: number,
            writeQueueNums: number,
            perm: "6",
            topicFilterType: "SINGLE_TAG",
            topicSysFlag: "0",
            order: "false"
          }))
          return true
        })
      await until(`a route of ${topic}`, async () => ((await route(topic)).queueDatas.length >= brokerDatas.length ? true : undefined))
    },
    send: (topic, body, properties) =>
      until(`a send to ${topic}`, async () => {
        const known = await route(topic)
        const queues = known.queueDatas.filter(({ writeQueueNums }) => writeQueueNums > 0)
        const { brokerName, writeQueueNums } = queues[turn % queues.length] ?? { brokerName: "", writeQueueNums: 1 }
        const answer = await sendTo(masterIn(known, brokerName), topic, body, Math.floor(turn / queues.length) % writeQueueNums, properties)
        must(answer)
        const { queueId, queueOffset, msgId = "" } = answer.extFields
        return { brokerName, queueId: Number(queueId), queueOffset: Number(queueOffset), msgId }
      }),
    readAll: async (topic) => (await readAllStored(topic)).flatMap(bodiesIn),
    readAllStored,
    close: () => {
      for (const client of clients.values()) client.close()
    }
  }
}

const BODY_LENGTH_AT = 84

/** Bodies of stored messages, one after the other, of IPv4 hosts. */
export const bodiesIn = (stored: Buffer): readonly string[] => {
  const bodies: string[] = []
  for (let at = 0; at < stored.length; at += stored.readInt32BE(at)) {
    const length = stored.readInt32BE(at + BODY_LENGTH_AT)
    bodies.push(stored.toString("utf8", at + BODY_LENGTH_AT + 4, at + BODY_LENGTH_AT + 4 + length))
  }
  return bodies
}
