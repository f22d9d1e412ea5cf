/**
 * Fields of requests to the control API: read, or refused by name.
 *
 * @module
 */

/** A request that makes no sense; its message names the field. */
export class BadRequest extends Error {}

export type Body = Readonly<Record<string, unknown>>

/** Fields that nobody reads are told, not ignored. */
export const only = (body: Body, fields: readonly string[]): void => {
  const other = Object.keys(body).find((field) => !fields.includes(field))
  if (other !== undefined) throw new BadRequest(`${other}: there is no such field here; there are ${fields.join(", ")}`)
}

export const text = (body: Body, field: string): string => {
  const value = body[field]
  if (typeof value !== "string") throw new BadRequest(`${field}: must be a text`)
  return value
}

/** A day: more can hardly be meant. */
export const LONGEST_MS = 86_400_000

export const milliseconds = (body: Body, field: string, least: number): number => {
  const value = body[field] ?? 0
  if (typeof value !== "number" || !Number.isFinite(value) || value < least || value > LONGEST_MS) throw new BadRequest(`${field}: must be a number of milliseconds from ${least} to ${LONGEST_MS}`)
  return value
}

/** `true`: all of them. */
export const share = (body: Body, field: string): number => {
  const value = Number(body[field] ?? 0)
  if (!["number", "boolean", "undefined"].includes(typeof body[field]) || !(value >= 0 && value <= 1)) throw new BadRequest(`${field}: must be a share from 0 to 1, or true for all`)
  return value
}

export const nth = (body: Body, field: "failWrite" | "failFsync"): { readonly [name: string]: number | null } => {
  const value = body[field]
  if (value === undefined) return {}
  if (value !== null && (!Number.isInteger(value) || (value as number) < 1)) throw new BadRequest(`${field}: must be 1 for the next one, 2 for the one after it, and so on; null for none`)
  return { [field]: value as number | null }
}

export const refuseOverlap = (groups: readonly (readonly string[])[]): void => {
  const seen = new Map<string, number>()
  groups.forEach((group, i) => {
    for (const node of group) {
      const before = seen.get(node)
      if (before !== undefined && before !== i) throw new BadRequest(`groups[${i}]: ${node} is in groups[${before}], too; a node is on one side only`)
      seen.set(node, i)
    }
  })
}
