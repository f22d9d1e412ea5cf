/**
 * What follows when a send is stored, or when nobody will know whether it is: its producer is answered, or its task goes on.
 *
 * @module
 */
import { match } from "ts-pattern"
import type { BrokerOutput } from "../broker/outputs.ts"
import { emit, type Part } from "../broker/rule.ts"
import type { PendingSend } from "../broker/state.ts"
import { chain } from "../machine.ts"
import { delivered } from "../schedule/delays.ts"
import type { Index, RequestId, ResponseCode, SendStatus } from "../vocabulary.ts"

/** SEND_OK for every pending send up to this entry. */
export const answerSends =
  (upTo: Index): Part =>
  (self) => {
    const done = self.pending.filter(({ index }) => index <= upTo)
    if (done.length === 0) return [self, []]
    return chain({ ...self, pending: self.pending.slice(done.length) }, ...done.map((send) => stored(send, "SEND_OK")))
  }

/** The send is stored, as far as `status` says. */
export const stored = (send: PendingSend, status: SendStatus): Part => {
  const { request, index, queueId, queueOffset, task } = send
  if (task === undefined) return emit({ _tag: "ReplySend", request, status, index, queueId, queueOffset })
  return match(task)
    .with({ _tag: "SendBack" }, () => emit(told(request, status)))
    .with({ _tag: "Recall" }, () => emit(status === "SEND_OK" ? { _tag: "Reply", request, code: "SUCCESS", remark: "" } : { _tag: "Reply", request, code: "SYSTEM_ERROR", remark: `recall failed, ${status}` }))
    .with({ _tag: "EndTransaction" }, () => emit({ _tag: "Reply", request, code: "SUCCESS", remark: "" }))
    .with({ _tag: "Popped" }, ({ popTime, invisibleTime, restNum, messages }) => emit({ _tag: "ReplyPop", request, code: "SUCCESS", popTime, invisibleTime, restNum, messages }))
    .with({ _tag: "Reset" }, ({ topic, offsets }) => emit(status === "SEND_OK" ? { _tag: "ReplyOffsets", request, topic, offsets } : told(request, status)))
    .with({ _tag: "Acked" }, () => emit(told(request, status)))
    .with({ _tag: "InvisibleTimeChanged" }, ({ popTime, invisibleTime, order }) => emit(status === "SEND_OK" ? { _tag: "ReplyInvisibleTime", request, popTime, invisibleTime, ...(order === undefined ? {} : { order }) } : told(request, status)))
    .with({ _tag: "Own" }, () => emit())
    .with({ _tag: "Delayed" }, ({ level, offset }) => delivered(level, offset))
    .exhaustive()
}

const told = (request: RequestId, status: SendStatus): BrokerOutput => (status === "SEND_OK" ? { _tag: "Reply", request, code: "SUCCESS", remark: "" } : { _tag: "Reply", request, code: "SYSTEM_ERROR", remark: status })

/** Nobody will know: whoever waits is told so. A task of the broker's own is begun anew by the next master. */
export const unknown = (pending: readonly PendingSend[], code: ResponseCode, remark: string): readonly BrokerOutput[] =>
  pending.flatMap(({ request, task }) => (task === undefined || (task._tag !== "Own" && task._tag !== "Delayed") ? [{ _tag: "Reply", request, code, remark } as const] : []))
