import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import { match } from "ts-pattern"
import type { EventOf } from "../../broker/events.ts"
import { emit, ignore, type Next, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { wants } from "../../filter/sql92.ts"
import { endOf, holdOn, minOf, replyEmpty, stopWaiting } from "../hold.ts"
import type { HeldPull } from "../state.ts"

/** Bytes in one answer, unless its first message alone is larger. RocketMQ `maxTransferBytesOnMessageInMemory`. */
export const MAX_TRANSFER_BYTES = 262_144

/**
 * The messages behind a pull have been found: those with the tags wanted, or that the expression wants, are returned, as many as fit.
 *
 * RocketMQ `DefaultMessageStore.getMessage`, `isTheBatchFull`, `ExpressionMessageFilter`.
 */
export const queueRead = rule("QueueRead", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("nobody waits", () => ignore(self))
    .with("nothing found", () => finish(self, event, (me, pull) => emit(...stopWaiting(pull), replyEmpty(me, pull, "PULL_NOT_FOUND", pull.offset))(me)))
    .with("none wanted, waits on", () =>
      finish(self, event, (me, pull) => holdOn({ ...pull, offset: select(pull, event).nextBeginOffset })(me))
    )
    .with("none wanted", () =>
      finish(self, event, (me, pull) => emit(...stopWaiting(pull), replyEmpty(me, pull, "PULL_RETRY_IMMEDIATELY", select(pull, event).nextBeginOffset))(me))
    )
    .with("found", () =>
      finish(self, event, (me, pull) => {
        const { offsets, nextBeginOffset } = select(pull, event)
        return emit(...stopWaiting(pull), {
          _tag: "ReplyPull",
          request: pull.request,
          code: "SUCCESS",
          queue: pull.queue,
          offsets,
          nextBeginOffset,
          minOffset: minOf(me, pull.queue),
          maxOffset: endOf(me, pull.queue)
        })(me)
      })
    )
    .exhaustive()
)

const verdict = (self: Broker, event: EventOf<"QueueRead">) => {
  const pull = pullOf(self, event)
  if (pull === undefined) return "nobody waits"
  if (event.found.length === 0) return "nothing found"
  const { offsets, nextBeginOffset } = select(pull, event)
  if (offsets.length > 0) return "found"
  return pull.suspendTimeoutMillis > 0 && nextBeginOffset >= endOf(self, pull.queue) ? "none wanted, waits on" : "none wanted"
}

const pullOf = (self: Broker, { request }: EventOf<"QueueRead">) => Option.getOrUndefined(HashMap.get(self.reading, request))

const finish = (self: Broker, event: EventOf<"QueueRead">, end: (self: Broker, pull: HeldPull) => Next): Next => {
  const pull = pullOf(self, event)
  return pull === undefined ? [self, []] : end({ ...self, reading: HashMap.remove(self.reading, event.request) }, pull)
}

/** Which of the messages found are returned, and where the next pull begins: behind the last one looked at. A damaged one is passed over. */
const select = (pull: HeldPull, { found }: EventOf<"QueueRead">) => {
  const offsets: number[] = []
  let bytes = 0
  let nextBeginOffset = pull.offset
  for (const { offset, size, tagsCode, properties = {}, damaged = false } of found) {
    const wanted = !damaged && (pull.expression === undefined ? pull.codeSet.length === 0 || pull.codeSet.includes(tagsCode) : wants(pull.expression, properties))
    if (wanted && offsets.length > 0 && (bytes + size > MAX_TRANSFER_BYTES || offsets.length >= pull.maxMsgNums)) break
    if (wanted) {
      offsets.push(offset)
      bytes += size
    }
    nextBeginOffset = offset + 1
  }
  return { offsets, nextBeginOffset }
}
