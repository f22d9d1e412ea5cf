/**
 * Reports of `check` of different models put together. Only what a merge needs is read; the rest is passed on.
 *
 * @module
 */
import type { Merged } from "./merge.ts"

interface CheckedModel {
  readonly model: string
  readonly exhausted: boolean
  readonly uniqueStates: number
  readonly properties: readonly { readonly id: string; readonly verdict: string }[]
}

export interface CheckPart {
  readonly file: string
  readonly models: readonly CheckedModel[]
  /** Of which rocketproof it is, if it says so. */
  readonly version: string | undefined
}

/** A list of models, or an object that has one under `models`. */
export const partOf = (file: string, content: unknown): CheckPart => {
  const { models = content, version, rocketproof = version } = (content ?? {}) as { readonly models?: unknown; readonly version?: unknown; readonly rocketproof?: unknown }
  if (!Array.isArray(models) || !models.every(isModel)) throw new Error(`${file}: neither of simulate --json nor of check --json`)
  return { file, models, version: rocketproof === undefined ? undefined : String(rocketproof) }
}

const isModel = (value: unknown): value is CheckedModel => {
  const { model, exhausted, properties } = (value ?? {}) as Partial<CheckedModel>
  return typeof model === "string" && typeof exhausted === "boolean" && Array.isArray(properties)
}

export const mergeChecks = (parts: readonly CheckPart[]): Merged => {
  const of = new Map<string, string>()
  const [first] = parts as readonly [CheckPart]
  for (const { file, models, version } of parts) {
    if (version !== first.version) throw new Error(`${file}: version is ${version ?? "not said"}, and ${first.version ?? "not said"} in ${first.file}`)
    for (const { model } of models) {
      const twice = of.get(model)
      if (twice !== undefined) throw new Error(`${file}: model ${model} is in ${twice} too`)
      of.set(model, file)
    }
  }
  const models = parts.flatMap((part) => part.models)
  const bad = models.filter(({ properties }) => properties.some(({ verdict }) => verdict === "violated" || verdict === "missing"))
  const open = models.filter((model) => !model.exhausted && !bad.includes(model))
  return {
    report: models,
    lines: [
      ...models.map((model) => `${bad.includes(model) ? "FAILED" : model.exhausted ? "ok" : "not finished"}  ${model.model}  ${model.uniqueStates.toLocaleString("en-US")} states`),
      ...bad.flatMap(({ model, properties }) => properties.filter(({ verdict }) => verdict === "violated" || verdict === "missing").map(({ id, verdict }) => `    ${verdict}  ${id} in ${model}`))
    ],
    code: bad.length > 0 ? 1 : open.length > 0 ? 3 : 0
  }
}
