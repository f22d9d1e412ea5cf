/**
 * Moves and runs in words, for models of which nothing is known.
 *
 * @module
 */
import type { AnyModel, AnyMove } from "./model.ts"
import { differences, pathText, show } from "./plain-data.ts"
import type { Trace } from "./result.ts"

/** One line: the model's own `describe` if it has one. */
export const moveText = (model: Pick<AnyModel, "slots" | "describe">, move: AnyMove): string => {
  if (model.describe !== undefined) return model.describe(move)
  const slot = model.slots[move.slot] as string
  if (move.kind === "act") return `${slot}: ${show(move.action)}`
  const message = `${show(move.message)} from ${model.slots[move.from]}`
  switch (move.kind) {
    case "deliver":
      return `${slot} receives ${message}`
    case "duplicate":
      return `${slot} receives ${message}, which stays in flight`
    case "lose":
      return `${message} to ${slot} is lost`
  }
}

/** A run, numbered, with what each step changed; of a lasso, where its loop begins. */
export const traceText = (model: Pick<AnyModel, "slots" | "describe" | "ghosts">, { initial, steps, loopFrom, error }: Trace): string => {
  const width = String(steps.length).length
  const lines: string[] = []
  steps.forEach(({ move, locals }, i) => {
    if (i === loopFrom) lines.push("from here on, over and over:")
    lines.push(`${String(i + 1).padStart(width)}  ${moveText(model, move)}`)
    const before = steps[i - 1]?.locals ?? initial
    locals.forEach((local, slot) => {
      if (model.ghosts?.includes(slot) === true) return
      for (const { path, before: was, after: is } of differences(before[slot], local, 8)) lines.push(`${" ".repeat(width)}      ${model.slots[slot]}.${pathText(path)}: ${show(was, 60)} → ${show(is, 60)}`)
    })
  })
  if (loopFrom !== undefined && loopFrom === steps.length) lines.push("and then nothing more need happen")
  if (error !== undefined) lines.push(`threw: ${error}`)
  return lines.join("\n")
}
