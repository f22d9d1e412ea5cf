/**
 * `rocketproof blind-test PATCH`: somebody changes a rule; does `check` notice?
 *
 * @module
 */
import { existsSync, rmSync } from "node:fs"
import { join, resolve, sep } from "node:path"
import { pathToFileURL } from "node:url"
import { Worker } from "node:worker_threads"
import type { Hunted } from "../../properties/mutation/hunt.ts"
import { apply, build, copyOf } from "../../properties/mutation/scratch.ts"
import { progress } from "./progress.ts"

export interface BlindTestOptions {
  readonly timeout: number
  readonly keep?: boolean
}

const CAUGHT = 1
const UNUSABLE = 2
const RAN_OUT = 3
const DRIFTED = 4

export const blindTest = async (patch: string, { timeout, keep = false }: BlindTestOptions): Promise<number> => {
  if (!existsSync(patch)) throw new Error(`there is no file ${patch}`)
  const started = performance.now()
  const copy = copyOf(process.cwd())
  try {
    const applied = apply(copy, resolve(patch))
    if ("complaint" in applied) {
      console.log(`unusable    the patch does not apply: ${applied.complaint}`)
      return UNUSABLE
    }
    const complaint = build(copy)
    if (complaint !== undefined) {
      console.log(`unusable    the changed spec does not compile:\n${complaint}`)
      return UNUSABLE
    }
    const hunted = await huntIn(copy, applied.files, timeout - (performance.now() - started) / 1000)
    const took = `${((performance.now() - started) / 1000).toFixed(0)} s`
    if (hunted === undefined) {
      console.log(`not caught  the time was up after ${took}: nothing was found until then`)
      return RAN_OUT
    }
    const { found, drifted } = hunted
    if (found?.kind === "caught") {
      console.log(`caught      ${found.property} ${found.verdict} in ${found.model}, ${took}${found.sentence === "" ? "" : `: ${found.sentence}`}`)
      if (found.told !== "") console.log(`\n${found.told}`)
      return CAUGHT
    }
    if (found !== undefined) {
      console.log(`not caught  ${found.model} cannot be checked any more: ${found.error}`)
      return UNUSABLE
    }
    console.log(`not caught  every model of check was explored and every promise holds, ${took}`)
    for (const model of drifted) console.log(`  drift     ${model} has another number of states`)
    return drifted.length > 0 ? DRIFTED : 0
  } finally {
    if (keep) console.log(`kept        ${copy}`)
    else rmSync(copy, { recursive: true, force: true })
  }
}

/** What was found in the copy; `undefined` if the time was up first. */
const huntIn = (copy: string, files: readonly string[], seconds: number): Promise<Hunted | undefined> => {
  const line = progress()
  const worker = new Worker(new URL("../../properties/mutation/hunt-worker.js", import.meta.url), { workerData: { dist: pathToFileURL(join(copy, "dist") + sep).href, files }, resourceLimits: { maxOldGenerationSizeMb: 8192 } })
  return new Promise<Hunted | undefined>((resolve, reject) => {
    const clock = setTimeout(() => resolve(undefined), Math.max(0, seconds) * 1000)
    worker.on("message", ({ model, hunted }: { readonly model?: string; readonly hunted?: Hunted }) => {
      if (model !== undefined) line.say(model)
      if (hunted !== undefined) resolve(hunted)
    })
    worker.on("error", reject)
    worker.on("exit", () => {
      clearTimeout(clock)
      reject(new Error("the exploration ended without a result"))
    })
  }).finally(() => {
    line.done()
    return worker.terminate()
  })
}
