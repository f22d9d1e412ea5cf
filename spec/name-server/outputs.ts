/**
 * Everything a NameServer can ask for. Lists are in ascending order.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Span } from "../broker/config.ts"
import { RequestId, ResponseCode } from "../vocabulary.ts"
import { NameServerTimer } from "./events.ts"
import { BrokerData, RouteData } from "./state.ts"

const request = { request: RequestId }

export const NameServerOutput = Schema.TaggedUnion({
  /** An error, or a success without a value. */
  Reply: { ...request, code: ResponseCode, remark: Schema.String },
  /** To a broker other than the master: where the master is, if one is registered. `null` otherwise. */
  ReplyRegistered: { ...request, masterAddr: Schema.NullOr(Schema.String), haServerAddr: Schema.NullOr(Schema.String) },
  ReplyRoute: { ...request, route: RouteData },
  ReplyClusterInfo: {
    ...request,
    brokerDatas: Schema.Array(BrokerData),
    clusters: Schema.Array(Schema.Struct({ cluster: Schema.String, brokerNames: Schema.Array(Schema.String) }))
  },
  ReplyTopicList: { ...request, topics: Schema.Array(Schema.String) },
  /** How many topics were changed: `wipeTopicCount`, `addTopicCount`. */
  ReplyCount: { ...request, count: Schema.Int },
  ReplyValue: { ...request, value: Schema.String },
  ReplyTable: { ...request, table: Schema.Array(Schema.Tuple([Schema.String, Schema.String])) },
  /** Write the KV configuration to `kvConfig.json`. */
  SaveKVConfig: {},
  /** Arms the timer named by `event`, in place of an armed one of that name: a replaced or cancelled timer never fires. */
  ArmTimer: { event: NameServerTimer, ms: Span },
  CancelTimer: { event: NameServerTimer }
})
export type NameServerOutput = typeof NameServerOutput.Type
