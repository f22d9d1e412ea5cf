/**
 * For tests: clients that take events one after the other, and a route.
 *
 * @module
 */
import { type Machine, step, type Tagged, verdictOf } from "../machine.ts"
import type { RouteData } from "../name-server/state.ts"

/** Takes events: the state after the first ones, and what the last one gives. */
export const takerOf =
  <State, Event extends Tagged, Output extends Tagged, Config>(machine: Machine<State, Event, Output, Config>) =>
  (self: State, ...events: readonly [Event, ...Event[]]): { readonly verdict: string; readonly next: State; readonly outputs: readonly Output[] } => {
    const last = events.at(-1) as Event
    const before = events.slice(0, -1).reduce((state, event) => step(machine, state, event)[0], self)
    const [next, outputs] = step(machine, before, last)
    return { verdict: verdictOf(machine, before, last).slice(last._tag.length + 2), next, outputs }
  }

export const NAME_SERVERS = ["ns0", "ns1"] as const

/** A route to these brokers, each with these addresses by brokerId, with two queues of this permission. */
export const routeTo = (brokers: { readonly [brokerName: string]: { readonly [brokerId: string]: string } }, perm = 6): RouteData => ({
  brokerDatas: Object.entries(brokers).map(([brokerName, brokerAddrs]) => ({ cluster: "DefaultCluster", brokerName, brokerAddrs })),
  queueDatas: Object.keys(brokers).map((brokerName) => ({ brokerName, readQueueNums: 2, writeQueueNums: 2, perm, topicSysFlag: 0 }))
})

export const learn = (route: RouteData | null) => ({ _tag: "RouteReply", route }) as const

export const START = { _tag: "Started" } as const
export const POLL = { _tag: "RoutePollTimeout" } as const

export const closed = (address: string) => ({ _tag: "ChannelClosed", address }) as const

export const askedRoute = (to: string) => ({ _tag: "GetRouteInfoByTopic", to, request: "route", topic: "t" }) as const
export const armedPoll = { _tag: "ArmTimer", event: POLL, ms: [30_000, 30_000] } as const
