/**
 * How a client knows where its topic is: it asks one NameServer after the other, on a timer and after failures, and keeps
 * the last route it was given (A2, A4).
 *
 * RocketMQ `MQClientInstance.updateTopicRouteInfoFromNameServer`, `NettyRemotingClient.getAndCreateNameserverChannel`.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import type { Span } from "../broker/config.ts"
import type { Step } from "../machine.ts"
import { type BrokerData, RouteData } from "../name-server/state.ts"
import { MASTER_ID } from "../registration/register.ts"
import { RequestId } from "../vocabulary.ts"

export const Routing = Schema.Struct({
  route: Schema.NullOr(RouteData),
  /** Which NameServer is asked, by its place in the configuration. */
  nameServer: Schema.Int,
  /** How many have failed to answer the question that is open; `null`: none is. */
  asking: Schema.NullOr(Schema.Int)
})
export type Routing = typeof Routing.Type

export const initialRouting: Routing = { route: null, nameServer: 0, asking: null }

export const routeEvents = {
  /** The client starts: the first event of its life. */
  Started: {},
  /** `null`: the NameServer knows no such topic. */
  RouteReply: { route: Schema.NullOr(RouteData) },
  /** The connection to this address is gone, or cannot be made. */
  ChannelClosed: { address: Schema.String }
} as const

export const routeOutputs = {
  GetRouteInfoByTopic: { to: Schema.String, request: RequestId, topic: Schema.String }
} as const

/** One question at a time: its id can be the same for ever. */
export const ROUTE_REQUEST = "route"

/** A client that routes. */
interface Routed {
  readonly config: { readonly nameServers: readonly string[]; readonly topic: string; readonly pollNameServerIntervalMs: Span }
  readonly routing: Routing
}

interface Ask {
  readonly _tag: "GetRouteInfoByTopic"
  readonly to: string
  readonly request: string
  readonly topic: string
}

const RoutePollTimeout = { _tag: "RoutePollTimeout" } as const

interface ArmPoll {
  readonly _tag: "ArmTimer"
  readonly event: typeof RoutePollTimeout
  readonly ms: Span
}

/** The NameServer that is, or would be, asked. */
export const nameServerOf = ({ config, routing }: Routed): string | undefined => config.nameServers[routing.nameServer]

/** Asks for the route, unless the question is open already. */
export const askRoute = <S extends Routed>(self: S): Step<S, Ask> => (self.routing.asking === null ? askAs(self, 0) : [self, []])

/** The NameServer that was asked does not answer: the next one is asked, until each has been once. */
export const askNextNameServer = <S extends Routed>(self: S): Step<S, Ask> => {
  const failed = (self.routing.asking ?? 0) + 1
  const next = withNextNameServer(self)
  return failed < self.config.nameServers.length ? askAs(next, failed) : [withRouting(next, { asking: null }), []]
}

/** Asks again, and another NameServer if the last question has had no answer all the while. */
export const pollRoute = <S extends Routed>(self: S): Step<S, Ask | ArmPoll> => {
  const [next, asked] = askAs(self.routing.asking === null ? self : withNextNameServer(self), 0)
  return [next, [...asked, { _tag: "ArmTimer", event: RoutePollTimeout, ms: self.config.pollNameServerIntervalMs }]]
}

/** The question is answered. A topic that this NameServer does not know keeps the route that it had. */
export const learnRoute = <S extends Routed>(self: S, route: RouteData | null): S =>
  withRouting(self, { route: route ?? self.routing.route, asking: null })

const askAs = <S extends Routed>(self: S, failed: number): Step<S, Ask> => {
  const to = nameServerOf(self)
  if (to === undefined) return [self, []]
  return [withRouting(self, { asking: failed }), [{ _tag: "GetRouteInfoByTopic", to, request: ROUTE_REQUEST, topic: self.config.topic }]]
}

const withNextNameServer = <S extends Routed>(self: S): S =>
  withRouting(self, { nameServer: (self.routing.nameServer + 1) % Math.max(1, self.config.nameServers.length) })

const withRouting = <S extends Routed>(self: S, change: Partial<Routing>): S => ({ ...self, routing: { ...self.routing, ...change } })

export const masterOf = ({ brokerAddrs }: BrokerData): string | undefined => brokerAddrs[MASTER_ID]

/** The slave with the smallest id. */
export const slaveOf = ({ brokerAddrs }: BrokerData): string | undefined => {
  const ids = Object.keys(brokerAddrs).map(Number).filter((id) => id !== MASTER_ID)
  return ids.length === 0 ? undefined : brokerAddrs[Math.min(...ids)]
}
