/**
 * The thread in which a mutant is on from the first file that is loaded; see `apart.ts`.
 *
 * @module
 */
import { parentPort, workerData } from "node:worker_threads"
import type { Errand, Reported, Said } from "./apart.ts"
import { load } from "./hunt.ts"
import { listening } from "./listening.ts"
import type { Kill, Odd } from "./results.ts"
import { install } from "./switch.ts"
import { tried } from "./tried.ts"

const { dist, number, id, models, budgets, unchanged } = workerData as Errand

/** Explored further in so many models that differ, and in all that have noticed changes of the same file: those come first. */
const FURTHER = 12

const switches = install()
switches.turnOn(number)
const build = await load(new URL(dist))
// It stays on.
const always = { ...switches, turnOn: () => undefined }
const suites = models.flatMap((name) => build.suites.find((suite) => suite.name === name) ?? [])

/** Nothing more need be asked. */
const isDecided = (line: Kill | Odd | undefined): line is Kill | Odd => line?.kind === "kill" || line?.what === "does not end"

const hunted = (): Reported => {
  const said: Record<string, string> = {}
  const differ: typeof suites = []
  let odd: Kill | Odd | undefined
  const [first = 0, ...more] = budgets
  for (const suite of suites) {
    const ear = listening()
    const line = tried(build, always, number, suite, first, id, ear.watch)
    if (number >= 0 && isDecided(line)) return { line, said }
    odd ??= line
    said[suite.name] = ear.heard()
    if (said[suite.name] !== unchanged[suite.name]) differ.push(suite)
  }
  for (const budget of number < 0 ? [] : more)
    for (const suite of differ.slice(0, FURTHER)) {
      const line = tried(build, always, number, suite, budget, id)
      if (isDecided(line)) return { line, said }
    }
  return { line: odd ?? { kind: "apart", id, differ: differ.map(({ name }) => name) }, said: said satisfies Said }
}

parentPort?.postMessage(hunted())
