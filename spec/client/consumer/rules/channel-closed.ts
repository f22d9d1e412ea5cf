import { match } from "ts-pattern"
import { chain } from "../../../machine.ts"
import { askNextNameServer, nameServerOf } from "../../routing.ts"
import type { EventOf } from "../events.ts"
import { lockerOf } from "../locks.ts"
import { askAfterFailure, pause, queuesWhere } from "../queues.ts"
import { ignore, type Part, rule } from "../rule.ts"
import type { Consumer } from "../state.ts"
import { lapse } from "./lock-lapsed.ts"

/**
 * A connection is gone: its queues go on after a while, where the route says then (A4, E14). If the NameServer that was
 * asked is gone, the next one is asked (A2). Locks of a master that is gone are not relied on: RocketMQ's client does so until
 * they lapse, while the master that returns has forgotten them.
 *
 * RocketMQ `NettyRemotingClient.closeChannel`, `PullCallback.onException`.
 */
export const channelClosed = rule("ChannelClosed", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("nothing waits for it", () => ignore(self))
    .with("the NameServer asked", () => askNextNameServer(self))
    .with("a broker", () => chain(self, forgetList(event), ...lockedAt(self, event).map(lapse), ...askedAt(self, event).map(pause), askAfterFailure))
    .exhaustive()
)

const verdict = (self: Consumer, event: EventOf<"ChannelClosed">) => {
  if (askedAt(self, event).length > 0 || lockedAt(self, event).length > 0 || self.listAsked?.at === event.address) return "a broker"
  return self.routing.asking !== null && nameServerOf(self) === event.address ? "the NameServer asked" : "nothing waits for it"
}

/** Who asked for the members of the group asks again with the next rebalance. */
const forgetList =
  ({ address }: EventOf<"ChannelClosed">): Part =>
  (self) => [self.listAsked?.at === address ? { ...self, listAsked: null } : self, []]

/** Locks are in their master's memory alone: the next one at this address may give them to another. */
const lockedAt = (self: Consumer, { address }: EventOf<"ChannelClosed">) => queuesWhere(self, (progress) => progress.lock === "held" && lockerOf(self, progress) === address)

const askedAt = (self: Consumer, { address }: EventOf<"ChannelClosed">) =>
  queuesWhere(self, (progress) => progress.asked === address && !lockedAt(self, { _tag: "ChannelClosed", address }).includes(progress))
