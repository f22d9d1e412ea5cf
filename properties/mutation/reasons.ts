/**
 * Survivors that say nothing against the properties, each lot with its reason. Where a lot is a whole file or folder, other tests hold it.
 *
 * @module
 */
import type { SpecMutant } from "./generate.ts"

export interface Reason {
  /** A clause: "because …". */
  readonly why: string
  /** Beginning of a file's name below `spec/`, and what the mutants of it say; without that: all of them. */
  readonly of: readonly (readonly [where: string, says?: string])[]
  /** Too many to be named one by one. */
  readonly whole?: true
}

export const reasons: readonly Reason[] = [
  { why: "SQL92 expressions are a function of a text and a message: its unit tests hold it, and no world sends properties that filters read.", of: [["filter/"]], whole: true },
  { why: "the machine as an Effect program is no rule: its own tests run it.", of: [["program.ts"]], whole: true }
]

/** Not run at all. */
export const schemas: Reason = { why: "a schema says what the compiler holds rules to; while they run nobody asks it. Files and wires are read by it, and their tests hold it (not run)", of: [], whole: true }

export const reasonFor = ({ file, says, schema }: Pick<SpecMutant, "file" | "says" | "schema">): Reason | undefined => schema === true ? schemas : reasons.find(({ of }) => of.some(([where, what]) => file.startsWith(where) && (what === undefined || what === says)))
