import * as HashMap from "effect/HashMap"
import { match } from "ts-pattern"
import { chain } from "../../machine.ts"
import { MASTER_ID } from "../../registration/register.ts"
import type { EventOf } from "../events.ts"
import { emit, ignore, type Next, type Part, rule } from "../rule.ts"
import type { NameServer } from "../state.ts"
import { addrOf, brokerOf, cancelExpiry, liveAt, withdraw } from "../tables.ts"
import { publish } from "../topics.ts"

/**
 * A broker makes itself known, or known again (A2, A3, E14). Its address moves when its role has changed: a master that is
 * a slave now is no master any more. A brokerId that another address holds is taken over, unless that holder's role is of a
 * later term: so a deposed leader that comes late does not hide its successor. Registrations of a broker that arrive out
 * of order are told apart the same way.
 *
 * RocketMQ `RouteInfoManager.registerBroker`: 4.9's tables with 5.x's rule for terms (`stateVersion`, #6317). Where terms are
 * equal, as in modes without elections, the last one wins, as in 4.9. Two things differ from both: an older registration changes
 * nothing at all, and an address that comes back under another brokerName leaves the first, where RocketMQ keeps it for ever.
 */
export const registerBroker = rule("RegisterBroker", (self, event) => verdict(self, event), (self, event, verdict) =>
  match(verdict)
    .with("older than its own", "older than the holder's", () => refuse(self, event))
    .with("renewed", () => chain(self, stand(event), published(event, false), armed(event), reply(event)))
    .with("takes over", () => chain(self, leave(event), displace(event), stand(event), published(event, true), armed(event), reply(event)))
    .with("moves", "new", () => chain(self, leave(event), stand(event), published(event, true), armed(event), reply(event)))
    .exhaustive()
)

const verdict = (self: NameServer, { brokerName, brokerId, brokerAddr, term }: EventOf<"RegisterBroker">) => {
  const own = liveAt(self, brokerAddr)
  // Terms of one group cannot be compared with another's.
  if (own !== undefined && own.brokerName === brokerName && own.term > term) return "older than its own"
  const holder = addrOf(self, brokerName, brokerId)
  if (holder === brokerAddr) return "renewed"
  if (holder !== undefined) return (liveAt(self, holder)?.term ?? term) > term ? "older than the holder's" : "takes over"
  return own === undefined ? "new" : "moves"
}

/** 5.x answers success without a master. */
const refuse = (self: NameServer, { request, oneway }: EventOf<"RegisterBroker">): Next =>
  oneway === true ? ignore(self) : emit({ _tag: "ReplyRegistered", request, masterAddr: null, haServerAddr: null })(self)

/** The address leaves the brokerName that it had before, if that was another. */
const leave =
  ({ brokerName, brokerAddr }: EventOf<"RegisterBroker">): Part =>
  (self) => [liveAt(self, brokerAddr)?.brokerName === brokerName ? self : withdraw(self, brokerAddr), []]

/** Who held the brokerId is forgotten; its place is taken in the next part. */
const displace =
  ({ brokerName, brokerId }: EventOf<"RegisterBroker">): Part =>
  (self) => {
    const holder = addrOf(self, brokerName, brokerId)
    if (holder === undefined) return [self, []]
    return [{ ...self, brokerLiveTable: HashMap.remove(self.brokerLiveTable, holder) }, [cancelExpiry(holder)]]
  }

/** The address stands under this brokerId, and no other. */
const stand =
  ({ clusterName, brokerName, brokerId, brokerAddr, channel, term, haServerAddr }: EventOf<"RegisterBroker">): Part =>
  (self) => {
    const broker = brokerOf(self, brokerName) ?? { cluster: clusterName, addrs: [] }
    const others = broker.addrs.filter(([id, addr]) => id !== brokerId && addr !== brokerAddr)
    const addrs = [...others, [brokerId, brokerAddr] as const].sort(([a], [b]) => a - b)
    return [
      {
        ...self,
        brokerAddrTable: HashMap.set(self.brokerAddrTable, brokerName, { ...broker, addrs }),
        brokerLiveTable: HashMap.set(self.brokerLiveTable, brokerAddr, { channel, term, haServerAddr, brokerName, brokerId })
      },
      []
    ]
  }

/**
 * The topics of the lowest brokerId that is registered count: the master's, or while it is away those of a slave, without
 * which a NameServer that has restarted would hide what that slave could serve (#3003). As in 5.x; in 4.9 a master's alone.
 */
const published =
  ({ brokerName, brokerId, topics }: EventOf<"RegisterBroker">, fresh: boolean): Part =>
  (self) =>
    (brokerOf(self, brokerName)?.addrs ?? []).every(([id]) => id >= brokerId) ? publish(brokerName, topics, fresh)(self) : ignore(self)

const armed =
  ({ brokerAddr }: EventOf<"RegisterBroker">): Part =>
  (self) => [self, [{ _tag: "ArmTimer", event: { _tag: "BrokerExpired", brokerAddr }, ms: self.config.brokerChannelExpiredTimeMs }]]

/** A slave learns where its master is, to copy from it. */
const reply =
  ({ request, brokerName, brokerId, oneway }: EventOf<"RegisterBroker">): Part =>
  (self) => {
    if (oneway === true) return ignore(self)
    const masterAddr = brokerId === MASTER_ID ? undefined : addrOf(self, brokerName, MASTER_ID)
    const master = masterAddr === undefined ? undefined : liveAt(self, masterAddr)
    return emit({ _tag: "ReplyRegistered", request, masterAddr: masterAddr ?? null, haServerAddr: master?.haServerAddr ?? null })(self)
  }
