/**
 * `rocketproof validate`: the journals of a live run, held against the spec.
 *
 * @module
 */
import { readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type Replayed, replayJournal } from "../journal/replay.ts"
import { count } from "./progress.ts"

export const validate = async (dir: string, { json }: { readonly json?: string }): Promise<number> => {
  const files = journalsIn(dir)
  if (files.length === 0) throw new Error(`${dir}: no journals in it; run cluster with --journal --data ${dir}`)
  const results: (Replayed & { readonly file: string })[] = []
  for (const file of files) {
    const result = await replayJournal(file)
    results.push({ ...result, file })
    const name = `${result.head?.node ?? file}, life ${result.head?.life ?? "?"}`
    if (result.divergence === undefined) console.log(`as the spec  ${name}: ${count(result.events)} events${result.cut ? " (the last line was cut off by a crash)" : ""}`)
    else console.log(`DIVERGES     ${name}, line ${result.divergence.line} of ${file}: ${result.divergence.problem}`)
  }
  const bad = results.filter(({ divergence }) => divergence !== undefined).length
  const events = results.reduce((sum, result) => sum + result.events, 0)
  console.log(bad === 0 ? `${count(events)} events of ${files.length} journals: every output is the spec's, byte for byte.` : `${bad} of ${files.length} journals diverge from the spec.`)
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(results, null, 1)}\n`)
  return bad === 0 ? 0 : 1
}

const journalsIn = (dir: string): readonly string[] =>
  readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) =>
      readdirSync(join(dir, entry.name))
        .filter((name) => /^journal-\d+\.jsonl$/.test(name))
        .sort((a, b) => Number(a.slice(8, -6)) - Number(b.slice(8, -6)))
        .map((name) => join(dir, entry.name, name))
    )
