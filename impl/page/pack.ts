/**
 * A trace told, as a page carries it: every snapshot and every message once, and numbers where they come again. A run in which
 * each step changes one lane is a fraction of its size that way, and what did not change is the same object again afterwards.
 *
 * @module
 */
import type { Sent, Snapshot, Telling, ToldStep } from "../../properties/telling/telling.ts"

export interface PackedStep extends Omit<ToldStep, "message" | "sends" | "after"> {
  /** Ids of messages. */
  readonly message?: number
  readonly sends: readonly number[]
  /** Places in `snapshots`. */
  readonly after: readonly number[]
}

export interface Packed extends Omit<Telling, "initial" | "steps"> {
  readonly snapshots: readonly Snapshot[]
  readonly messages: readonly Sent[]
  readonly initial: readonly number[]
  readonly steps: readonly PackedStep[]
}

export const pack = ({ initial, steps, ...rest }: Telling): Packed => {
  const snapshots: Snapshot[] = []
  const byObject = new Map<Snapshot, number>()
  const byText = new Map<string, number>()
  const messages = new Map<number, Sent>()
  const placeOf = (snapshot: Snapshot): number => {
    const known = byObject.get(snapshot)
    if (known !== undefined) return known
    const text = JSON.stringify(snapshot)
    const place = byText.get(text) ?? snapshots.push(snapshot) - 1
    byText.set(text, place)
    byObject.set(snapshot, place)
    return place
  }
  const idOf = (message: Sent): number => {
    messages.set(message.id, message)
    return message.id
  }
  const packed = { initial: initial.map(placeOf), steps: steps.map(({ message, sends, after, ...step }): PackedStep => ({ ...step, ...(message === undefined ? {} : { message: idOf(message) }), sends: sends.map(idOf), after: after.map(placeOf) })) }
  return { ...rest, snapshots, messages: [...messages.values()], ...packed }
}

export const unpack = ({ snapshots, messages, initial, steps, ...rest }: Packed): Telling => {
  const sent = new Map(messages.map((message) => [message.id, message]))
  const at = (places: readonly number[]): readonly Snapshot[] => places.map((place) => snapshots[place] as Snapshot)
  return {
    ...rest,
    initial: at(initial),
    steps: steps.map(({ message, sends, after, ...step }): ToldStep => ({ ...step, ...(message === undefined ? {} : { message: sent.get(message) as Sent }), sends: sends.map((id) => sent.get(id) as Sent), after: at(after) }))
  }
}
