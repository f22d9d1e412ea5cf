/**
 * Where a run takes place: on live nodes and the machine's clock, or on simulated layers.
 *
 * @module
 */
import type { DiskFault } from "../files/faulty.ts"
import type { NetworkRule } from "../cluster/links.ts"
import type { Replication } from "../cluster/node.ts"
import type { Address, NetworkService } from "../layers/network.ts"
import type { ClockFault } from "../layers/own-time.ts"
import type { RandomService, TimersService } from "../layers/timers.ts"

/** The nodes, and all that can be done to them. */
export interface Victims {
  readonly groups: readonly { readonly name: string; readonly nodes: readonly string[] }[]
  readonly nameServers: readonly string[]
  /** Who leads a group, or is its master; down or not. */
  readonly masterOf: (group: string) => Promise<string | undefined>
  readonly isUp: (node: string) => boolean
  readonly kill: (node: string) => Promise<void>
  readonly powerLoss: (node: string) => Promise<void>
  readonly wipe: (node: string) => Promise<void>
  readonly restart: (node: string) => Promise<void>
  readonly promote: (node: string) => Promise<void>
  readonly pause: (node: string) => void
  readonly resume: (node: string) => void
  readonly partition: (groups: readonly (readonly string[])[]) => void
  readonly cut: (from: string, to: string) => void
  readonly network: (rule: NetworkRule) => void
  readonly heal: () => void
  readonly clock: (node: string, fault: ClockFault) => void
  readonly disk: (node: string, fault: DiskFault) => void
  /** Simulated only: a bit of its log flips, or the next write of it goes astray. What was done. */
  readonly damage?: (node: string, how: "corrupt" | "misdirect") => string
  /** Every group is whole: all nodes are up, its master serves, slaves are connected, and so many copies as {@link levelCopies} have what it had a moment ago. */
  readonly serves: () => Promise<boolean>
}

export interface Place {
  readonly network: NetworkService
  readonly timers: TimersService
  /** Chooses faults and queues; from the seed of the run. */
  readonly random: RandomService
  /** As `new Promise`; in simulation, time stands still until all that awaits it has gone on. */
  readonly promise: <T>(start: (resolve: (value: T) => void) => void) => Promise<T>
  readonly nameServers: readonly Address[]
  readonly victims: Victims
}

/** All; of a released DLedger's group a majority: its leader goes on without a member that is in a later term, until it loses others. */
export const levelCopies = (members: number, replication: Replication | undefined): number => (replication === "dledger-0.3.1.2" ? Math.floor(members / 2) + 1 : members)

export const sleepAt =
  ({ promise, timers }: Pick<Place, "promise" | "timers">) =>
  (ms: number): Promise<void> =>
    promise((resolve) => void timers.after(ms, () => resolve()))
