/**
 * How a client asks for routes, as it should: shared by what is said of producers and of consumers.
 *
 * RocketMQ `MQClientInstance`, `NettyRemotingClient.getAndCreateNameserverChannel`.
 *
 * @module
 */
import type { Routing } from "../../spec/client/routing.ts"
import type { RouteData } from "../../spec/name-server/state.ts"

interface Client {
  readonly config: { readonly nameServers: readonly string[]; readonly topic: string; readonly pollNameServerIntervalMs: readonly [number, number] }
  readonly routing: Routing
}

type Asks =
  | { readonly _tag: "GetRouteInfoByTopic"; readonly to: string; readonly request: string; readonly topic: string }
  | { readonly _tag: "ArmTimer"; readonly event: { readonly _tag: "RoutePollTimeout" }; readonly ms: readonly [number, number] }

/** A client's routing while it takes an event; what leaves is said. */
export const routingFrom = ({ config: { nameServers, topic, pollNameServerIntervalMs }, routing }: Client, say: (output: Asks) => void) => {
  let { route, nameServer, asking } = routing
  const turn = (): void => void (nameServer = nameServer + 1 >= nameServers.length ? 0 : nameServer + 1)
  const put = (failed: number): void => {
    asking = failed
    say({ _tag: "GetRouteInfoByTopic", to: nameServers[nameServer] as string, request: "route", topic })
  }
  return {
    /** Asks, unless it has asked already. */
    ask: (): void => {
      if (asking === null) put(0)
    },
    /** Its time has come: who owes an answer since the last time is left. */
    poll: (): void => {
      if (asking !== null) turn()
      put(0)
      say({ _tag: "ArmTimer", event: { _tag: "RoutePollTimeout" }, ms: pollNameServerIntervalMs })
    },
    /** An answer; where the topic is not known, what was known stays. */
    learn: (told: RouteData | null): void => {
      route = told ?? route
      asking = null
    },
    /** A connection is gone: was it that of the NameServer that was asked? Each is asked once. */
    lost: (address: string): boolean => {
      if (asking === null || nameServers[nameServer] !== address) return false
      const failed = asking + 1
      turn()
      if (failed < nameServers.length) put(failed)
      else asking = null
      return true
    },
    now: (): Routing => ({ route, nameServer, asking })
  }
}
