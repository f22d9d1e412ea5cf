/**
 * The NameServers of a trace, alive and steered, and the wire between them and the brokers.
 *
 * @module
 */
import { join } from "node:path"
import type { Host, Hosted } from "../cluster/hosts.ts"
import type { Links } from "../cluster/links.ts"
import type { NameServerSeen, Status, Steer } from "../cluster/steering.ts"
import type { Meter } from "../layers/metered-network.ts"
import { formatAddress, parseAddress } from "../layers/network.ts"
import { nodeNetwork } from "../layers/node-network.ts"
import type { ReplayClient } from "./client.ts"
import { openPostOffice, type PostOffice } from "./post-office.ts"

const HOST = "127.0.0.1"

export interface LiveNameServers {
  readonly office: PostOffice
  readonly isUp: (name: string) => boolean
  readonly address: (name: string) => string
  /** Its tables are empty after each start. */
  readonly start: (name: string) => Promise<void>
  readonly kill: (name: string) => Promise<void>
  readonly steer: (name: string, command: Steer) => Promise<boolean>
  readonly observe: (name: string) => Promise<NameServerSeen>
  /** Of a broker's bytes to them and from them none is on the wire. */
  readonly heardAll: (broker: string, meter: Meter) => boolean
  /** Nothing is on any wire to one of them, and each knows which connections have ended. */
  readonly atRest: () => Promise<boolean>
  readonly stop: () => Promise<void>
}

interface Parts {
  readonly host: Host
  readonly links: Links
  readonly names: readonly string[]
  readonly brokers: readonly string[]
  readonly client: ReplayClient
  readonly dir: string
}

export const startNameServers = async ({ host, links, names, brokers, client, dir }: Parts): Promise<LiveNameServers> => {
  const office = await openPostOffice(nodeNetwork, HOST, brokers, names)
  const up = new Map<string, Hosted>()
  let life = 0
  const at = (name: string): Hosted => {
    const found = up.get(name)
    if (found === undefined) throw new Error(`${name} is down`)
    return found
  }
  const start = async (name: string): Promise<void> => {
    up.set(name, await host({ kind: "namesrv", name: `namesrv/${name}`, listen: `${HOST}:0`, advertiseHost: HOST, dir: join(dir, name), life: ++life, journal: false, steered: { holds: [] } }, links))
  }
  const kill = async (name: string): Promise<void> => {
    const { address } = at(name)
    await at(name).kill()
    client.forget(address)
    up.delete(name)
  }
  for (const name of names) await start(name)
  return {
    office,
    isUp: (name) => up.has(name),
    address: (name) => at(name).address,
    start,
    kill,
    steer: async (name, command) => (await at(name).steer(command)) as boolean,
    observe: async (name) => (await at(name).steer({ do: "observe" })) as NameServerSeen,
    heardAll: (broker, meter) =>
      names.every((name) => {
        const out = meter.out[formatAddress(office.addressOf(broker, name))]
        const { received, sent } = office.count(broker, name)
        return (out?.sent ?? 0) === received && (out?.received ?? 0) === sent
      }),
    atRest: async () => {
      const all = await Promise.all(
        [...up.values()].map(async (hosted) => {
          const { meter } = (await hosted.steer({ do: "status" })) as Status
          const came = meter.in[parseAddress(hosted.address).port]
          const asked = client.count(hosted.address)
          return (came?.received ?? 0) === (asked?.sent ?? 0) && (came?.sent ?? 0) === (asked?.received ?? 0) && (came?.open ?? 0) === client.connections(hosted.address)
        })
      )
      return all.every(Boolean)
    },
    stop: async () => {
      await Promise.all([...up.values()].map((hosted) => hosted.kill()))
      office.close()
    }
  }
}
