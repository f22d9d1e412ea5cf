/**
 * What a node of a group, and the faults around it, may do by themselves.
 *
 * @module
 */
import type { BrokerEvent, TimerEvent } from "../../spec/broker/events.ts"

/** A node loses power: its log ends `keeps` entries behind what was durable, and a vote being written survives or not. */
export interface PowerLossSignal {
  readonly keeps: number
  readonly keepsSaving: boolean
}

/** A leader of this term sends its tables. */
export interface TablesSignal {
  readonly sendsTables: number
}

export type Action =
  | { readonly do: "fire"; readonly timer: TimerEvent }
  | { readonly do: "send"; readonly message: string }
  | { readonly do: "read"; readonly read: string }
  | { readonly do: "crash" }
  | { readonly do: "kill" }
  | { readonly do: "powerLoss"; readonly last: number; readonly keepsSaving: boolean }
  | { readonly do: "diskLoss" }
  | { readonly do: "damage"; readonly last: number }
  | { readonly do: "diskError" }
  | { readonly do: "flushed" }
  | { readonly do: "saved" }
  | { readonly do: "dispatched" }
  | { readonly do: "compact" }
  /** A client or an operator asks something. */
  | { readonly do: "ask"; readonly event: BrokerEvent }
  | { readonly do: "transfer"; readonly to: string }
  | { readonly do: "pull"; readonly offset: number }
  /** A member that lost its disk is sent the tables of its leader. */
  | { readonly do: "tables"; readonly from: string }
  | { readonly do: "cut"; readonly links: readonly string[] }
  | { readonly do: "heal" }
  | { readonly do: "powerLossOfAll"; readonly nodes: readonly PowerLossSignal[] }
