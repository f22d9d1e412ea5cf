/**
 * What a cluster is and how it does, asked of its NameServers and brokers as mqadmin asks them: of ours and of RocketMQ's own.
 *
 * @module
 */
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import { entriesOf, parseFastJsonBody } from "../remoting/fastjson.ts"

/** Asks the server at an address; rejects if it does not answer. */
export type Ask = (address: string, code: number, fields: Readonly<Record<string, string>>) => Promise<{ readonly code: number; readonly body?: Buffer | undefined }>

export interface BrokerRow {
  readonly brokerName: string
  /** 0: the master. */
  readonly brokerId: number
  readonly address: string
  /** What it says that it is; `undefined`: it does not answer. */
  readonly role: string | undefined
  readonly version: string
  /** Messages a second, of the last ten seconds. */
  readonly inTps: number
  readonly outTps: number
  /** Bytes of messages in its log. */
  readonly logBytes: number
  /** Bytes that are not on its disk yet, as it says it. */
  readonly toFlush: string
  /** How full its disk is, 0–1. */
  readonly disk: number
}

export interface TopicRow {
  readonly topic: string
  readonly queues: number
  /** That are kept. */
  readonly messages: number
  /** Milliseconds since 1970; 0: none came. */
  readonly lastCame: number
}

export interface GroupRow {
  readonly group: string
  readonly topic: string
  readonly members: number
  /** CLUSTERING or BROADCASTING; empty: nobody is connected. */
  readonly model: string
  /** Messages that it has not consumed. */
  readonly lag: number
  /** Messages a second. */
  readonly tps: number
  /** When the last message that it consumed was stored, milliseconds since 1970; 0: none. */
  readonly lastConsumed: number
}

export interface Overview {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly nameServers: readonly { readonly address: string; readonly up: boolean }[]
  readonly brokers: readonly BrokerRow[]
  readonly topics: readonly TopicRow[]
  readonly groups: readonly GroupRow[]
}

type Json = Readonly<Record<string, unknown>>

const number = (value: unknown): number => (Number.isFinite(Number(value)) ? Number(value) : 0)

const text = (value: unknown): string => (typeof value === "string" ? value : "")

/** The first of the figures of ten seconds, a minute and ten minutes. */
const first = (value: unknown): number => number(text(value).split(" ")[0])

/** A list or map that may be missing. */
const members = (value: unknown): readonly (readonly [unknown, unknown])[] => (value === undefined || value === null ? [] : entriesOf(value))

/** The answer's body; an empty one, if the server refuses or is gone. */
const bodyOf = async (ask: Ask, address: string, code: number, fields: Readonly<Record<string, string>> = {}): Promise<Json | undefined> => {
  try {
    const answer = await ask(address, code, fields)
    return answer.code === ResponseCode.SUCCESS && answer.body !== undefined ? (parseFastJsonBody(answer.body) as Json) : {}
  } catch {
    return undefined
  }
}

const brokerRow = async (ask: Ask, brokerName: string, brokerId: number, address: string): Promise<BrokerRow> => {
  const table = ((await bodyOf(ask, address, RequestCode.GET_BROKER_RUNTIME_INFO))?.["table"] ?? undefined) as Json | undefined
  const told = table ?? {}
  return {
    brokerName,
    brokerId,
    address,
    role: table === undefined ? undefined : text(told["dLegerRole"] ?? told["brokerRole"] ?? (brokerId === 0 ? "MASTER" : "SLAVE")),
    version: text(told["brokerVersionDesc"]).replace(/^V/, "").replaceAll("_", "."),
    inTps: first(told["putTps"]),
    outTps: first(told["getTransferredTps"] ?? told["getTransferedTps"]),
    logBytes: number(told["commitLogMaxOffset"]) - number(told["commitLogMinOffset"]),
    toFlush: text(told["remainHowManyDataToFlush"]),
    disk: number(told["commitLogDiskRatio"])
  }
}

interface Sum {
  queues: number
  messages: number
  lastCame: number
}

/** Topics of nobody's application. */
const isOwn = (topic: string): boolean => /^(RMQ_SYS_|rmq_sys_|SCHEDULE_TOPIC_XXXX$|TBW102$|SELF_TEST_TOPIC$|OFFSET_MOVED_EVENT$|TRANS_CHECK_MAX_TIME_TOPIC$|BenchmarkTest$)/.test(topic)

