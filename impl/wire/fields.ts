/**
 * Header fields of requests. All values travel as text.
 *
 * @module
 */
import type { RemotingCommand } from "./command.ts"

/** A request that lacks a field, or has one that makes no sense. The message names the field and what to do. */
export class BadField extends Error {}

export const textField = ({ extFields }: RemotingCommand, ...names: readonly string[]): string => {
  for (const name of names) if (extFields[name] !== undefined) return extFields[name]
  throw new BadField(`the field ${names.join(" / ")} is missing: send it in the header's extFields`)
}

export const optionalText = ({ extFields }: RemotingCommand, ...names: readonly string[]): string | undefined => {
  for (const name of names) if (extFields[name] !== undefined) return extFields[name]
  return undefined
}

export const numberField = (command: RemotingCommand, ...names: readonly string[]): number => {
  const text = textField(command, ...names)
  const value = Number(text)
  if (text.trim() === "" || !Number.isSafeInteger(value)) throw new BadField(`the field ${names.join(" / ")} is ${JSON.stringify(text)}: it must be a whole number`)
  return value
}

export const optionalNumber = (command: RemotingCommand, fallback: number, ...names: readonly string[]): number =>
  names.some((name) => command.extFields[name] !== undefined) ? numberField(command, ...names) : fallback

/** The body as JSON. */
export const jsonBody = <T>({ body }: RemotingCommand): T => {
  if (body === undefined) throw new BadField("the body is missing: send it as JSON")
  try {
    return JSON.parse(body.toString("utf8")) as T
  } catch {
    throw new BadField("the body is not JSON")
  }
}
