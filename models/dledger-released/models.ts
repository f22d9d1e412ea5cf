/**
 * The models of a released DLedger: the worlds of a DLedger group around the machine that follows the released code.
 *
 * @module
 */
import type { Config } from "../../spec/broker/config.ts"
import { dledgerReleased } from "../../spec/modes/dledger-released.ts"
import { type Bounds, nameOf } from "../dledger/models.ts"
import type { GroupOptions } from "../world/group.ts"
import type { BrokerMachine } from "../world/node.ts"

export interface ReleasedBounds extends Bounds {
  readonly version: Config["dLedgerVersion"]
}

export const released: readonly ReleasedBounds[] = []

/** A machine of the world is given what its own nodes send and its own timers bring, and nothing else. */
export const releasedMachine = dledgerReleased as unknown as BrokerMachine

/** `dledger-0.3.1.2/terms-3n-…`. */
export const releasedNameOf = (bounds: ReleasedBounds): string => nameOf(bounds).replace(/^dledger\//, `dledger-${bounds.version}/`)

/** Acks come from page cache, entries are pushed one at a time, and a dispatcher's turn is a timer. */
export const releasedOptionsOf = ({ topic: _topic, about: _about, deep: _deep, version, ...rest }: ReleasedBounds): Omit<GroupOptions, "properties" | "name"> => ({
  ackRequires: "PAGE_CACHE",
  timers: ["ElectionTimeout", "HeartbeatTimeout", "PushTimeout"],
  ...rest,
  config: { maxBatchEntries: 1, dLedgerVersion: version, ...rest.config },
  machine: releasedMachine
})
