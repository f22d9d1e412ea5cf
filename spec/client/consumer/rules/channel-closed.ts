import { match } from "ts-pattern"
import { chain } from "../../../machine.ts"
import { askNextNameServer, nameServerOf } from "../../routing.ts"
import type { EventOf } from "../events.ts"
import { askAfterFailure, pause, queuesWhere } from "../queues.ts"
import { ignore, rule } from "../rule.ts"
import type { Consumer } from "../state.ts"

/**
 * A connection is gone: its queues go on after a while, where the route says then (A4, E14). If the NameServer that was
 * asked is gone, the next one is asked (A2).
 *
 * RocketMQ `NettyRemotingClient.closeChannel`, `PullCallback.onException`.
 */
export const channelClosed = rule("ChannelClosed", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("nothing waits for it", () => ignore(self))
    .with("the NameServer asked", () => askNextNameServer(self))
    .with("a broker", () => chain(self, ...askedAt(self, event).map(pause), askAfterFailure))
    .exhaustive()
)

const verdict = (self: Consumer, event: EventOf<"ChannelClosed">) => {
  if (askedAt(self, event).length > 0) return "a broker"
  return self.routing.asking !== null && nameServerOf(self) === event.address ? "the NameServer asked" : "nothing waits for it"
}

const askedAt = (self: Consumer, { address }: EventOf<"ChannelClosed">) => queuesWhere(self, ({ asked }) => asked === address)
