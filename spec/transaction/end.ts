import type { Replication } from "../broker/replication.ts"
import type { Part } from "../broker/rule.ts"
import type { Task } from "../broker/state.ts"
import { put } from "../store/put.ts"
import type { RequestId } from "../vocabulary.ts"
import { halfAt, OP_TOPIC, REMOVE_TAG, withHalf } from "./halves.ts"

/**
 * The half message is done with: an op message says so. It comes behind whatever is made of the half message, so that a log
 * that has it has that too.
 *
 * RocketMQ `TransactionalMessageBridge.putOpMessage`.
 */
export const end =
  (replication: Replication, offset: number, request: RequestId, task: Task): Part =>
  (self) => {
    const half = halfAt(self, offset)
    return put(replication, { request, place: { topic: OP_TOPIC, queueId: 0 }, task, text: { tags: REMOVE_TAG, body: String(offset) } })(
      half === undefined ? self : withHalf(self, offset, { ...half, ending: true })
    )
  }