const topicsOn = async (ask: Ask, address: string, clusterNames: ReadonlySet<string>, sums: Map<string, Sum>): Promise<void> => {
  const table = (await bodyOf(ask, address, RequestCode.GET_ALL_TOPIC_CONFIG))?.["topicConfigTable"]
  for (const [name] of members(table)) {
    const topic = String(name)
    if (isOwn(topic) || clusterNames.has(topic) || topic.endsWith("_REPLY_TOPIC")) continue
    const sum = sums.get(topic) ?? { queues: 0, messages: 0, lastCame: 0 }
    sums.set(topic, sum)
    for (const [, offsets] of members((await bodyOf(ask, address, RequestCode.GET_TOPIC_STATS_INFO, { topic }))?.["offsetTable"])) {
      const { maxOffset, minOffset, lastUpdateTimestamp } = offsets as Json
      sum.queues++
      sum.messages += number(maxOffset) - number(minOffset)
      sum.lastCame = Math.max(sum.lastCame, number(lastUpdateTimestamp))
    }
  }
}

type Progress = { -readonly [K in keyof GroupRow]: GroupRow[K] }

const groupsOn = async (ask: Ask, address: string, rows: Map<string, Progress>, seen: Map<string, Set<string>>): Promise<void> => {
  const list = (await bodyOf(ask, address, RequestCode.GET_BROKER_CONSUME_STATS, { isOrder: "false" }))?.["consumeStatsList"]
  for (const [, byGroup] of members(Object.assign({}, list)))
    for (const [name, stats] of members(byGroup)) {
      const group = String(name)
      const connected = seen.get(group) ?? new Set<string>()
      seen.set(group, connected)
      const told = (await bodyOf(ask, address, RequestCode.GET_CONSUMER_CONNECTION_LIST, { consumerGroup: group })) ?? {}
      for (const [, each] of members(Object.assign({}, told["connectionSet"]))) connected.add(text((each as Json)["clientId"]))
      for (const each of stats as readonly Json[]) note(rows, group, each, connected.size, text(told["messageModel"]))
    }
}

const note = (rows: Map<string, Progress>, group: string, stats: Json, connected: number, model: string): void => {
  let counted = false
  for (const [queue, offsets] of members(stats["offsetTable"])) {
    const topic = text(queue instanceof Map ? queue.get("topic") : (queue as Json)["topic"])
    const { brokerOffset, consumerOffset, lastTimestamp } = offsets as Json
    const key = `${group} ${topic}`
    const row = rows.get(key) ?? { group, topic, members: 0, model: "", lag: 0, tps: 0, lastConsumed: 0 }
    rows.set(key, row)
    row.members = Math.max(row.members, connected)
    row.model = model === "" ? row.model : model
    row.lag += Math.max(0, number(brokerOffset) - number(consumerOffset))
    row.lastConsumed = Math.max(row.lastConsumed, number(lastTimestamp))
    if (!counted) row.tps += number(stats["consumeTps"])
    counted = true
  }
}

/** `now`: milliseconds since 1970. Rejects if no NameServer answers. */
export const gather = async (ask: Ask, nameServers: readonly string[], now: number): Promise<Overview> => {
  const infos = await Promise.all(nameServers.map((address) => bodyOf(ask, address, RequestCode.GET_BROKER_CLUSTER_INFO)))
  const info = infos.find((each) => each !== undefined)
  if (info === undefined) throw new Error(`no NameServer answers at ${nameServers.join(" or ")}`)
  const addresses = members(info["brokerAddrTable"]).flatMap(([name, data]) =>
    members((data as Json)["brokerAddrs"]).map(([id, address]) => ({ brokerName: String(name), brokerId: Number(id), address: text(address) }))
  )
  const brokers = await Promise.all(addresses.map(({ brokerName, brokerId, address }) => brokerRow(ask, brokerName, brokerId, address)))
  const own = new Set([...brokers.map(({ brokerName }) => brokerName), ...members(info["clusterAddrTable"]).map(([name]) => String(name))])
  const topics = new Map<string, Sum>()
  const groups = new Map<string, Progress>()
  const seen = new Map<string, Set<string>>()
  for (const { brokerId, role, address } of brokers) {
    if (brokerId !== 0 || role === undefined) continue
    await topicsOn(ask, address, own, topics)
    await groupsOn(ask, address, groups, seen)
  }
  const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  return {
    at: now,
    nameServers: nameServers.map((address, i) => ({ address, up: infos[i] !== undefined })),
    brokers: [...brokers].sort((a, b) => byName(a.brokerName, b.brokerName) || a.brokerId - b.brokerId),
    topics: [...topics].map(([topic, sum]) => ({ topic, ...sum })).sort((a, b) => byName(a.topic, b.topic)),
    groups: [...groups.values()].sort((a, b) => byName(a.group, b.group) || byName(a.topic, b.topic))
  }
}
