import { match } from "ts-pattern"
import { chain } from "../../../machine.ts"
import type { EventOf, SendCode } from "../events.ts"
import { ignore, rule } from "../rule.ts"
import { askAfterFailure, canRetry, finishStored, giveUp, requestOf, tryAgain } from "../sends.ts"
import type { Producer, Sending, SendStatus } from "../state.ts"

/** The broker may recover from these, or another may serve. RocketMQ `DefaultMQProducer.retryResponseCodes`. */
const RETRIED: readonly SendCode[] = ["TOPIC_NOT_EXIST", "SERVICE_NOT_AVAILABLE", "SYSTEM_ERROR", "NO_PERMISSION"]

/**
 * Answers that are given before anything is stored. Any other error may come after: a leader that is deposed, or waits for
 * its quorum in vain, does not know the outcome itself (E11).
 */
const NEVER_STORED: readonly SendCode[] = ["TOPIC_NOT_EXIST", "NO_PERMISSION", "MESSAGE_ILLEGAL", "SYSTEM_BUSY"]

const STATUS: { readonly [code in SendCode]?: SendStatus } = {
  SUCCESS: "SEND_OK",
  FLUSH_DISK_TIMEOUT: "FLUSH_DISK_TIMEOUT",
  FLUSH_SLAVE_TIMEOUT: "FLUSH_SLAVE_TIMEOUT",
  SLAVE_NOT_AVAILABLE: "SLAVE_NOT_AVAILABLE"
}

/**
 * A broker answers a send. SEND_OK ends it; a status that promises less ends it too, unless the application wants another
 * try (D3); an error is tried again, or is the end (E14).
 *
 * RocketMQ `MQClientAPIImpl.processSendResponse`, `DefaultMQProducerImpl.sendDefaultImpl`.
 */
export const sendReply = rule("SendReply", (self, event) => verdict(self, event), (self, { request, code, queueOffset }, verdict) => {
  const send = tryOf(self, request)
  if (send === undefined) return ignore(self)
  const status = STATUS[code] ?? null
  const refused: Sending = { ...send, uncertain: send.uncertain || !NEVER_STORED.includes(code) }
  return match(verdict)
    .with("late", () => ignore(self))
    .with("acked", () => finishStored(send, "SEND_OK", queueOffset)(self))
    .with("stored, not acked", () => finishStored(send, status ?? "SEND_OK", queueOffset)(self))
    .with("stored, not acked: tries again", () => tryAgain({ ...send, status })(self))
    .with("refused: tries again", () => tryAgain(refused)(self))
    .with("refused", () => chain(self, giveUp(refused), askAfterFailure))
    .exhaustive()
})

const verdict = (self: Producer, { request, code }: EventOf<"SendReply">) => {
  const send = tryOf(self, request)
  if (send === undefined) return "late"
  if (code === "SUCCESS") return "acked"
  if (STATUS[code] !== undefined)
    return self.config.retryAnotherBrokerWhenNotStoreOK && canRetry(self, send) ? "stored, not acked: tries again" : "stored, not acked"
  return RETRIED.includes(code) && canRetry(self, send) ? "refused: tries again" : "refused"
}

/** The message whose try under way this is. Answers to earlier tries come too late. */
const tryOf = (self: Producer, request: EventOf<"SendReply">["request"]): Sending | undefined =>
  self.sends.find((send) => send.to !== null && requestOf(send) === request)
