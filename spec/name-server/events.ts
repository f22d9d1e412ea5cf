/**
 * Everything that can happen to a NameServer. One event, one rule, one file.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { TopicConfig } from "../broker/state.ts"
import { RequestId, Term } from "../vocabulary.ts"

const request = { request: RequestId }
/** The connection that it came over. */
const channel = { channel: Schema.String }

const timers = {
  /** The broker at this address has not registered again for too long. */
  BrokerExpired: { brokerAddr: Schema.String }
} as const

export const NameServerTimer = Schema.TaggedUnion(timers)
export type NameServerTimer = typeof NameServerTimer.Type

const broker = {
  clusterName: Schema.String,
  brokerName: Schema.String,
  /** 0 = master. */
  brokerId: Schema.Int,
  brokerAddr: Schema.String
}

const brokers = {
  RegisterBroker: {
    ...request,
    ...channel,
    ...broker,
    haServerAddr: Schema.String,
    /** Term of this role (`stateVersion`); 0 from a broker that has none. */
    term: Term,
    /** The broker's topics; those of a master are published. */
    topics: Schema.Array(Schema.Tuple([Schema.String, TopicConfig])),
    /** The broker wants no answer. */
    oneway: Schema.optionalKey(Schema.Boolean)
  },
  UnregisterBroker: { ...request, ...channel, ...broker },
  ChannelClosed: { ...channel }
} as const

const clients = {
  GetRouteInfoByTopic: { ...request, topic: Schema.String },
  GetBrokerClusterInfo: { ...request },
  GetAllTopicList: { ...request },
  GetTopicsByCluster: { ...request, cluster: Schema.String },
  /** `clusterName`: only from the routes of this cluster; `null` or empty: from all. */
  DeleteTopic: { ...request, topic: Schema.String, clusterName: Schema.NullOr(Schema.String) },
  WipeWritePermOfBroker: { ...request, brokerName: Schema.String },
  AddWritePermOfBroker: { ...request, brokerName: Schema.String }
} as const

const kv = {
  /** What `kvConfig.json` holds, at the start. */
  Recovered: { kvConfig: Schema.Array(Schema.Tuple([Schema.String, Schema.Array(Schema.Tuple([Schema.String, Schema.String]))])) },
  PutKVConfig: { ...request, namespace: Schema.NullOr(Schema.String), key: Schema.NullOr(Schema.String), value: Schema.String },
  GetKVConfig: { ...request, namespace: Schema.String, key: Schema.String },
  DeleteKVConfig: { ...request, namespace: Schema.String, key: Schema.String },
  GetKVListByNamespace: { ...request, namespace: Schema.String }
} as const

export const NameServerEvent = Schema.TaggedUnion({ ...timers, ...brokers, ...clients, ...kv })
export type NameServerEvent = typeof NameServerEvent.Type
export type EventOf<Tag extends NameServerEvent["_tag"]> = Extract<NameServerEvent, { readonly _tag: Tag }>
