/**
 * What the answer to a producer waits for on a master of modes 1–3, and what it says when that does not come.
 *
 * RocketMQ `CommitLog.asyncPutMessage`: the waits run side by side, and a failed wait for slaves outweighs one for the disk.
 *
 * @module
 */
import type { Span } from "../broker/config.ts"
import type { TimerEvent } from "../broker/events.ts"
import type { BrokerOutput } from "../broker/outputs.ts"
import { emit, type Next, type Part } from "../broker/rule.ts"
import type { Broker, PendingSend } from "../broker/state.ts"
import { chain } from "../machine.ts"
import { stored } from "../serving/answer-sends.ts"
import type { RequestId, SendStatus } from "../vocabulary.ts"

export interface AckCondition {
  readonly on: "disk" | "slaves"
  /** Does a message on this broker wait for it? */
  readonly applies: (self: Broker) => boolean
  /** It cannot be met now: the producer is told so at once. */
  readonly refusal: (self: Broker, send: PendingSend) => SendStatus | undefined
  readonly isMet: (self: Broker, send: PendingSend) => boolean
  /** How long it is waited for, and what the producer is told then. */
  readonly timer: (request: RequestId) => TimerEvent
  readonly span: (self: Broker) => Span
  readonly late: SendStatus
}

/** The newest send begins to wait for what is not met yet. */
export const beginToWait =
  (conditions: readonly AckCondition[]): Part =>
  (self) => {
    const send = self.pending[self.pending.length - 1]
    if (send === undefined) return [self, []]
    let next: Next = [self, []]
    for (const condition of conditions) {
      if (!condition.applies(self) || condition.isMet(self, send)) continue
      const status = condition.refusal(self, send)
      next =
        status === undefined
          ? [next[0], [...next[1], { _tag: "ArmTimer", event: condition.timer(send.request), ms: condition.span(self) }]]
          : [fail(next[0], condition, send.request, status), next[1]]
    }
    return next
  }

/** The time for it is over: `request` waits for the others alone. */
export const giveUpOn =
  (condition: AckCondition, request: RequestId): Part =>
  (self) => [fail(self, condition, request, condition.late), []]

/** Answers every send whose conditions are all met or given up. */
export const settle =
  (conditions: readonly AckCondition[]): Part =>
  (self) => {
    if (self.pending.length === 0) return [self, []]
    const applying = conditions.filter((condition) => condition.applies(self))
    const isSettled = (send: PendingSend) => applying.every((condition) => isGivenUp(condition, send) || condition.isMet(self, send))
    const settled: PendingSend[] = []
    const waiting: PendingSend[] = []
    for (const send of self.pending) (isSettled(send) ? settled : waiting).push(send)
    if (settled.length === 0) return [self, []]
    const done = (send: PendingSend): Part =>
      (me) =>
        chain(
          me,
          emit(...applying.filter((condition) => !isGivenUp(condition, send)).map(({ timer }): BrokerOutput => ({ _tag: "CancelTimer", event: timer(send.request) }))),
          stored(send, statusOf(send))
        )
    return chain({ ...self, pending: waiting }, ...settled.map(done))
  }

/** Is the send still waiting for this condition? */
export const waitsFor = (self: Broker, condition: AckCondition, request: RequestId): boolean =>
  self.pending.some((send) => send.request === request && !isGivenUp(condition, send))

const statusOf = ({ failed }: PendingSend): SendStatus => failed?.slaves ?? failed?.disk ?? "SEND_OK"

const isGivenUp = ({ on }: AckCondition, { failed }: PendingSend): boolean => (failed?.[on] ?? null) !== null

const fail = (self: Broker, { on }: AckCondition, request: RequestId, status: SendStatus): Broker => ({
  ...self,
  pending: self.pending.map((send) => (send.request === request ? { ...send, failed: { disk: null, slaves: null, ...send.failed, [on]: status } } : send))
})
