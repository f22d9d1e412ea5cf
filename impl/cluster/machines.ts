/**
 * The machine of a broker, by its mode and by how its group replicates.
 *
 * @module
 */
import { dledgerReleased } from "../../spec/modes/dledger-released.ts"
import { type Mode, modes } from "../../spec/modes/index.ts"
import { isReleased } from "./modes.ts"
import type { Replication } from "./node.ts"

/** Between members that replicate as released ones events and outputs are others, which the broker hands on without looking. */
export const machineOf = (mode: Mode, replication: Replication | undefined): (typeof modes)[Mode] =>
  isReleased(mode, replication) ? (dledgerReleased as unknown as (typeof modes)["dledger"]) : modes[mode]
