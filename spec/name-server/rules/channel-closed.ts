import { match } from "ts-pattern"
import { chain } from "../../machine.ts"
import type { EventOf } from "../events.ts"
import { ignore, rule } from "../rule.ts"
import type { NameServer } from "../state.ts"
import { drop } from "../tables.ts"
import { sorted } from "../../sorted.ts"

/**
 * A connection is gone: the brokers that registered over it leave the routes at once (A3, E14). One that has registered
 * again since, over another connection, stays (S27).
 *
 * RocketMQ `BrokerHousekeepingService`, `RouteInfoManager.onChannelDestroy`, which falls back to the remote address when
 * no registration has this channel.
 */
export const channelClosed = rule(
  "ChannelClosed",
  (self, event) => (registeredOver(self, event).length > 0 ? "brokers leave" : "no broker's"),
  (self, event, verdict) =>
    match(verdict)
      .with("no broker's", () => ignore(self))
      .with("brokers leave", () => chain(self, ...registeredOver(self, event).map(drop)))
      .exhaustive()
)

const registeredOver = (self: NameServer, { channel }: EventOf<"ChannelClosed">): readonly string[] =>
  sorted(self.brokerLiveTable).flatMap(([addr, live]) => (live.channel === channel ? [addr] : []))
