/**
 * Everything a consumer can ask for.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Span } from "../../broker/config.ts"
import { RequestId } from "../../vocabulary.ts"
import { routeOutputs } from "../routing.ts"
import { ConsumerTimer } from "./events.ts"
import { Message } from "./state.ts"

const ask = { to: Schema.String, request: RequestId, group: Schema.String, topic: Schema.String, queueId: Schema.Int }

const member = { to: Schema.String, group: Schema.String }

export const ConsumerOutput = Schema.TaggedUnion({
  ...routeOutputs,
  QueryConsumerOffset: { ...ask },
  PullMessage: {
    ...ask,
    offset: Schema.Int,
    maxMsgNums: Schema.Int,
    suspendTimeoutMillis: Schema.Int,
    /** The group's progress, for a master to keep; `null` to a slave, or when there is none. */
    commitOffset: Schema.NullOr(Schema.Int),
    /** It goes to a slave, and on purpose. */
    readFromFollower: Schema.Boolean
  },
  /** To a master, which alone keeps offsets; nobody waits for an answer. */
  UpdateConsumerOffset: { ...member, queueId: Schema.Int, topic: Schema.String, offset: Schema.Int },
  /** This member is there. */
  Heartbeat: { ...member, clientId: Schema.String, topic: Schema.String },
  GetConsumerListByGroup: { ...member },
  LockBatchMQ: { ...ask, clientId: Schema.String },
  /** Nobody waits for an answer. */
  UnlockBatchMQ: { ...member, clientId: Schema.String, topic: Schema.String, queueId: Schema.Int },
  /** The application has processed these. */
  Consumed: { brokerName: Schema.String, queueId: Schema.Int, messages: Schema.Array(Message) },
  ArmTimer: { event: ConsumerTimer, ms: Span },
  CancelTimer: { event: ConsumerTimer }
})
export type ConsumerOutput = typeof ConsumerOutput.Type
