import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import type { BrokerOutput } from "../../broker/outputs.ts"
import type { Replication } from "../../broker/replication.ts"
import { emit, ignore, rule } from "../../broker/rule.ts"
import type { Broker } from "../../broker/state.ts"
import { chain } from "../../machine.ts"
import { ensureTopic } from "../../serving/retry.ts"
import { put } from "../../store/put.ts"
import { CHECK_MAX_TIME_TOPIC, halfAt, withHalf } from "../halves.ts"
import type { Half } from "../state.ts"

/**
 * A half message was not ended in time: one of its producer's group is asked what became of the transaction, again and again,
 * and after the last time a copy is put aside. It can still be ended.
 *
 * RocketMQ `TransactionalMessageServiceImpl.check`, `AbstractTransactionalMessageCheckListener.sendCheckMessage`,
 * `resolveDiscardMsg`.
 */
export const transactionTimeout = (replication: Replication) => {
  const verdict = (self: Broker, offset: number) => {
    if (!replication.keepsMetadata(self)) return "not here"
    const half = halfAt(self, offset)
    if (half === undefined || half.ending) return "ended"
    if (half.checks > self.config.transactionCheckMax) return "given up"
    if (half.checks < self.config.transactionCheckMax) return "asks"
    return replication.refusesWrites(self) === undefined ? "gives up" : "not now"
  }
  return rule("TransactionTimeout", (self, { offset }) => verdict(self, offset), (self, event, verdict) => {
    const { offset } = event
    const half = halfAt(self, offset) as Half
    const again = self.config.transactionCheckInterval
    const armAgain = emit({ _tag: "ArmTimer", event, ms: [again, again] })
    return match(verdict)
      .with("not here", "ended", "given up", () => ignore(self))
      .with("asks", () => chain(withHalf(self, offset, { ...half, checks: half.checks + 1 }), emit(...ask(self, offset, half)), armAgain))
      .with("not now", () => armAgain(self))
      .with("gives up", () =>
        chain(
          withHalf(self, offset, { ...half, checks: half.checks + 1 }),
          ensureTopic(CHECK_MAX_TIME_TOPIC, replication),
          put(replication, { request: `discard/${offset}`, place: { topic: CHECK_MAX_TIME_TOPIC, queueId: 0, rewrite: { set: [], remove: [] } }, source: half.index, task: { _tag: "Own" } })
        )
      )
      .exhaustive()
  })
}

/** The producers of a group in turn; nobody, if none is connected. */
const ask = (self: Broker, offset: number, { index, group, checks }: Half): readonly BrokerOutput[] => {
  const channels = [...new Set([...HashMap.entries(self.producers)].filter(([key]) => key.endsWith(` ${group}`)).map(([, channel]) => channel))].sort()
  const channel = channels[checks % channels.length]
  return channel === undefined ? [] : [{ _tag: "CheckTransactionState", channel, index, offset }]
}
