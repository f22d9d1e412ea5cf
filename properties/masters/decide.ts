/**
 * Decides a cell of the promise table from its model alone, without being told what is expected: with any switch flipped.
 *
 * @module
 */
import { mastersNameOf, mastersOptionsOf, type MastersBounds } from "../../models/masters/models.ts"
import { explore } from "../../models/engine/index.ts"
import { brokersModel } from "../../models/world/brokers.ts"
import type { Config } from "../../spec/broker/config.ts"
import type { Outcome } from "../promises.ts"
import { ackLost, keptOnSlaveAlone, servedThroughout } from "./cells.ts"

/** What a switch does to the world: keys of the configuration, the same for all brokers. */
export const decide = (bounds: MastersBounds, flipped: Partial<Config> = {}): Outcome | "undecided" => {
  const changed = { ...bounds, config: { ...bounds.config, ...flipped }, flushDiskType: flipped.flushDiskType ?? bounds.flushDiskType }
  const result = explore(brokersModel({ ...mastersOptionsOf(changed), name: mastersNameOf(changed), properties: [ackLost, keptOnSlaveAlone, servedThroughout] }))
  if (!result.exhausted) return "undecided"
  const verdict = (id: string) => result.properties.find((p) => p.id === id)?.verdict
  if (verdict(ackLost.id) === "reached") return "LOSS"
  if (verdict(keptOnSlaveAlone.id) === "reached") return "kept, unserved until the slave is promoted"
  return verdict(servedThroughout.id) === "holds" ? "kept, served throughout" : "kept, unserved until the master is back"
}
