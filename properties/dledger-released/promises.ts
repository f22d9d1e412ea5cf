/**
 * What becomes of acked messages of a group whose members replicate as released ones (`replication=dledger-0.3.1.2`), for each row of
 * the promise table. Its acks are of the page cache, and a disk that is lost passes for that of a new node, which votes.
 *
 * *kept* is said of messages that do not overtake each other: a TRUNCATE that comes late takes what was acked, without any other fault
 * (S11 in the model late-truncate).
 *
 * @module
 */
import { releasedBoundsOf, type ReleasedBounds } from "../../models/dledger-released/models.ts"
import { type Row, rows } from "../promises.ts"

export interface ReleasedCell {
  readonly row: Row
  readonly outcome: "kept" | "LOSS"
  /** The model that decides it. Of a row of several faults: of the one of them that is enough. */
  readonly bounds: ReleasedBounds
}

const outcomes: { readonly [row: string]: readonly [outcome: ReleasedCell["outcome"], topic: string] } = {
  crash: ["kept", "crash"],
  "power-loss": ["LOSS", "page-cache"],
  "disk-loss": ["LOSS", "disk-loss"],
  "slave-disk-loss": ["LOSS", "disk-loss"],
  // All messages of the model may be lost, for as long as one likes.
  partition: ["kept", "terms"],
  "partition-disk-loss": ["LOSS", "disk-loss"],
  "power-loss-of-all": ["LOSS", "page-cache"],
  "two-disk-losses": ["LOSS", "disk-loss"],
  "slave-replaced": ["LOSS", "disk-loss"],
  "disk-error": ["kept", "disk-error"],
  "disk-error-power-loss": ["LOSS", "page-cache"]
}

export const releasedCells: readonly ReleasedCell[] = rows.map((row) => {
  const decided = outcomes[row.id]
  if (decided === undefined) throw new Error(`nobody has said what ${row.id} does to a released DLedger group`)
  const [outcome, topic] = decided
  return { row, outcome, bounds: releasedBoundsOf(`0.3.1.2/${topic}`) }
})
