/**
 * What has become of messages, and of a group's progress: the history of worlds with consumers.
 *
 * @module
 */
import { initialTold, type Told, type ToldNote, recordTold } from "./told.ts"

export interface Consumption extends Told {
  /** Messages that some member has processed, ascending. */
  readonly processed: readonly string[]
  /** By brokerName, the largest offset that any broker of the group has stored as its own keeper. */
  readonly stored: { readonly [brokerName: string]: number }
}

export type ConsumptionNote = ToldNote | { readonly note: "processed"; readonly message: string } | { readonly note: "stored"; readonly brokerName: string; readonly offset: number }

export const initialConsumption = (sent: number, by: string): Consumption => ({
  ...initialTold,
  sent,
  told: Array.from({ length: sent }, (_, i) => ({ message: `m${i + 1}`, status: "SEND_OK", by })),
  processed: [],
  stored: {}
})

export const recordConsumption = (before: Consumption, note: ConsumptionNote): Consumption | undefined => {
  if (note.note === "processed") return before.processed.includes(note.message) ? before : { ...before, processed: [...before.processed, note.message].sort() }
  if (note.note === "stored") return (before.stored[note.brokerName] ?? 0) >= note.offset ? before : { ...before, stored: { ...before.stored, [note.brokerName]: note.offset } }
  const told = recordTold(before, note)
  return told && { ...before, ...told }
}
