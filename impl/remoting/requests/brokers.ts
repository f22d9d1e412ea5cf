/**
 * Requests of brokers to name servers. GET_BROKER_CONFIG (26), GET_BROKER_RUNTIME_INFO (28), GET_BROKER_CLUSTER_INFO (106) and
 * GET_ALL_TOPIC_LIST_FROM_NAMESERVER (206) have neither fields nor a body.
 *
 * @module
 */
import { bodyReader, type BodyReader } from "../body-reader.ts"
import { requestName } from "../codes.ts"
import type { RemotingCommand } from "../command.ts"
import { RequestError } from "../errors.ts"
import { bool, header, type HeaderOf, int, long, optional, or, text } from "../header-fields.ts"

/** REGISTER_BROKER (103): `RegisterBrokerRequestHeader`. */
export const registerBroker = header({
  brokerName: text,
  /** host:port. */
  brokerAddr: text,
  clusterName: text,
  /** host:port of the HA stream. */
  haServerAddr: text,
  brokerId: long,
  /** Milliseconds after which to forget the broker; 5.x. */
  heartbeatTimeoutMillis: optional(long),
  enableActingMaster: optional(bool),
  compressed: or(bool, false),
  /** CRC-32 of the body without its top bit; 0: not given. */
  bodyCrc32: or(int, 0)
})

export type RegisterBrokerHeader = HeaderOf<typeof registerBroker>

/** UNREGISTER_BROKER (104): `UnRegisterBrokerRequestHeader`. */
export const unregisterBroker = header({ brokerName: text, brokerAddr: text, clusterName: text, brokerId: long })

export interface TopicConfig {
  readonly topicName: string
  readonly readQueueNums: number
  readonly writeQueueNums: number
  readonly perm: number
  readonly topicFilterType: string
  readonly topicSysFlag: number
  readonly order: boolean
  /** 5.x; in a request that changes them each key begins with + or -. */
  readonly attributes: Readonly<Record<string, string>>
}

export interface DataVersion {
  /** 5.x: the epoch of the writer. */
  readonly stateVersion: number
  /** Milliseconds since 1970. */
  readonly timestamp: number
  readonly counter: number
}

export interface TopicConfigTable {
  readonly dataVersion: DataVersion
  readonly topics: readonly TopicConfig[]
}

/** The body of a 103: a `RegisterBrokerBody`, whose `topicConfigSerializeWrapper` this is. Empty without a body, as RocketMQ has it. */
export const registerBrokerBody = (command: RemotingCommand, { compressed }: RegisterBrokerHeader): TopicConfigTable => {
  if (compressed) throw new RequestError("compressed", `${requestName(command.code)}: a compressed body is not read here. Register with compressedRegister=false.`)
  if (command.body === undefined) return { dataVersion: { stateVersion: 0, timestamp: 0, counter: 0 }, topics: [] }
  return topicConfigTable(bodyReader(command).object("topicConfigSerializeWrapper"))
}

/** A `TopicConfigSerializeWrapper`: also the body that answers GET_ALL_TOPIC_CONFIG (21). */
export const topicConfigTable = (wrapper: BodyReader): TopicConfigTable => {
  const dataVersion = wrapper.object("dataVersion")
  return {
    dataVersion: { stateVersion: dataVersion.number("stateVersion", 0), timestamp: dataVersion.number("timestamp", 0), counter: dataVersion.number("counter", 0) },
    topics: wrapper.members("topicConfigTable").map(([name, topic]) => topicConfig(name, topic))
  }
}

/** A `TopicConfig`; what is absent has that class's default. */
export const topicConfig = (name: string, topic: BodyReader): TopicConfig => ({
  topicName: topic.text("topicName", name),
  readQueueNums: topic.int("readQueueNums", 16),
  writeQueueNums: topic.int("writeQueueNums", 16),
  perm: topic.int("perm", 6),
  topicFilterType: topic.text("topicFilterType", "SINGLE_TAG"),
  topicSysFlag: topic.int("topicSysFlag", 0),
  order: topic.bool("order", false),
  attributes: topic.record("attributes")
})
