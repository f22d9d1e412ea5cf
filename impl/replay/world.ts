/**
 * What the replay asks of each kind of world: which brokers to start, and how each of its moves is made on live ones.
 *
 * @module
 */
import type { AnyMove, AnyOutcome } from "../../models/engine/model.ts"
import type { Disk } from "../../models/world/disk.ts"
import type { MemberNode } from "../../models/world/member.ts"
import type { Node, TOPICS } from "../../models/world/node.ts"
import type { Suite } from "../../properties/suites.ts"
import type { Config } from "../../spec/broker/config.ts"
import type { Observation } from "../cluster/steering.ts"
import type { HeldKind } from "../files/held.ts"
import type { Frame } from "./relay.ts"
import type { Difference, Seen } from "./seen.ts"
import type { Stage } from "./stage.ts"

/** A step of a trace. */
export interface Made {
  readonly move: AnyMove
  readonly outcome: AnyOutcome
  readonly before: readonly unknown[]
  readonly after: readonly unknown[]
}

/** What a client is told in a step: of a message how it is stored, of a read where the queue ends. */
export interface Answer {
  readonly operation: string
  readonly status: string
}

export interface LiveWorld {
  readonly names: readonly string[]
  readonly configs: readonly Config[]
  readonly holds: readonly HeldKind[]
  /** Frames that are no messages of the model; true if it was one of those, and is done with. */
  readonly direct: (frame: Frame, stage: Stage) => boolean
  readonly act: (stage: Stage, step: Made) => Promise<void>
  /** What clients were told in a step. Of sends and of reads each: `undefined` where the model does not note it. */
  readonly told: (step: Made) => { readonly sends: readonly Answer[] | undefined; readonly reads: readonly Answer[] | undefined }
  /** Consumer groups are looked at, too. */
  readonly withConsumers?: true
  /** Topics that every broker knows at once; absent: the one of the models. */
  readonly topics?: typeof TOPICS
  /** In the place of what is compared of any broker. */
  readonly expected?: (local: unknown) => Seen
  readonly seen?: (live: Observation) => Seen
  /** What is on the disks when the brokers start; absent: nothing. */
  readonly disks?: readonly (Disk | undefined)[]
  /** What brings the brokers from their start to the initial state. */
  readonly begin?: (stage: Stage) => Promise<void>
  /** Delivers a message from or to somebody who is no broker; false if it is between brokers. */
  readonly deliver?: (stage: Stage, step: Made) => Promise<boolean>
  /** In what the answers since the last step differ from those of the trace. */
  readonly heard?: (step: Made, stage: Stage) => readonly Difference[]
  /** NameServers, by name; absent: none. */
  readonly nameServers?: readonly string[]
  /** In what those that are no brokers differ. */
  readonly others?: (stage: Stage, locals: readonly unknown[]) => Promise<readonly Difference[]>
  /** Every node that is down and may be started again is. */
  readonly startAll: (stage: Stage, locals: readonly unknown[]) => Promise<void>
}

export const nodeIn = (locals: readonly unknown[], slot: number): Node | MemberNode => locals[slot] as Node | MemberNode

/** Slots that are brokers: those before the faults and the history. */
export const namesOf = (suite: Suite): readonly string[] => suite.model().slots.slice(0, -2)

interface Noted {
  readonly to: number
  readonly signal: { readonly note?: string; readonly message?: string; readonly status?: string; readonly operation?: string; readonly value?: number }
}

/** Notes of this kind that a step makes. */
export const notesOf = ({ outcome }: Made, note: string): readonly Noted["signal"][] =>
  ((outcome.signals ?? []) as readonly Noted[]).map(({ signal }) => signal).filter((signal) => signal.note === note)

/** Where clients were told that the queue ends. */
export const readsIn = (step: Made): readonly Answer[] =>
  notesOf(step, "answered").flatMap(({ operation = "", value }) => (operation.startsWith("r") ? [{ operation, status: `ends at ${value}` }] : []))
