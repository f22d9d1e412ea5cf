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

export interface TestClient {
  /** The address of a group's master, as the NameServers have it. */
  readonly master: (brokerName?: string) => Promise<string>
  /** Creates the topic and waits until the NameServers route it. */
  readonly createTopic: (topic: string, queues?: number) => Promise<void>
  /** One attempt at one broker: the answer. Rejects if none comes. */
  readonly sendTo: (address: string, topic: string, body: string, queueId?: number) => Promise<RemotingCommand>
  /** Sends, again and again, until a broker answers SEND_OK. */
  readonly send: (topic: string, body: string) => Promise<void>
  /** Pulls once. */
  readonly pullFrom: (address: string, topic: string, queueId: number, offset: number, extra?: Readonly<Record<string, string>>) => Promise<RemotingCommand>
  /** The bodies of all messages of a topic, queue by queue in their order. */
  readonly readAll: (topic: string) => Promise<readonly string[]>
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

  const sendTo: TestClient["sendTo"] = (address, topic, body, queueId = 0) =>
    ask(
      address,
      RequestCode.SEND_MESSAGE,
      { producerGroup: "test", topic, defaultTopic: "TBW102", defaultTopicQueueNums: "4", queueId: String(queueId), sysFlag: "0", bornTimestamp: String(Date.now()), flag: "0", properties: "" },
      Buffer.from(body)
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

  const readQueue = async (topic: string, queueId: number): Promise<readonly string[]> => {
    const bodies: string[] = []
    for (let offset = 0; ; ) {
      const answer = await until(`${topic}@${queueId} from ${offset} on`, async () => {
        const pulled = await pullFrom(masterIn(await route(topic)), topic, queueId, offset)
        if (pulled.code !== ResponseCode.PULL_NOT_FOUND) must(pulled)
        return pulled
      })
      if (answer.code === ResponseCode.PULL_NOT_FOUND) return bodies
      bodies.push(...bodiesIn(answer.body ?? Buffer.alloc(0)))
      offset = Number(answer.extFields["nextBeginOffset"])
    }
  }

  return {
    master,
    sendTo,
    pullFrom,
    ask,
    createTopic: async (topic, queues = 4) => {
      const number = String(queues)
      await until(`topic ${topic}`, async () => {
        must(await ask(await master(), RequestCode.UPDATE_AND_CREATE_TOPIC, {
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
      await until(`a route of ${topic}`, () => route(topic))
    },
    send: (topic, body) =>
      until(`a send of ${body}`, async () => {
        const known = await route(topic)
        const queues = known.queueDatas[0]?.writeQueueNums ?? 1
        must(await sendTo(masterIn(known), topic, body, turn % queues))
        return true
      }).then(() => {}),
    readAll: async (topic) => {
      const { queueDatas } = await until(`a route of ${topic}`, () => route(topic))
      const all: string[] = []
      for (let queueId = 0; queueId < (queueDatas[0]?.readQueueNums ?? 0); queueId++) all.push(...(await readQueue(topic, queueId)))
      return all
    },
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
