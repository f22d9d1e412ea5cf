import { match } from "ts-pattern"
import { rule } from "../../broker/rule.ts"
import { chain } from "../../machine.ts"
import { removeMembers, removeProducers } from "../groups.ts"
import { dropPopsOf } from "../../pop/held.ts"
import { dropHeldOf } from "../hold.ts"
import { dropReadsOf } from "../pending-reads.ts"

/**
 * A client's connection is gone: its groups rebalance without it, its held pulls and its reads end. Its locks stay until they expire or
 * it returns.
 *
 * RocketMQ `ClientHousekeepingService`, `ConsumerManager.doChannelCloseEvent`.
 */
export const channelClosed = rule(
  "ChannelClosed",
  () => "forgets" as const,
  (self, { channel }, verdict) =>
    match(verdict)
      .with("forgets", () =>
        chain(self, removeMembers((member) => member.channel === channel), removeProducers((_key, at) => at === channel), dropHeldOf(channel), dropReadsOf(channel), dropPopsOf(channel))
      )
      .exhaustive()
)
