import { match } from "ts-pattern"
import { chain } from "../../../machine.ts"
import { askNextNameServer, nameServerOf } from "../../routing.ts"
import type { EventOf } from "../events.ts"
import { ignore, type Part, rule } from "../rule.ts"
import { giveUp, goOn, tryAgain } from "../sends.ts"
import type { Producer, Sending } from "../state.ts"

/**
 * A connection is gone. What was sent over it may have arrived: it is sent again (E14). If the NameServer that was asked is
 * gone, the next one is asked: they know the same, by and by (A2).
 *
 * RocketMQ `NettyRemotingClient.closeChannel`, `RemotingConnectException`.
 */
export const channelClosed = rule("ChannelClosed", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("nothing waits for it", () => ignore(self))
    .with("the NameServer asked", () => chain(self, askNextNameServer, failWithoutNameServer))
    .with("a broker", () => chain(self, ...sentTo(self, event).map((send) => tryAgain({ ...send, uncertain: true }))))
    .exhaustive()
)

const verdict = (self: Producer, event: EventOf<"ChannelClosed">) => {
  if (sentTo(self, event).length > 0) return "a broker"
  return self.routing.asking !== null && nameServerOf(self) === event.address ? "the NameServer asked" : "nothing waits for it"
}

const sentTo = (self: Producer, { address }: EventOf<"ChannelClosed">): readonly Sending[] => self.sends.filter(({ to }) => to?.address === address)

const failWithoutNameServer: Part = (self) => (self.routing.asking === null ? goOn(self, giveUp) : ignore(self))
