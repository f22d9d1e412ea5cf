/**
 * What a released node does with one event, worked out a second time from DLedger's own classes: see `../../dledger/refines`.
 *
 * @module
 */
import type { DLedgerEvent } from "../../../spec/dledger/events.ts"
import type { DLedgerMessage } from "../../../spec/dledger/messages.ts"
import type { DLedgerOutput } from "../../../spec/dledger/outputs.ts"
import type { Broker } from "../../../spec/broker/state.ts"
import type { TakenEvent } from "../../../models/world/node.ts"
import { entriesOf, lastOf, lastTermOf, type Refined, refines, works } from "../../dledger/refines/step.ts"

export interface Taken {
  readonly before: Broker
  readonly event: DLedgerEvent
  readonly after: Broker
  readonly outputs: readonly DLedgerOutput[]
}

export const releases = (id: string, sentence: string, source: string, holds: (taken: Taken) => boolean): Refined => refines(id, sentence, source, (taken: TakenEvent) => holds(taken as unknown as Taken))

export interface Sent {
  readonly to: string
  readonly message: DLedgerMessage
}

/** Messages of these kinds that were sent, in order. */
export const sent = ({ outputs }: Taken, ...tags: readonly DLedgerMessage["_tag"][]): readonly Sent[] =>
  outputs.flatMap((output) => (output._tag === "SendToPeer" && (tags as readonly string[]).includes(output.message._tag) ? [{ to: output.to, message: output.message as DLedgerMessage }] : []))

export const isNew = ({ config }: Broker): boolean => config.dLedgerVersion === "0.4.0"

export const majority = ({ config }: Broker): number => Math.floor((config.peers.length + 1) / 2) + 1

/** The end of the log as votes have it: 0.4.0 does not tell `MemberState` of a TRUNCATE. */
export const endOfLedger = ({ log, dledger }: Broker): { readonly index: number; readonly term: number } => dledger.endBeforeTruncate ?? { index: lastOf(entriesOf(log)), term: lastTermOf(entriesOf(log)) }

/** An event that is not ignored for want of a disk. */
export const isTaken = ({ before, event }: Taken): boolean => works(before) || event._tag === "Recovered"

export const becomesLeader = ({ before, after }: Taken): boolean => after.raft.role === "LEADER" && before.raft.role !== "LEADER"
