/**
 * What one NameServer knows: only what brokers told this very one (A2). All of it is gone after a restart, but the KV
 * configuration.
 *
 * An address stands under one brokerId of one brokerName, and has one live entry exactly as long as it stands.
 * `clusterAddrTable` is not kept: it follows from `brokerAddrTable`.
 *
 * RocketMQ `RouteInfoManager`, `KVConfigManager`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Schema from "effect/Schema"
import { Term } from "../vocabulary.ts"
import { NameServerConfig } from "./config.ts"

const queueData = {
  readQueueNums: Schema.Int,
  writeQueueNums: Schema.Int,
  perm: Schema.Int,
  topicSysFlag: Schema.Int
}

/** A topic's queues on one broker. RocketMQ `QueueData`. */
export const TopicQueue = Schema.Struct({
  ...queueData,
  /** What the master published; an operator's wipe of `perm` lasts while this stays as it is. */
  publishedPerm: Schema.Int
})
export type TopicQueue = typeof TopicQueue.Type

/** The addresses of one brokerName, ascending in brokerId. RocketMQ `BrokerData`. */
export const BrokerAddrs = Schema.Struct({
  cluster: Schema.String,
  addrs: Schema.Array(Schema.Tuple([Schema.Int, Schema.String]))
})
export type BrokerAddrs = typeof BrokerAddrs.Type

/** A live registration. RocketMQ `BrokerLiveInfo`. */
export const BrokerLive = Schema.Struct({
  /** The connection that it came over. */
  channel: Schema.String,
  /** Term of the role it announced; RocketMQ's `DataVersion.stateVersion`. 0 where roles have no terms. */
  term: Term,
  haServerAddr: Schema.String,
  brokerName: Schema.String,
  brokerId: Schema.Int
})
export type BrokerLive = typeof BrokerLive.Type

export const NameServer = Schema.Struct({
  config: NameServerConfig,
  /** topic → brokerName → queues. */
  topicQueueTable: Schema.HashMap(Schema.String, Schema.HashMap(Schema.String, TopicQueue)),
  /** brokerName → addresses. */
  brokerAddrTable: Schema.HashMap(Schema.String, BrokerAddrs),
  /** address → registration. */
  brokerLiveTable: Schema.HashMap(Schema.String, BrokerLive),
  /** namespace → key → value. */
  kvConfig: Schema.HashMap(Schema.String, Schema.HashMap(Schema.String, Schema.String))
})
export type NameServer = typeof NameServer.Type

export const initialNameServer = (config: NameServerConfig): NameServer => ({
  config,
  topicQueueTable: HashMap.empty(),
  brokerAddrTable: HashMap.empty(),
  brokerLiveTable: HashMap.empty(),
  kvConfig: HashMap.empty()
})

/** One brokerName, as routes show it. */
export const BrokerData = Schema.Struct({
  cluster: Schema.String,
  brokerName: Schema.String,
  /** By brokerId; "0" is the master. */
  brokerAddrs: Schema.Record(Schema.String, Schema.String)
})
export type BrokerData = typeof BrokerData.Type

export const QueueData = Schema.Struct({ brokerName: Schema.String, ...queueData })
export type QueueData = typeof QueueData.Type

/** Where a topic is, both lists ascending in brokerName. RocketMQ `TopicRouteData`. */
export const RouteData = Schema.Struct({
  brokerDatas: Schema.Array(BrokerData),
  queueDatas: Schema.Array(QueueData)
})
export type RouteData = typeof RouteData.Type
