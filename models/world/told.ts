/**
 * What producers have sent and what they were told: the history of worlds with fixed roles.
 *
 * @module
 */
import { byKeyText } from "./key-text.ts"
import { answered, initialList, invoked, type ListHistory } from "./list-history.ts"
import type { SendStatus } from "../../spec/vocabulary.ts"

export interface Told {
  /** Messages sent: `m1` … `m{sent}`. */
  readonly sent: number
  /** In the order of messages. */
  readonly told: readonly { readonly message: string; readonly status: SendStatus; readonly by: string }[]
  /** What consumers could see, by brokerName and queue offset; ascending. Kept only where a property asks. */
  readonly visible: readonly (readonly [brokerName: string, offset: number, message: string])[]
  /** Sends and reads, as their clients see them. Kept only where there are reads. */
  readonly list: ListHistory
}

export type ToldNote =
  | { readonly note: "sent"; readonly message: string }
  /** `queueOffset` is not kept: it is there for the step in which it is told. */
  | { readonly note: "told"; readonly message: string; readonly status: SendStatus; readonly by: string; readonly queueOffset?: number }
  | { readonly note: "visible"; readonly brokerName: string; readonly offset: number; readonly message: string }
  | { readonly note: "invoked"; readonly operation: string }
  | { readonly note: "answered"; readonly operation: string; readonly value: number }

export const initialTold: Told = { sent: 0, told: [], visible: [], list: initialList }

/** The history with this note; `undefined` where it could not happen (a message is sent once, in order). */
export const recordTold = (told: Told, note: ToldNote): Told | undefined => {
  if (note.note === "sent") return note.message === `m${told.sent + 1}` ? { ...told, sent: told.sent + 1 } : undefined
  if (note.note === "invoked") {
    const list = invoked(told.list, note.operation)
    return list && { ...told, list }
  }
  if (note.note === "answered") return { ...told, list: answered(told.list, note.operation, note.value) }
  if (note.note === "visible") {
    const { brokerName, offset, message } = note
    if (told.visible.some(([group, at, what]) => group === brokerName && at === offset && what === message)) return told
    return { ...told, visible: [...told.visible, [brokerName, offset, message] as const].sort(byKeyText) }
  }
  const { message, status, by } = note
  return { ...told, told: [...told.told, { message, status, by }].sort((a, b) => (a.message < b.message ? -1 : 1)) }
}
