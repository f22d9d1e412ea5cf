/**
 * Shards of one simulation put together: the same as one run of all of it, but for the time that it took.
 *
 * @module
 */
import { BLOCK, type BlockReport, sumOf } from "../../models/engine/simulate.ts"
import type { Merged } from "./merge.ts"
import { count } from "./progress.ts"
import type { SimulatedModel, SimulateReport } from "./simulate-report.ts"

export interface Part {
  readonly file: string
  readonly report: SimulateReport
}

/** In these all parts are alike, or they are no parts of one whole. */
const ALIKE = ["rocketproof", "seed", "runs", "steps", "schedule", "depth", "mutant"] as const

export const mergeSimulations = (parts: readonly Part[]): Merged => {
  const { file, report: first } = parts[0] as Part
  const shards = shardsOf(parts)
  for (const other of parts) {
    for (const field of ALIKE) if (other.report[field] !== first[field]) throw new Error(`${other.file}: ${field} is ${String(other.report[field])}, and ${String(first[field])} in ${file}`)
    const [names, firstNames] = [namesOf(other.report), namesOf(first)]
    if (names !== firstNames) throw new Error(`${other.file}: models are ${names}, and ${firstNames} in ${file}`)
  }
  const lost = Array.from({ length: shards }, (_, i) => i + 1).filter((index) => !parts.some(({ report }) => report.shard === null || report.shard.index === index))
  const models = first.models.map((_, i) => mergeModel(parts.map(({ report }) => report.models[i] as SimulatedModel)))
  const late = models.filter(({ stopped }) => stopped !== null)
  const report: SimulateReport = { ...first, shard: null, models }
  const broken = models.some(({ violation }) => violation !== null)
  const incomplete = lost.length > 0 || models.some((model) => holesOf(model, first.runs) > 0)
  return {
    report: lost.length === 0 ? report : { ...report, lost: lost.map((index) => `${index}/${shards}`) },
    lines: [
      ...models.map((model) => {
        const { runs, steps, verdicts } = sumOf(model.blocks)
        return `${model.violation ? "FAILED" : "ok"}  ${model.model}  ${count(runs)} runs, ${count(steps)} steps, ${verdicts.size} verdicts taken; seed ${first.seed}${model.violation === null ? "" : `\n    ${model.violation.property}, ${model.violation.steps.length} steps\n    again: ${model.violation.again}`}`
      }),
      ...lost.map((index) => `lost: shard ${index}/${shards}; again: npx rocketproof simulate ${first.models.map(({ topic }) => topic).join(" ")} --seed ${first.seed} --runs ${first.runs} --steps ${first.steps} --schedule ${first.schedule} --depth ${first.depth}${first.mutant === null ? "" : ` --mutant ${first.mutant}`} --shard ${index}/${shards} --json FILE`),
      ...late.map(({ model }) => `the time was over: ${model}`)
    ],
    code: broken ? 1 : incomplete || late.length > 0 ? 3 : 0
  }
}

/** How many shards there are; every part says the same, and none comes twice. */
const shardsOf = (parts: readonly Part[]): number => {
  const seen = new Map<number, string>()
  const { file: firstFile, report: first } = parts[0] as Part
  for (const { file, report } of parts) {
    if (report.run !== null) throw new Error(`${file}: run is ${report.run}: one run is no part of a simulation`)
    const shards = report.shard?.count ?? 1
    if (shards !== (first.shard?.count ?? 1)) throw new Error(`${file}: shard is one of ${shards}, and one of ${first.shard?.count ?? 1} in ${firstFile}`)
    const index = report.shard?.index ?? 1
    const twice = seen.get(index)
    if (twice !== undefined) throw new Error(`${file}: shard is ${index}/${shards}, as in ${twice}`)
    seen.set(index, file)
  }
  return first.shard?.count ?? 1
}

const namesOf = ({ models }: SimulateReport): string => models.map(({ model }) => model).join(", ")

/** Blocks up to the first that violates something: one run of all would have ended there. */
const mergeModel = (parts: readonly SimulatedModel[]): SimulatedModel => {
  const all = parts.flatMap(({ blocks }) => blocks).sort((a, b) => a.block - b.block)
  const end = all.findIndex(({ violated }) => violated !== undefined)
  const blocks: readonly BlockReport[] = end < 0 ? all : all.slice(0, end + 1)
  const run = blocks[end]?.violated?.run
  return {
    ...(parts[0] as SimulatedModel),
    seconds: parts.reduce((sum, { seconds }) => sum + seconds, 0),
    stopped: parts.some(({ stopped }) => stopped !== null) ? "timeout" : null,
    blocks,
    violation: run === undefined ? null : (parts.map(({ violation }) => violation).find((violation) => violation?.run === run) ?? null)
  }
}

/** Blocks that nobody made, of those that had to be made. */
const holesOf = ({ blocks, violation }: SimulatedModel, runs: number): number => {
  const last = violation === null ? Math.ceil(runs / BLOCK) : (blocks[blocks.length - 1] as BlockReport).block + 1
  return last - blocks.length
}
