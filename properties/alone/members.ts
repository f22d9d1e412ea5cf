/**
 * What is said of every single event of a member of a DLedger group (`../dledger/refines`), asked of a member alone.
 *
 * @module
 */
import { type AloneProperty, MACHINE_SLOT } from "../../models/alone/alone.ts"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import type { Broker } from "../../spec/broker/state.ts"
import type { DLedgerEvent } from "../../spec/dledger/events.ts"
import type { DLedgerOutput } from "../../spec/dledger/outputs.ts"
import { type DeclaredIn, declaring } from "../declare.ts"
import { refinements } from "../dledger/refines/index.ts"
import { releasedRefinements } from "../dledger-released/refines/index.ts"
import type { Refined } from "../dledger/refines/step.ts"

export type OfMembers = DeclaredIn<void, AloneProperty<Broker, BrokerEvent, BrokerOutput>>

/** The same state, but for how many events may come yet: nothing has changed. */
const unlessSame = (before: Broker, after: Broker): Broker => ((Object.keys(after) as (keyof Broker | "left")[]).every((field) => field === "left" || after[field] === before[field]) ? before : after)

const alone = ({ id, sentence, source, holdsOf }: Refined): OfMembers =>
  declaring<void, AloneProperty<Broker, BrokerEvent, BrokerOutput>>().promise(id, sentence, source, () => ({
    kind: "step",
    concerns: (before, move, { local, signals = [] }) =>
      move.kind === "act" && move.slot === MACHINE_SLOT && !holdsOf({ before: before as Broker, event: move.action, after: unlessSame(before as Broker, local as Broker), outputs: signals.map(({ signal }) => signal) }),
    holds: () => false
  }))

export const ofMembers: readonly OfMembers[] = refinements.map(alone)

/** Of a released node: its events are other ones, and what is said of them is too. */
export const ofReleased: readonly DeclaredIn<void, AloneProperty<Broker, DLedgerEvent, DLedgerOutput>>[] = releasedRefinements.map((refined) => alone(refined) as unknown as DeclaredIn<void, AloneProperty<Broker, DLedgerEvent, DLedgerOutput>>)
